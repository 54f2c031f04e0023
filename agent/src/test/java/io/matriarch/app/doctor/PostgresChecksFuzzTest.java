package io.matriarch.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.fuzz.Fuzz;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostgresChecksFuzzTest {

  @Test
  void the_rules_of_who_may_log_in_are_judged_whatever_they_hold() {
    Fuzz.of(
            1000,
            """
            # TYPE  DATABASE        USER            ADDRESS                 METHOD
            local   all             postgres                                peer
            host    replication     all             192.0.2.11/32           reject
            hostssl a,b,replication,c replicator    192.0.2.0/24            scram-sha-256
            """)
        .with("replication", ",", "a,", "a,b,", "host ", "\n", " reject", "\t")
        .texts(hba -> assertThat(PostgresChecks.of(Map.of(), hba, "n1", 3)).isNotNull());
  }

  @Test
  void settings_are_judged_whatever_they_hold() {
    Fuzz.of(500, "host=192.0.2.1 application_name='n1' connect_timeout=3", "500ms", "10")
        .with("application_name = ", "'", " ")
        .texts(
            text ->
                PostgresChecks.SETTINGS.forEach(
                    name ->
                        assertThat(PostgresChecks.of(Map.of(name, text), "", "n1", 3))
                            .isNotNull()));
  }
}

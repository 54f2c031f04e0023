package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.decide.Diagnosis;
import io.matriarch.agent.decide.Diagnosis.Asker;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Repair.Upstream;
import io.matriarch.agent.model.Repair.Upstream.Kind;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.process.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real upstreams are asked by real standbys, in each of the ways in which they cannot be followed.
class UpstreamIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path state;
  private RealServer primary;
  private RealServer standby;

  @BeforeEach
  void initialise() {
    primary = RealServer.initialised("n1");
    primary.configure("wal_keep_size = 0", "max_wal_size = 32MB");
    standby = primary.standby("n2");
    primary.start();
  }

  @AfterEach
  void remove() {
    standby.close();
    primary.close();
  }

  private ServerState.Standby running() {
    standby.start();
    JdbcServerObserver observer = new JdbcServerObserver(standby.instance());
    Eventually.holds(
        "a standby", () -> observer.observe().block(LIMIT) instanceof ServerState.Standby);
    return (ServerState.Standby) observer.observe().blockOptional(LIMIT).orElseThrow();
  }

  private Upstream asked() {
    ServerState.Standby now = running();
    return asked(now.held(), now.settings().systemIdentifier());
  }

  private Upstream asked(WalPosition held, String system) {
    PostgresRepairTools tools =
        new PostgresRepairTools(
            "n2",
            standby.instance(),
            new RepairNotes(state, "n2"),
            new JdbcServerObserver(standby.instance()));
    return Diagnosis.of(
        tools.ask(Optional.of(held)).blockOptional(LIMIT).orElseThrow(),
        new Asker(held, system, Optional.empty()),
        Optional.empty(),
        new BootTime(0));
  }

  @Test
  void a_primary_can_be_followed() {
    assertThat(asked().kind()).isEqualTo(Kind.FOLLOWABLE);
  }

  @Test
  void nobody_listens() {
    primary.stop();
    Upstream upstream = asked();
    assertThat(upstream.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(upstream.sentence()).contains("does not answer");
  }

  @Test
  void pg_hba_conf_has_no_place_for_the_standby() {
    primary.admit("local postgres all trust");
    primary.sql("select pg_reload_conf()");
    Upstream upstream = asked();
    assertThat(upstream.kind()).isEqualTo(Kind.REFUSED);
    assertThat(upstream.sentence()).contains("28000 no pg_hba.conf entry for replication");
  }

  @Test
  void the_password_is_wrong_and_not_shown() {
    primary.sql("alter role postgres password 'another'");
    primary.admit("local replication all scram-sha-256", "local postgres all trust");
    primary.sql("select pg_reload_conf()");
    Upstream upstream = asked();
    assertThat(upstream.kind()).isEqualTo(Kind.REFUSED);
    assertThat(upstream.sentence())
        .contains("28P01 password authentication failed for user \"postgres\"")
        .doesNotContain("secret");
  }

  @Test
  void all_wal_senders_are_taken() {
    primary.configure("max_wal_senders = 0", "max_replication_slots = 0");
    primary.stop();
    primary.start();
    Upstream upstream = asked();
    assertThat(upstream.kind()).isEqualTo(Kind.REFUSED);
    assertThat(upstream.sentence()).contains("53300");
  }

  @Test
  void the_slot_is_missing() {
    standby.configure("primary_slot_name = 'matriarch_n2'");
    Upstream upstream = asked();
    assertThat(upstream.kind()).isEqualTo(Kind.SLOT_MISSING);
    assertThat(upstream.sentence()).endsWith("has no slot matriarch_n2");
  }

  @Test
  void a_slot_in_use_is_no_fault() {
    primary.sql("select pg_create_physical_replication_slot('matriarch_n2')");
    standby.configure("primary_slot_name = 'matriarch_n2'");
    assertThat(asked().kind()).isEqualTo(Kind.FOLLOWABLE);
  }

  @Test
  void the_wal_is_gone() {
    standby.configure("primary_conninfo = 'host=/nowhere application_name=n2'");
    ServerState.Standby now = running();
    for (int i = 0; i < 4; i++) {
      primary.sql("create table t" + i + " ()");
      primary.sql("select pg_switch_wal()");
      primary.sql("checkpoint");
    }
    standby.configure("primary_conninfo = 'host=%s user=postgres'".formatted(primary.home()));
    standby.sql("select pg_reload_conf()");
    Eventually.holds(
        "missing WAL",
        () -> asked(now.held(), now.settings().systemIdentifier()).kind() == Kind.WAL_MISSING);
    assertThat(asked(now.held(), now.settings().systemIdentifier()).sentence())
        .contains("58P01 requested WAL segment");
  }

  @Test
  void the_upstream_is_a_standby() {
    primary.stop();
    primary.shell("touch " + primary.datadir() + "/standby.signal");
    primary.start();
    assertThat(asked().kind()).isEqualTo(Kind.NOT_A_PRIMARY);
  }

  @Test
  void the_upstream_is_another_system() {
    assertThat(asked(WalPosition.parse("1:0/3000000"), "7301").kind()).isEqualTo(Kind.OTHER_SYSTEM);
  }

  @Test
  void the_upstream_went_another_way() {
    ServerState.Standby now = running();
    assertThat(
            asked(WalPosition.parse("2:0/3000000"), now.settings().systemIdentifier()).sentence())
        .contains("is on timeline 1, which does not stem from timeline 2");
  }
}

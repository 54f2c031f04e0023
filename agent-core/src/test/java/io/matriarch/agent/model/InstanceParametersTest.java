package io.matriarch.agent.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceParametersTest {

  private static InstanceParameters.Parsed parse(Map<String, String> values) {
    return InstanceParameters.parse("pgsql", values, true);
  }

  @Test
  void the_defaults_are_those_that_the_documentation_tells() {
    assertThat(parse(Map.of()))
        .isEqualTo(
            new InstanceParameters.Parsed(
                new Instance(
                    "pgsql",
                    "postgres",
                    Path.of("/usr/bin"),
                    Path.of("/var/lib/pgsql/data"),
                    Path.of("/var/lib/pgsql/data"),
                    "/var/run/postgresql",
                    5432,
                    "",
                    new Policy(
                        0,
                        CrashPolicy.AUTO,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60),
                        new Policy.Rejoin(Policy.Rejoin.Method.REWIND, "", 3, false),
                        new Policy.Slots(true, 1L << 30),
                        new Policy.Synchronous(
                            Policy.Synchronous.Mode.OFF, false, 1, Duration.ofSeconds(10)),
                        256L << 20),
                    true),
                List.of()));
  }

  @Test
  void each_parameter_is_taken_over() {
    Map<String, String> all =
        Map.ofEntries(
            Map.entry("system_user", "pg"),
            Map.entry("bindir", "/opt/pg/bin"),
            Map.entry("pgdata", "/data/17"),
            Map.entry("datadir", "/data/17/main"),
            Map.entry("pghost", "/tmp"),
            Map.entry("pgport", "5433"),
            Map.entry("start_opts", "-c x=y"),
            Map.entry("maxlag", "1048576"),
            Map.entry("crash_policy", "failover"),
            Map.entry("recovery_wait", "60"),
            Map.entry("election_wait", "3"),
            Map.entry("hang_timeout", "15"),
            Map.entry("cold_start_wait", "120"),
            Map.entry("rejoin", "rebuild"),
            Map.entry("rejoin_user", "rewinder"),
            Map.entry("rejoin_tries", "5"),
            Map.entry("upstream", "managed"),
            Map.entry("slots", "off"),
            Map.entry("slot_wal_max", "2097152"),
            Map.entry("synchronous", "strict"),
            Map.entry("synchronous_list", "first"),
            Map.entry("synchronous_count", "2"),
            Map.entry("synchronous_wait", "20"),
            Map.entry("disk_low", "1048576"));
    assertThat(parse(all).instance())
        .isEqualTo(
            new Instance(
                "pgsql",
                "pg",
                Path.of("/opt/pg/bin"),
                Path.of("/data/17"),
                Path.of("/data/17/main"),
                "/tmp",
                5433,
                "-c x=y",
                new Policy(
                    1_048_576,
                    CrashPolicy.FAILOVER,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(120),
                    new Policy.Rejoin(Policy.Rejoin.Method.REBUILD, "rewinder", 5, true),
                    new Policy.Slots(false, 2_097_152),
                    new Policy.Synchronous(
                        Policy.Synchronous.Mode.STRICT, true, 2, Duration.ofSeconds(20)),
                    1_048_576),
                true));
    assertThat(all.keySet()).containsExactlyInAnyOrderElementsOf(InstanceParameters.NAMES);
  }

  @Test
  void datadir_follows_pgdata() {
    assertThat(parse(Map.of("pgdata", "/srv/pg")).instance().datadir()).hasToString("/srv/pg");
  }

  @Test
  void an_empty_value_means_the_default() {
    assertThat(parse(Map.of("pgport", " "))).isEqualTo(parse(Map.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "pgport,0",
    "pgport,65536",
    "pgport,5432x",
    "maxlag,-1",
    "maxlag,1MB",
    "bindir,bin",
    "crash_policy,AUTO",
    "recovery_wait,0",
    "election_wait,5s",
    "hang_timeout,86401",
    "cold_start_wait,0",
    "rejoin,all",
    "rejoin_tries,0",
    "upstream,on",
    "slots,yes",
    "slot_wal_max,1000",
    "synchronous,on",
    "synchronous_list,2",
    "synchronous_count,0",
    "synchronous_wait,0",
    "disk_low,-1"
  })
  void a_wrong_value_is_a_fault_that_names_it_and_leaves_the_default(String name, String value) {
    var parsed = parse(Map.of(name, value));
    assertThat(parsed.instance()).isEqualTo(parse(Map.of()).instance());
    assertThat(parsed.faults()).singleElement().asString().startsWith(name + "='" + value + "'");
  }

  @Test
  void all_faults_are_named_at_once() {
    assertThat(parse(Map.of("pgport", "x", "maxlag", "y", "pgprot", "5432")).faults())
        .hasSize(3)
        .anyMatch(fault -> fault.startsWith("unknown parameter pgprot: known are system_user"));
  }
}

package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.Instance;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.port.SetupFault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SetupCheckIT {

  private RealServer server;

  @BeforeEach
  void initialise() {
    server = RealServer.initialised("n1");
    server.configure("primary_conninfo = 'password=secret application_name=n1'");
  }

  @AfterEach
  void remove() {
    server.close();
  }

  private static List<SetupFault> faults(Instance instance, String node) {
    return new SetupCheck(instance, new Storage(instance.datadir()))
        .faults(node)
        .blockOptional(Duration.ofSeconds(30))
        .orElseThrow();
  }

  private List<String> sentences() {
    return faults(server.instance(), "n1").stream().map(SetupFault::sentence).toList();
  }

  @Test
  void a_sound_set_up_has_no_fault() {
    assertThat(sentences()).isEmpty();
  }

  @Test
  void another_node_s_application_name_is_a_fault_that_shows_no_secret() {
    assertThat(faults(server.instance(), "n1-other"))
        .containsExactly(
            new SetupFault(
                OcfExitCode.ERR_ARGS,
                "application_name in primary_conninfo is 'n1': set it to 'n1-other'"));
  }

  @Test
  void each_wrong_setting_is_named_with_its_remedy() {
    server.configure("recovery_target_timeline = current", "wal_level = minimal");
    server.configure("hot_standby = off", "max_wal_senders = 0");

    assertThat(sentences())
        .containsExactly(
            "recovery_target_timeline is 'current': set it to latest",
            "wal_level is 'minimal': set it to replica or logical",
            "hot_standby is 'off': set it to on");
  }

  @Test
  void a_configuration_with_a_wrong_value_is_told_once() {
    server.configure("wal_level = nonsense");

    assertThat(sentences())
        .containsExactly(
            "PostgreSQL cannot read the configuration in "
                + server.datadir()
                + ": invalid value for parameter \"wal_level\": \"nonsense\"");
  }

  @Test
  void a_configuration_with_a_wrong_line_is_told_without_its_text() {
    server.configure("primary_conninfo = password=secret");

    assertThat(sentences())
        .singleElement()
        .asString()
        .contains("syntax error in file", "postgresql.conf\" line")
        .doesNotContain("secret", "password");
  }

  @Test
  void what_belongs_to_old_versions_is_a_fault() {
    server.shell("touch " + server.datadir() + "/recovery.conf");

    assertThat(sentences())
        .containsExactly(
            server.datadir()
                + "/recovery.conf belongs to PostgreSQL 11 or older: move its settings, and remove"
                + " it");
  }

  @Test
  void an_old_version_is_not_supported() {
    server.shell("echo 13 > " + server.datadir() + "/PG_VERSION");

    assertThat(faults(server.instance(), "n1"))
        .containsExactly(
            new SetupFault(
                OcfExitCode.ERR_INSTALLED,
                "PostgreSQL '13' (%s/PG_VERSION) is not supported: version 14 or newer is needed"
                    .formatted(server.datadir())));
  }

  @Test
  void all_that_is_missing_is_told_at_once() {
    Path nowhere = Path.of("/nowhere");
    Instance instance = RealServer.instance("n1", nowhere, nowhere, nowhere);

    assertThat(faults(instance, "n1").stream().map(SetupFault::code))
        .containsExactly(
            OcfExitCode.ERR_ARGS,
            OcfExitCode.ERR_ARGS,
            OcfExitCode.ERR_ARGS,
            OcfExitCode.ERR_INSTALLED,
            OcfExitCode.ERR_INSTALLED,
            OcfExitCode.ERR_INSTALLED);
  }

  @Test
  void a_missing_program_is_told_with_where_debian_has_it() {
    Path data = server.instance().datadir();
    Instance instance = RealServer.instance("n1", Path.of("/nowhere"), data, server.home());

    assertThat(faults(instance, "n1").getFirst().sentence())
        .isEqualTo(
            "/nowhere/postgres is not an executable program: set bindir to "
                + RealServer.installed());
  }
}

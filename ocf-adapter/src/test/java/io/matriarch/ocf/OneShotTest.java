package io.matriarch.ocf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.matriarch.ocf.AgentScript.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneShotTest {
  private static final String NOBODY_SUCH = "nobody-such";

  @TempDir Path runDirectory;
  @TempDir Path dataDirectory;

  @ParameterizedTest
  @ValueSource(
      strings = {"start", "stop", "monitor", "promote", "demote", "reload-agent", "validate-all"})
  void the_agent_is_called_with_the_action(String action) throws Exception {
    assertThat(script().oneShotExitsWith(0).run(action).stdout())
        .contains("called: ocf " + action + "\n");
  }

  @Test
  void its_exit_code_is_the_answer() throws Exception {
    assertThat(script().oneShotExitsWith(191).run("monitor").code()).isEqualTo(191);
  }

  @Test
  void it_gets_the_ocf_environment() throws Exception {
    assertThat(script().oneShotExitsWith(0).run("start").stdout()).contains("instance: pgsql\n");
  }

  @Test
  void root_hands_over_to_the_owner_of_the_instance() throws Exception {
    assumeRoot();
    Files.setPosixFilePermissions(runDirectory, PosixFilePermissions.fromString("rwxr-xr-x"));
    AgentScript script = script().oneShotExitsWith(0).set("OCF_RESKEY_system_user", "nobody");
    assertThat(script.run("start").stdout()).contains("user: nobody\n", "home: /nonexistent\n");
  }

  @Test
  void an_unknown_user_is_named() throws Exception {
    Outcome outcome = script().set("OCF_RESKEY_system_user", NOBODY_SUCH).run("start");
    assertThat(outcome)
        .isEqualTo(
            new Outcome(
                2,
                "",
                "ocf-exit-reason:no user 'nobody-such' on this node: create it or correct the"
                    + " parameter system_user\n"));
  }

  @Test
  void a_missing_package_is_named() throws Exception {
    Outcome outcome = script().run("promote");
    assertThat(outcome.code()).isEqualTo(5);
    assertThat(outcome.reason())
        .isEqualTo(
            runDirectory.resolve("matriarch")
                + " is missing: install the package matriarch on this node");
  }

  @Test
  void where_nothing_runs_an_unknown_user_does_not_fail_a_stop() throws Exception {
    assumeRoot();
    assertThat(script().set("OCF_RESKEY_system_user", NOBODY_SUCH).run("stop").code()).isZero();
  }

  @Test
  void where_nothing_runs_a_probe_without_the_package_says_so() throws Exception {
    assumeRoot();
    assertThat(script().run("monitor").code()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stop", "monitor"})
  void a_process_in_the_data_directory_fails_what_the_agent_cannot_do(String action)
      throws Exception {
    Process process = new ProcessBuilder("sleep", "60").directory(dataDirectory.toFile()).start();
    try {
      assertThat(script().run(action).code()).isEqualTo(1);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void an_unknown_action_is_refused_with_the_usage() throws Exception {
    Outcome outcome = script().oneShotExitsWith(0).run("restart");
    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.stderr()).startsWith("usage: ");
  }

  private AgentScript script() {
    return new AgentScript(runDirectory).set("OCF_RESKEY_datadir", dataDirectory.toString());
  }

  /// Another user's working directory is readable by root only.
  private static void assumeRoot() {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
  }
}

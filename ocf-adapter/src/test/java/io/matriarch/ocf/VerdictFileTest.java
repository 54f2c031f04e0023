package io.matriarch.ocf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictFileTest {
  private static final int ASKED_THE_AGENT = 42;

  @TempDir Path runDirectory;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 190, 191})
  void a_fresh_verdict_is_the_answer(int code) throws Exception {
    assertThat(monitor(in(300) + " " + code + " \n").code()).isEqualTo(code);
  }

  @Test
  void the_rest_of_the_line_is_the_exit_reason() throws Exception {
    assertThat(monitor(in(300) + " 190 replaying, 40 % done\n").reason())
        .isEqualTo("replaying, 40 % done");
  }

  @Test
  void without_a_reason_nothing_is_printed() throws Exception {
    assertThat(monitor(in(300) + " 8\n").stderr()).isEmpty();
  }

  @Test
  void an_expired_verdict_is_not_believed() throws Exception {
    assertThat(monitor(in(-1) + " 8 \n").code()).isEqualTo(ASKED_THE_AGENT);
  }

  @Test
  void a_verdict_of_an_earlier_boot_is_not_believed() throws Exception {
    assertThat(monitor(in(7000) + " 8 \n").code()).isEqualTo(ASKED_THE_AGENT);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 10, 42, 192, 255})
  void a_code_that_is_no_monitor_result_is_not_believed(int code) throws Exception {
    assertThat(monitor(in(300) + " " + code + " \n").code()).isEqualTo(ASKED_THE_AGENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "8\n",
        "soon 8 \n",
        "-1 8 \n",
        "010 8 \n",
        "99999999999999999999 8 \n",
        "1+99999999 8 \n",
      })
  void a_malformed_verdict_is_not_believed(String content) throws Exception {
    assertThat(monitor(content).code()).isEqualTo(ASKED_THE_AGENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", " 8x ", " +8 ", " eight "})
  void a_malformed_code_is_not_believed(String code) throws Exception {
    assertThat(monitor(in(300) + code + "\n").code()).isEqualTo(ASKED_THE_AGENT);
  }

  @Test
  void a_verdict_without_its_end_is_not_believed() throws Exception {
    assertThat(monitor(in(300) + " 8 half a rea").code()).isEqualTo(ASKED_THE_AGENT);
  }

  @Test
  void a_missing_verdict_is_asked_for() throws Exception {
    assertThat(script().recurring().run("monitor").code()).isEqualTo(ASKED_THE_AGENT);
  }

  @Test
  void the_number_of_a_clone_instance_does_not_matter() throws Exception {
    AgentScript script = script().recurring().set("OCF_RESOURCE_INSTANCE", "pgsql:0");
    assertThat(script.verdict(in(300) + " 8 \n").run("monitor").code()).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", ""})
  void a_probe_does_not_read_the_verdict(String interval) throws Exception {
    AgentScript script = script().set("OCF_RESKEY_CRM_meta_interval", interval);
    assertThat(script.verdict(in(300) + " 8 \n").run("monitor").code()).isEqualTo(ASKED_THE_AGENT);
  }

  @Test
  void a_believed_verdict_needs_no_other_program() throws Exception {
    AgentScript script = new AgentScript(runDirectory).recurring().withoutPrograms();
    assertThat(script.verdict(in(300) + " 8 fine\n").run("monitor"))
        .isEqualTo(new AgentScript.Outcome(8, "", "ocf-exit-reason:fine\n"));
  }

  @Test
  void a_believed_verdict_costs_one_exec_and_no_fork() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/strace")), "strace is not installed");
    Path trace = runDirectory.resolve("trace");
    AgentScript script = new AgentScript(runDirectory).recurring();
    script.underCommand(
        "/usr/bin/strace", "-f", "-o", trace.toString(), "-e", "trace=execve,%process");
    script.verdict(in(300) + " 8 fine\n").run("monitor");
    assertThat(Files.readAllLines(trace))
        .filteredOn(line -> line.matches(".*(execve|fork|clone3?)\\(.*"))
        .singleElement()
        .asString()
        .contains("execve(\"/bin/sh\"");
  }

  private AgentScript script() throws IOException {
    return new AgentScript(runDirectory).oneShotExitsWith(ASKED_THE_AGENT);
  }

  private AgentScript.Outcome monitor(String verdict) throws Exception {
    return script().recurring().verdict(verdict).run("monitor");
  }

  private static long in(int centiseconds) throws IOException {
    return AgentScript.centisecondsNow() + centiseconds;
  }
}

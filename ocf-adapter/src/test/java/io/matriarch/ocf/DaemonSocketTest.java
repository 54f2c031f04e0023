package io.matriarch.ocf;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.ocf.AgentScript.Outcome;
import io.matriarch.ocf.UnixHttpServer.Reply;
import io.matriarch.ocf.UnixHttpServer.Request;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DaemonSocketTest {
  private static final int ASKED_ONCE = 42;

  @TempDir Path runDirectory;

  @Test
  void the_first_line_of_the_reply_is_the_exit_code() throws Exception {
    assertThat(run("promote", text("8\n\n")).code()).isEqualTo(8);
  }

  @Test
  void a_reply_may_be_the_code_alone() throws Exception {
    assertThat(run("start", text("0"))).isEqualTo(new Outcome(0, "", ""));
  }

  @Test
  void the_second_line_of_the_reply_is_the_exit_reason() throws Exception {
    assertThat(run("start", text("1\nanother system identifier\n")))
        .isEqualTo(new Outcome(1, "", "ocf-exit-reason:another system identifier\n"));
  }

  @Test
  void further_lines_of_the_reply_are_printed() throws Exception {
    assertThat(run("validate-all", text("0\n\nfirst * $HOME\n\nlast\n")).stdout())
        .isEqualTo("first * $HOME\n\nlast\n");
  }

  @Test
  void the_ocf_environment_goes_along_and_nothing_else() throws Exception {
    try (var daemon = UnixHttpServer.answering(runDirectory, text("0\n\n"))) {
      script().set("OCF_RESKEY_start_opts", "-c a=b\n-c c=d").set("SECRET", "x").run("start");
      assertThat(daemon.lastRequest().body().split("\0"))
          .containsExactlyInAnyOrder(
              "OCF_RESOURCE_INSTANCE=pgsql",
              "OCF_RESKEY_system_user=" + System.getProperty("user.name"),
              "OCF_RESKEY_start_opts=-c a=b\n-c c=d");
    }
  }

  @Test
  void actions_ask_first_whether_the_daemon_is_there() throws Exception {
    try (var daemon = UnixHttpServer.answering(runDirectory, text("0\n\n"))) {
      script().run("demote");
      assertThat(daemon.requestLines())
          .containsExactly("GET /ping HTTP/1.1", "POST /ocf/demote HTTP/1.1");
    }
  }

  @Test
  void a_probe_does_too() throws Exception {
    try (var daemon = UnixHttpServer.answering(runDirectory, text("7\n\n"))) {
      script().run("monitor");
      assertThat(daemon.requestLines())
          .containsExactly("GET /ping HTTP/1.1", "POST /ocf/monitor HTTP/1.1");
    }
  }

  @Test
  void a_stale_verdict_asks_the_daemon() throws Exception {
    try (var _ = UnixHttpServer.answering(runDirectory, text("8\n\n"))) {
      assertThat(script().recurring().verdict("1 0 old\n").run("monitor").code()).isEqualTo(8);
    }
  }

  @Test
  void what_is_meant_for_other_perl_programs_is_passed_by() throws Exception {
    try (var _ = UnixHttpServer.answering(runDirectory, text("0\n\n"))) {
      assertThat(script().set("PERL5OPT", "-MNoSuchModule").run("start").code()).isZero();
    }
  }

  @Test
  void a_reply_that_comes_in_parts_is_one_reply() throws Exception {
    String lines = "line\n".repeat(40_000);
    assertThat(run("validate-all", text("0\n\n" + lines)).stdout()).isEqualTo(lines);
  }

  @Test
  void without_a_socket_the_agent_is_run_once() throws Exception {
    assertThat(script().run("stop").code()).isEqualTo(ASKED_ONCE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"monitor", "stop"})
  void a_socket_that_nobody_serves_leads_to_one_run(String action) throws Exception {
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(runDirectory.resolve("agent.sock")));
    }
    assertThat(script().run(action).code()).isEqualTo(ASKED_ONCE);
  }

  @Test
  void a_ping_without_answer_leads_to_one_run() throws Exception {
    try (var daemon = new UnixHttpServer(runDirectory, _ -> new Reply.Silence())) {
      assertThat(script().run("start").code()).isEqualTo(ASKED_ONCE);
      assertThat(daemon.requestLines()).isEqualTo(List.of("GET /ping HTTP/1.1"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "ok\n", "42\n\n", "08\n\n", "<html>\n", "-1\n"})
  void a_malformed_reply_leads_to_one_run(String reply) throws Exception {
    assertThat(run("start", text(reply)).code()).isEqualTo(ASKED_ONCE);
  }

  @Test
  void a_refusing_status_leads_to_one_run() throws Exception {
    assertThat(run("start", new Reply.Text(500, "0\n\n")).code()).isEqualTo(ASKED_ONCE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"monitor", "promote"})
  void a_daemon_that_dies_in_the_middle_leads_to_one_run(String action) throws Exception {
    assertThat(run(action, new Reply.HangUp()).code()).isEqualTo(ASKED_ONCE);
  }

  @Test
  void whoever_is_run_in_its_place_has_the_time_that_is_left() throws Exception {
    Function<Request, Reply> handler =
        request ->
            request.line().startsWith("GET /ping ")
                ? new Reply.Text(200, "pong")
                : hangUpTwoTicksLater();
    try (var _ = new UnixHttpServer(runDirectory, handler)) {
      String told = script().set("OCF_RESKEY_CRM_meta_timeout", "60000").run("stop").stdout();
      String left = told.lines().filter(l -> l.startsWith("timeout: ")).findFirst().orElseThrow();
      assertThat(Integer.parseInt(left.substring("timeout: ".length()))).isBetween(1000, 59_980);
    }
  }

  /// The script's clock has hundredths of a second.
  private static Reply hangUpTwoTicksLater() {
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < Duration.ofMillis(30).toNanos()) {
      Thread.onSpinWait();
    }
    return new Reply.HangUp();
  }

  @Test
  void a_monitor_without_answer_is_run_once() throws Exception {
    assertThat(run("monitor", new Reply.Silence()).code()).isEqualTo(ASKED_ONCE);
  }

  @Test
  void an_action_that_uses_up_its_time_fails_and_says_so() throws Exception {
    try (var _ = UnixHttpServer.answering(runDirectory, new Reply.Silence())) {
      Outcome outcome = script().set("OCF_RESKEY_CRM_meta_timeout", "1900").run("promote");
      assertThat(outcome)
          .isEqualTo(
              new Outcome(
                  1,
                  "",
                  "ocf-exit-reason:matriarch.service did not answer promote within 1 s:"
                      + " see its journal\n"));
    }
  }

  private AgentScript script() throws Exception {
    return new AgentScript(runDirectory).oneShotExitsWith(ASKED_ONCE);
  }

  private Outcome run(String action, Reply reply) throws Exception {
    try (var _ = UnixHttpServer.answering(runDirectory, reply)) {
      return script().run(action);
    }
  }

  private static Reply text(String body) {
    return new Reply.Text(200, body);
  }
}

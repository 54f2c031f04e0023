package io.matriarch.ocf;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.fuzz.Fuzz;
import io.matriarch.ocf.AgentScript.Outcome;
import io.matriarch.ocf.UnixHttpServer.Reply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Pacemaker hands over, and what the real script reads, spoilt.
class OcfFuzzTest {

  private static final int ASKED_THE_AGENT = 42;
  private static final Set<Integer> REPLY_CODES =
      Set.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 190, 191, ASKED_THE_AGENT);

  @TempDir Path runDirectory;

  private static byte[] environment(String... entries) {
    return String.join("\0", entries).getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void an_environment_becomes_a_request_with_its_faults_named() {
    Fuzz.of(
            2000,
            List.of(
                environment(
                    "OCF_RESOURCE_INSTANCE=pg:0",
                    "OCF_RESKEY_pgdata=/etc/postgresql/17/main",
                    "OCF_RESKEY_pgport=5432",
                    "OCF_RESKEY_crash_policy=auto",
                    "OCF_RESKEY_CRM_meta_timeout=10000",
                    "OCF_RESKEY_CRM_meta_interval=1000",
                    "OCF_RESKEY_CRM_meta_on_node=n1"),
                environment(
                    "OCF_RESOURCE_INSTANCE=pg",
                    "OCF_RESKEY_CRM_meta_clone_max=3",
                    "OCF_RESKEY_CRM_meta_notify=true",
                    "OCF_RESKEY_CRM_meta_notify_type=pre",
                    "OCF_RESKEY_CRM_meta_notify_operation=promote",
                    "OCF_RESKEY_CRM_meta_notify_active_uname=n1 n2 n3",
                    "OCF_RESKEY_CRM_meta_notify_promote_uname= ")))
        .with("\0OCF_RESKEY_", "=", "OCF_RESOURCE_INSTANCE=", "../../x", "CRM_meta_", ":0")
        .bytes(
            bytes -> {
              for (String action : List.of("monitor", "promote", "notify", "x")) {
                OcfRequest request = OcfRequest.parse(action, bytes);
                assertThat(request.operation().isPresent()).isEqualTo(!action.equals("x"));
                assertThat(request.instance().instance().datadir().isAbsolute()).isTrue();
                assertThat(request.instance().faults()).allMatch(fault -> !fault.isBlank());
                assertThat(request.node().filter(String::isBlank)).isEmpty();
              }
            });
  }

  /// Whatever is in the file, the script exits with a code that stands in it, or asks the agent.
  @Test
  void the_script_believes_a_verdict_or_asks_the_agent() throws Exception {
    AgentScript script =
        new AgentScript(runDirectory).oneShotExitsWith(ASKED_THE_AGENT).recurring();
    Path file = runDirectory.resolve("pgsql.verdict");
    String soon = Long.toString(AgentScript.centisecondsNow() + 5000);
    // Spoilt before the time is put in, for the same seed is to spoil the same.
    Fuzz.of(200, "@ 8 \n", "@ 190 replaying, 40 % done\n", "@ 0 \n", "1@ 0 \n")
        .with(" ", "$((1))", "08", "8 8", "@", "-", "*", "a[$(id)]")
        .bytes(
            spoilt -> {
              byte[] bytes = latin(latin(spoilt).replace("@", soon));
              Files.write(file, bytes);
              Outcome outcome = script.run("monitor");
              assertThat(outcome.code()).isIn(ASKED_THE_AGENT, 0, 1, 7, 8, 9, 190, 191);
              if (outcome.code() != ASKED_THE_AGENT) {
                assertThat(words(bytes).get(1)).isEqualTo(Integer.toString(outcome.code()));
                assertThat(outcome.stderr().chars().filter(c -> c == '\n').count()).isLessThan(2);
              }
            });
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /// The first line's words, as the shell reads them: without NULs.
  private static List<String> words(byte[] file) {
    String text = latin(file).replace("\0", "");
    String line = text.substring(0, text.indexOf('\n')).replaceFirst("^ +", "");
    return List.of(line.split(" +", 3));
  }

  @Test
  void the_script_takes_a_reply_of_the_daemon_or_runs_the_agent_once() throws Exception {
    AgentScript script = new AgentScript(runDirectory).oneShotExitsWith(ASKED_THE_AGENT);
    AtomicReference<String> reply = new AtomicReference<>("");
    Reply pong = new Reply.Text(200, "pong");
    try (var _ =
        new UnixHttpServer(
            runDirectory,
            request ->
                request.line().startsWith("GET /ping ")
                    ? pong
                    : new Reply.Text(200, reply.get()))) {
      Fuzz.of(40, "8\n\n", "1\nanother system identifier\n", "0\n\nfirst * $HOME\n")
          .with("190", "pong", "\n", "$(id)", "`id`", "*")
          .texts(
              text -> {
                reply.set(text);
                Outcome outcome = script.run("start");
                assertThat(outcome.code()).isIn(REPLY_CODES);
                assertThat(outcome.stdout()).doesNotContain("uid=");
              });
    }
  }
}

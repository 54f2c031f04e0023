package io.matriarch.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.matriarch.app.Main;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(300)
final class EventsCommandTest {

  @TempDir private Path directory = Path.of("");
  private final AtomicReference<Herd> herd = new AtomicReference<>();
  private final Output out = new Output();
  private final Output err = new Output();
  private final List<Thread> threads = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void start() {
    herd.set(new Herd(directory));
  }

  @AfterEach
  void close() {
    threads.forEach(Thread::interrupt);
    processes.forEach(Process::destroyForcibly);
    herd().close();
  }

  private Herd herd() {
    return herd.get();
  }

  private int run(Writer to, String... arguments) {
    return new CommandLine(new EventsCommand())
        .setOut(new PrintWriter(to, true))
        .setErr(new PrintWriter(err, true))
        .execute(herd().arguments(arguments));
  }

  private void follow(Writer to, String... more) {
    threads.add(Thread.ofPlatform().start(() -> run(to, following(more))));
  }

  private CompletableFuture<Integer> followed(Writer to) {
    CompletableFuture<Integer> end = new CompletableFuture<>();
    threads.add(Thread.ofPlatform().start(() -> end.complete(run(to, following()))));
    return end;
  }

  private static String[] following(String... more) {
    String[] arguments = Arrays.copyOf(more, more.length + 1);
    arguments[more.length] = "--follow";
    return arguments;
  }

  private static int end(CompletableFuture<Integer> running) {
    return running.orTimeout(60, TimeUnit.SECONDS).join();
  }

  @Test
  void the_latest_events_of_all_nodes_are_shown() {
    herd().tellOwn("one");
    herd().tellTheirs("two");
    assertThat(run(out)).isZero();
    assertThat(out.toString()).containsSubsequence("the agent started", "one");
    assertThat(out.toString()).contains("127.0.0.1  info      step.taken            slot/created");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void a_node_that_is_none_is_named() {
    assertThat(run(out, "--node", "n9")).isEqualTo(64);
    assertThat(err.toString()).contains("no node 'n9'", "127.0.0.1, n1");
  }

  @Test
  void what_happens_on_any_node_is_shown_as_it_happens() throws Exception {
    follow(out);
    out.until("the agent started");
    herd().tellOwn("one");
    out.until("slot/created: one");
    herd().tellTheirs("two");
    assertThat(out.until("slot/created: two")).doesNotContain("gap");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void only_the_node_that_was_asked_for_is_followed() throws Exception {
    follow(out, "--node", "n1");
    out.until("the agent started");
    herd().tellTheirs("two");
    herd().tellOwn("one");
    assertThat(out.until("slot/created: one")).doesNotContain("two", "127.0.0.1");
  }

  @Test
  void a_node_that_joins_the_cluster_is_followed_too() throws Exception {
    herd().alone();
    follow(out);
    out.until("the agent started");
    herd().join();
    herd().tellTheirs("two");
    assertThat(out.until("slot/created: two")).contains("node.fenced");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void json_is_one_event_a_line() throws Exception {
    follow(out, "--json");
    herd().tellOwn("one");
    String text = out.until("slot/created: one");
    for (String line : text.split("\n", -1)) {
      JsonNode event = new ObjectMapper().readTree(line);
      assertThat(event.isMissingNode() || event.path("specversion").asText().equals("1.0"))
          .as(line)
          .isTrue();
    }
  }

  @Test
  void an_agent_that_comes_back_is_followed_from_where_it_was() throws Exception {
    follow(out);
    out.until("n1  info      agent.started");
    herd().tellOwn("before");
    out.until("slot/created: before");
    herd().stop();
    err.until("matriarch: no events of n1: ");
    herd().tellOwn("meanwhile");
    herd().startAgain();
    out.until("slot/created: meanwhile");
    herd().tellOwn("after");
    String all = out.until("slot/created: after");
    assertThat(all.split("slot/created: ", -1)).hasSize(4);
    assertThat(all).doesNotContain("gap");
    assertThat(err.until("come again").lines())
        .hasSize(2)
        .first()
        .asString()
        .endsWith(": trying again");
  }

  @Test
  void events_that_are_not_kept_any_more_are_said_to_be_missing() throws Exception {
    follow(out, "--type", "agent");
    out.until("n1  info      agent.started");
    herd().stop();
    err.until("matriarch: no events of n1: ");
    for (int i = 0; i < 1100; i++) {
      herd().tellOwn("meanwhile");
    }
    herd().startAgain();
    assertThat(out.until("events are missing"))
        .containsPattern("gap +events are missing: n1 keeps none from before 2\\d{3}-")
        .doesNotContain("meanwhile");
  }

  /// Takes some and is then closed, as `head` does it.
  private static final class ShortPipe extends Writer {

    @Override
    public void write(char[] from, int begin, int length) throws IOException {
      if (new String(from, begin, length).contains("enough")) {
        throw new IOException("Broken pipe");
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void it_ends_well_when_nobody_reads_any_more() {
    CompletableFuture<Integer> running = followed(new ShortPipe());
    herd().tellOwn("enough");
    assertThat(end(running)).isZero();
    assertThat(err.toString()).isEmpty();
  }

  private Process process(String... before) throws IOException {
    List<String> command = new ArrayList<>(List.of(before));
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path", ""), Main.class.getName()));
    command.addAll(List.of("events", "--follow"));
    command.addAll(List.of(herd().arguments()));
    Process process = new ProcessBuilder(command).start();
    processes.add(process);
    return process;
  }

  private static void read(InputStream from, String until) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(until) < 0) {
      int one = from.read();
      assertThat(one).as("ended after: %s", text).isNotNegative();
      text.append((char) one);
    }
  }

  private static String errors(Process process) throws IOException {
    return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void a_process_whose_pipe_is_closed_ends_without_a_word() throws Exception {
    Process process = process();
    read(process.getInputStream(), "127.0.0.1  info      agent.started");
    process.getInputStream().close();
    herd().tellOwn("one");
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(errors(process)).isEmpty();
  }

  /// A shell that runs this in the background would have it ignore the signal.
  @Test
  void an_interrupted_process_ends_at_once_and_without_a_word() throws Exception {
    Process process = process("env", "--default-signal=INT");
    read(process.getInputStream(), "127.0.0.1  info      agent.started");
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(errors(process)).isEmpty();
  }
}

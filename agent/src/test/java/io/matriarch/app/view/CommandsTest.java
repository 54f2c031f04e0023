package io.matriarch.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class CommandsTest {

  private static final String PEER = "127.0.0.1";

  @TempDir private Path directory = Path.of("");
  private final Vertx vertx = Vertx.vertx();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path socket = Path.of("");

  @BeforeEach
  void place() {
    socket = directory.resolve("agent.sock");
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private HttpServer serve(SocketAddress address, int status, String body) {
    return await(
        vertx
            .createHttpServer()
            .requestHandler(r -> r.response().setStatusCode(status).end(body))
            .listen(address));
  }

  private int servePeer(String body) {
    return serve(SocketAddress.inetSocketAddress(0, PEER), 200, body).actualPort();
  }

  private void serveLocal(String body) {
    serve(SocketAddress.domainSocketAddress(socket.toString()), 200, body);
  }

  private int run(Object command, String... arguments) {
    return new CommandLine(command)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private int run(Object command, int port, String... more) {
    String[] arguments = new String[more.length + 4];
    System.arraycopy(more, 0, arguments, 4, more.length);
    arguments[0] = "--socket";
    arguments[1] = socket.toString();
    arguments[2] = "--port";
    arguments[3] = Integer.toString(port);
    return run(command, arguments);
  }

  /// The document of n1, in which the second node's name is an address that can be asked.
  private static ObjectNode local() {
    ObjectNode document = Documents.read("primary");
    Documents.object(document, "/resources/0/cluster/nodes/1").put("node", PEER);
    return document;
  }

  @Test
  void status_asks_this_nodes_agent_and_those_of_the_other_members() throws IOException {
    serveLocal(local().toString());
    int port = servePeer(Documents.read("standby", PEER).toString());
    assertThat(run(new StatusCommand(), port)).isEqualTo(Findings.DEGRADED);
    assertThat(out.toString())
        .contains("read-write at", "standby, streaming", "n3 is not a member");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void status_as_json_can_be_read_by_programs() throws IOException {
    serveLocal(local().toString());
    int port = servePeer(Documents.read("standby", PEER).toString());
    run(new StatusCommand(), port, "--json");
    assertThat(new ObjectMapper().readTree(out.toString()).at("/nodes/" + PEER + "/answered"))
        .hasToString("true");
  }

  @Test
  void an_agent_that_takes_the_call_and_says_nothing_holds_nobody_up() {
    serveLocal(local().toString());
    int port =
        await(
                vertx
                    .createNetServer()
                    .connectHandler(socket -> {})
                    .listen(SocketAddress.inetSocketAddress(0, PEER)))
            .actualPort();
    assertThat(run(new StatusCommand(), port)).isEqualTo(Findings.DEGRADED);
    assertThat(out.toString()).contains("no answer within 500 ms");
  }

  @Test
  void a_node_that_runs_no_agent_has_exit_code_3_and_a_remedy_in_one_line() {
    assertThat(run(new StatusCommand(), 1)).isEqualTo(Findings.NO_AGENT);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .contains(socket.toString(), "systemctl start matriarch", "journalctl -u matriarch");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void an_answer_that_is_no_status_is_refused() {
    serve(SocketAddress.domainSocketAddress(socket.toString()), 500, "oops");
    assertThat(run(new StatusCommand(), 1)).isEqualTo(Findings.NO_AGENT);
    assertThat(err.toString()).contains("it answered with HTTP/1.1 500");
  }

  @Test
  void explain_tells_of_another_node_by_its_name() {
    serveLocal(local().toString());
    int port = servePeer(Documents.read("standby", PEER).toString());
    assertThat(run(new ExplainCommand(), port, PEER)).isZero();
    assertThat(out.toString()).contains("on node " + PEER, "standby/streaming");
  }

  @Test
  void explain_without_a_node_tells_of_this_one() {
    serveLocal(local().toString());
    assertThat(run(new ExplainCommand(), 1)).isZero();
    assertThat(out.toString()).contains("on node n1", "primary/running");
  }

  @Test
  void explain_names_the_nodes_that_it_knows() {
    serveLocal(local().toString());
    assertThat(run(new ExplainCommand(), 1, "n9")).isEqualTo(64);
    assertThat(err.toString()).contains("no node 'n9'", "n1", "n3");
  }

  @Test
  void explain_of_a_silent_node_says_why_nothing_is_known() {
    serveLocal(local().toString());
    assertThat(run(new ExplainCommand(), 1, PEER)).isEqualTo(Findings.NO_AGENT);
    assertThat(err.toString()).contains("nothing is known of node " + PEER, "refused");
  }

  @Test
  void help_tells_the_exit_codes_and_shows_examples() {
    assertThat(run(new StatusCommand(), "--help")).isZero();
    assertThat(out.toString())
        .contains("Exit codes:", "a resource has no primary", "Examples:", "matriarch status");
  }

  @Test
  void a_wrong_option_is_not_taken_for_a_missing_primary() {
    assertThat(run(new StatusCommand(), "--nonsense")).isEqualTo(64);
  }
}

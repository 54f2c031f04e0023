package io.matriarch.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The command against an agent that answers what a test puts down: n2, a standby without a
/// primary.
class AllowDataLossCommandTest {

  private static final String LACKS =
      """
      {"position":"5:0/5000148","since_last_commit_ms":200000,"lacks":[
        {"what":"what n1 held when this node was refused","end":"5:0/5000200","bytes":184},
        {"what":"what only n1 holds, which does not run","end":null,"bytes":null}],"allowed":%s}
      """;
  private static final String NOTHING =
      """
      {"position":"5:0/5000148","since_last_commit_ms":0,"lacks":[],"allowed":false}
      """;
  private static final String IMPOSSIBLE =
      """
      {"allowed":false,"impossible":"n1 is Promoted: nothing has to be lost"}
      """;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> answers = new CopyOnWriteArrayList<>();
  private Optional<String> typed = Optional.empty();

  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void serve() throws Exception {
    Router router = Router.router(vertx);
    router.get("/v1/status").handler(c -> c.response().end(status().toString()));
    router
        .post("/control/allow-data-loss")
        .handler(BodyHandler.create(false))
        .handler(
            context -> {
              asked.add(context.body().asString());
              context.response().end(answers.removeFirst());
            });
    vertx
        .createHttpServer()
        .requestHandler(router)
        .listen(SocketAddress.domainSocketAddress(socket()))
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private String socket() {
    return directory.resolve("agent.sock").toString();
  }

  private static ObjectNode status() {
    ObjectNode document = Documents.read("standby-apart", "n2");
    for (int peer : List.of(0, 2)) {
      Documents.object(document, "/resources/0/cluster/nodes/" + peer)
          .put("online", false)
          .put("role", "stopped");
    }
    return document;
  }

  private int run(String... arguments) {
    AllowDataLossCommand command = new AllowDataLossCommand(_ -> typed);
    String[] all = new String[arguments.length + 2];
    all[0] = "--socket";
    all[1] = socket();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return new CommandLine(command)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all);
  }

  private int runHere(String... more) {
    String[] all = new String[more.length + 4];
    all[0] = "--resource";
    all[1] = "postgres";
    all[2] = "--node";
    all[3] = "n2";
    System.arraycopy(more, 0, all, 4, more.length);
    return run(all);
  }

  @Test
  void it_shows_the_loss_and_allows_it_once_the_nodes_name_is_typed() {
    answers.addAll(List.of(LACKS.formatted(false), LACKS.formatted(true)));
    typed = Optional.of("n2");
    assertThat(runHere()).isZero();
    assertThat(out.toString())
        .contains(
            "what n1 held when this node was refused, up to 5:0/5000200: 184 bytes of WAL",
            "what only n1 holds, which does not run: how much is unknown",
            "was made 3 min 20 s ago",
            "Allowed.");
    assertThat(asked).hasSize(2);
    assertThat(asked.getFirst()).contains("\"position\":\"\"");
    assertThat(asked.getLast())
        .contains("\"position\":\"5:0/5000148\"", "\"resource\":\"postgres\"");
  }

  @Test
  void anything_else_that_is_typed_does_nothing() {
    answers.add(LACKS.formatted(false));
    typed = Optional.of("yes");
    assertThat(runHere()).isEqualTo(4);
    assertThat(err.toString()).contains("not confirmed: nothing was done");
    assertThat(asked).hasSize(1);
  }

  @Test
  void without_a_terminal_it_wants_to_be_told() {
    answers.add(LACKS.formatted(false));
    assertThat(runHere()).isEqualTo(4);
    assertThat(err.toString()).contains("no terminal to ask on: --yes");
    assertThat(asked).hasSize(1);
  }

  @Test
  void yes_spares_the_question() {
    answers.addAll(List.of(LACKS.formatted(false), LACKS.formatted(true)));
    assertThat(runHere("--yes")).isZero();
    assertThat(asked).hasSize(2);
  }

  @Test
  void as_json_it_only_tells_unless_it_is_told_yes() throws IOException {
    answers.add(LACKS.formatted(false));
    assertThat(runHere("--json")).isEqualTo(4);
    var told = new ObjectMapper().readTree(out.toString());
    assertThat(told.at("/allowed").asBoolean()).isFalse();
    assertThat(told.at("/lacks/0/bytes").asLong()).isEqualTo(184);
    out.getBuffer().setLength(0);
    answers.addAll(List.of(LACKS.formatted(false), LACKS.formatted(true)));
    assertThat(runHere("--json", "--yes")).isZero();
    assertThat(new ObjectMapper().readTree(out.toString()).at("/allowed").asBoolean()).isTrue();
  }

  @Test
  void where_nothing_would_be_lost_it_does_nothing() {
    answers.add(NOTHING);
    assertThat(runHere("--yes")).isEqualTo(1);
    assertThat(out.toString()).contains("nothing would be lost. Nothing was done");
    assertThat(asked).hasSize(1);
  }

  @Test
  void what_cannot_be_promoted_is_refused_with_the_agents_reason() {
    answers.add(IMPOSSIBLE);
    assertThat(runHere("--yes")).isEqualTo(2);
    assertThat(err.toString()).contains("n1 is Promoted: nothing has to be lost; nothing was done");
  }

  @Test
  void what_became_impossible_meanwhile_is_refused_too() {
    answers.addAll(List.of(LACKS.formatted(false), IMPOSSIBLE));
    assertThat(runHere("--yes")).isEqualTo(2);
  }

  @Test
  void another_nodes_loss_is_allowed_on_that_node() {
    assertThat(run("--resource", "postgres", "--node", "n1", "--yes")).isEqualTo(64);
    assertThat(err.toString()).contains("this is n2: run it on n1", "ssh n1 matriarch");
    assertThat(asked).isEmpty();
  }

  @Test
  void a_node_and_a_resource_that_do_not_exist_are_named() {
    assertThat(run("--resource", "postgres", "--node", "n9")).isEqualTo(64);
    assertThat(err.toString()).contains("no node 'n9'", "n1, n2, n3");
    assertThat(run("--resource", "other", "--node", "n2")).isEqualTo(64);
    assertThat(err.toString()).contains("no resource 'other' on n2: known are postgres");
  }

  @Test
  void both_options_are_needed() {
    assertThat(run("--node", "n2")).isEqualTo(64);
    assertThat(run("--resource", "postgres")).isEqualTo(64);
  }

  @Test
  void without_an_agent_it_says_so() throws Exception {
    close();
    assertThat(runHere("--yes")).isEqualTo(Findings.NO_AGENT);
    assertThat(err.toString()).contains("the agent does not answer");
  }
}

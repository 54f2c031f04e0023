package io.matriarch.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The command on n1, the primary, with one standby whose node is called by its address, and a
/// Pacemaker that does at once what it is asked for.
class SwitchoverCommandTest {

  private static final String PEER = "127.0.0.1";

  private final Vertx vertx = Vertx.vertx();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<String> done = new CopyOnWriteArrayList<>();
  private final List<String> left = new ArrayList<>();
  private volatile ObjectNode own = before();
  private volatile ObjectNode theirs = Documents.read("standby", PEER);
  private boolean pacemakerMoves = true;
  private boolean moveFails;
  private boolean interrupted;
  private int busyFor;
  private int port;

  @TempDir private Path directory = Path.of("");

  private final class Pacemaker implements ClusterTools {

    @Override
    public String cloneOf(String resource) {
      return resource + "-clone";
    }

    @Override
    public List<String> constraintsOf(String clone) {
      return left;
    }

    @Override
    public void move(String clone, String node) {
      done.add("move " + clone + " to " + node);
      if (interrupted) {
        throw new ToolInterruptedException("crm_resource --move");
      }
      if (moveFails) {
        throw new ToolFailedException("crm_resource --move ended with 1: no");
      }
      if (pacemakerMoves) {
        own = after();
        theirs = Documents.read("primary", PEER);
      }
    }

    @Override
    public boolean idle() {
      busyFor--;
      done.add(busyFor < 0 ? "idle" : "busy");
      return busyFor < 0;
    }

    @Override
    public void clear(String clone) {
      done.add("clear " + clone);
    }
  }

  /// A second passes whenever somebody waits, and a quarter whenever somebody asks for the time.
  private static final class FakePace implements Pace {

    private long nanos;

    @Override
    public long nanos() {
      nanos += Duration.ofMillis(250).toNanos();
      return nanos;
    }

    @Override
    public void pause(Duration span) {
      nanos += Duration.ofSeconds(1).toNanos();
    }
  }

  private static ObjectNode before() {
    ObjectNode document = Documents.read("primary");
    Documents.object(document, "/resources/0/cluster/nodes/1").put("node", PEER);
    return document;
  }

  private static ObjectNode after() {
    ObjectNode document = Documents.read("standby", "n1");
    Documents.object(document, "/resources/0/cluster/nodes/0").put("role", "unpromoted");
    Documents.object(document, "/resources/0/cluster/nodes/1")
        .put("node", PEER)
        .put("role", "promoted");
    return document;
  }

  @BeforeEach
  void serve() {
    port = listen(SocketAddress.inetSocketAddress(0, PEER)).actualPort();
    listen(SocketAddress.domainSocketAddress(socket()));
  }

  private HttpServer listen(SocketAddress address) {
    return await(
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  if ("/control/checkpoint".equals(request.path())) {
                    done.add("checkpoint");
                    request.response().end("{\"took_ms\":5}");
                  } else {
                    request.response().end((address.isInetSocket() ? theirs : own).toString());
                  }
                })
            .listen(address));
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private String socket() {
    return directory.resolve("agent.sock").toString();
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--socket", socket(), "--port", Integer.toString(port)));
    return new CommandLine(new SwitchoverCommand(new Pacemaker(), new FakePace()))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out.toString());
  }

  @Test
  void the_role_is_moved_after_a_checkpoint_and_the_constraint_is_removed() throws IOException {
    assertThat(run()).isZero();
    assertThat(done)
        .containsExactly(
            "checkpoint", "move postgres-clone to " + PEER, "idle", "clear postgres-clone");
    Documents.checkGolden("switchover-done.txt", out.toString());
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void the_constraint_stays_until_what_goes_with_the_role_has_followed() {
    busyFor = 2;
    assertThat(run()).isZero();
    assertThat(done).endsWith("busy", "busy", "idle", "clear postgres-clone");
  }

  @Test
  void a_pacemaker_that_is_never_idle_keeps_no_constraint() {
    busyFor = Integer.MAX_VALUE;
    assertThat(run()).isZero();
    assertThat(done).endsWith("busy", "clear postgres-clone");
  }

  @Test
  void as_json_it_tells_the_times() throws IOException {
    assertThat(run("postgres", "--to", PEER, "--json")).isZero();
    assertThat(json().at("/moved").asBoolean()).isTrue();
    assertThat(json().at("/timeline/demoted_ms").asLong()).isEqualTo(250);
    assertThat(json().at("/faults")).isEmpty();
  }

  @Test
  void a_dry_run_changes_nothing() throws IOException {
    assertThat(run("--dry-run")).isZero();
    assertThat(done).isEmpty();
    Documents.checkGolden("switchover-dry-run.txt", out.toString());
  }

  @Test
  void what_a_check_stands_against_is_not_begun() throws IOException {
    Documents.object(own, "/resources/0/cluster").put("quorate", false);
    assertThat(run()).isEqualTo(2);
    assertThat(done).isEmpty();
    assertThat(out.toString()).isEmpty();
    Documents.checkGolden("switchover-refused.txt", err.toString());
  }

  @Test
  void an_earlier_constraint_is_neither_overwritten_nor_removed() {
    left.add("cli-ban-postgres-clone-on-n1");
    assertThat(run()).isEqualTo(2);
    assertThat(done).isEmpty();
    assertThat(err.toString())
        .contains("cli-ban-postgres-clone-on-n1", "crm_resource --clear -r postgres-clone");
  }

  @Test
  void a_role_that_does_not_come_is_given_up_and_the_constraint_removed() {
    pacemakerMoves = false;
    assertThat(run()).isEqualTo(1);
    assertThat(done).endsWith("clear postgres-clone");
    assertThat(err.toString()).contains(PEER + " is not the primary", "matriarch status");
  }

  @Test
  void a_tool_that_fails_may_have_put_the_constraint_which_is_removed() {
    moveFails = true;
    assertThat(run()).isEqualTo(4);
    assertThat(done).endsWith("clear postgres-clone");
    assertThat(err.toString()).contains("crm_resource --move ended with 1", "--clear");
  }

  @Test
  void a_tool_that_is_interrupted_in_its_place_is_no_failure() {
    interrupted = true;
    assertThat(run()).isEqualTo(130);
    assertThat(done).endsWith("clear postgres-clone");
    assertThat(err.toString()).contains("--move was interrupted; no constraint is left");
  }

  @Test
  void a_resource_and_a_node_that_do_not_exist_are_named() {
    assertThat(run("other")).isEqualTo(64);
    assertThat(err.toString()).contains("no resource 'other' on n1: known are postgres");
    assertThat(run("--to", "n9")).isEqualTo(64);
    assertThat(err.toString()).contains("no node 'n9'", "n3");
    assertThat(done).isEmpty();
  }

  @Test
  void without_an_agent_it_says_so() {
    close();
    assertThat(run()).isEqualTo(Findings.NO_AGENT);
    assertThat(done).isEmpty();
  }

  @Test
  void help_tells_the_exit_codes_and_shows_examples() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("Exit codes:", "130, 143", "--dry-run --json");
  }
}

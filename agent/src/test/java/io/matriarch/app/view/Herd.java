package io.matriarch.app.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.agent.model.BootTime;
import io.matriarch.telemetry.HttpApi;
import io.matriarch.telemetry.Identity;
import io.matriarch.telemetry.PeerAccess;
import io.matriarch.telemetry.Telemetry;
import io.matriarch.telemetry.event.AgentEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Two agents as far as they tell events: the real HTTP routes of both, n1's on its unix socket and
/// the other's on a port of its address, which is its name. Their status is made up.
final class Herd implements AutoCloseable {

  static final String PEER = "127.0.0.1";

  private final Vertx vertx = Vertx.vertx();
  private final Telemetry own = telemetry("n1");
  private final Telemetry theirs = telemetry(PEER);
  private final Path socket;
  private final AtomicBoolean joined = new AtomicBoolean(true);
  private HttpServer ownServer;
  private final HttpServer theirServer;

  Herd(Path directory) {
    socket = directory.resolve("agent.sock");
    ownServer = listen();
    theirServer = serve(theirs, SocketAddress.inetSocketAddress(0, PEER));
    own.tell(new AgentEvent.AgentStarted("0.1.0"));
    theirs.tell(new AgentEvent.AgentStarted("0.1.0"));
  }

  private static Telemetry telemetry(String node) {
    return new Telemetry(
        new Identity("0.1.0", "0123abc", "herd", node), () -> new BootTime(1), Optional.empty());
  }

  private HttpServer listen() {
    return serve(own, SocketAddress.domainSocketAddress(socket.toString()));
  }

  private HttpServer serve(Telemetry telemetry, SocketAddress address) {
    ObjectNode status = Documents.read("primary");
    Documents.object(status, "/resources/0/cluster/nodes/1").put("node", PEER);
    Documents.object(status, "/resources/0/cluster").withArray("nodes").remove(2);
    ObjectNode alone = status.deepCopy();
    Documents.object(alone, "/resources/0/cluster").withArray("nodes").remove(1);
    Router routes = new HttpApi(telemetry, () -> PeerAccess.plain(1)).router(vertx);
    return await(
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  if ("/v1/status".equals(request.path())) {
                    request.response().end((joined.get() ? status : alone).toString());
                  } else {
                    routes.handle(request);
                  }
                })
            .listen(address));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  String[] arguments(String... more) {
    String[] all = new String[more.length + 4];
    System.arraycopy(more, 0, all, 4, more.length);
    all[0] = "--socket";
    all[1] = socket.toString();
    all[2] = "--port";
    all[3] = Integer.toString(theirServer.actualPort());
    return all;
  }

  /// The other node is no part of the cluster yet.
  void alone() {
    joined.set(false);
  }

  /// It joins, and is let at its disks.
  void join() {
    joined.set(true);
    own.alerted("kind=fencing node=" + PEER + " task=on rc=0 desc=OK");
  }

  void tellOwn(String detail) {
    own.tell(new AgentEvent.StepTaken("slot/created", detail));
  }

  void tellTheirs(String detail) {
    theirs.tell(new AgentEvent.StepTaken("slot/created", detail));
  }

  /// n1's agent answers nobody any more.
  void stop() {
    await(ownServer.close());
  }

  /// It does again, and knows what it told.
  void startAgain() {
    ownServer = listen();
  }

  @Override
  public void close() {
    await(vertx.close());
    own.close();
    theirs.close();
  }
}

package io.matriarch.app;

import io.matriarch.agent.model.BootTime;
import io.matriarch.app.web.Admission;
import io.matriarch.app.web.NetworkPort;
import io.matriarch.app.web.NetworkSettings;
import io.matriarch.app.web.PeerSettings;
import io.matriarch.telemetry.HttpApi;
import io.matriarch.telemetry.Identity;
import io.matriarch.telemetry.Telemetry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The daemon's two servers as it makes them, on a node on which nothing is installed.
final class TwoServers implements AutoCloseable {

  final Vertx vertx;
  final Telemetry telemetry;
  final Router router;
  final InetSocketAddress network;
  final UnixDomainSocketAddress socket;
  private final Instances instances;

  private TwoServers(Path directory, Worlds worlds, Admission.Limits limits) throws Exception {
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    telemetry =
        new Telemetry(
            new Identity("0.1.0", "0123abc", "herd", "n1"), TwoServers::bootTime, Optional.empty());
    instances = new Instances(worlds, _ -> {});
    NetworkPort port =
        NetworkPort.prepare(
            vertx, new NetworkSettings("127.0.0.1", 0, Optional.empty(), PeerSettings.PLAIN));
    HttpApi api = new HttpApi(telemetry, port::peers);
    Path file = directory.resolve("agent.sock");
    OcfEndpoint.listen(vertx, file, limits).open(instances, api.router(vertx));
    router = api.router(vertx);
    port.listen(router, limits);
    network = new InetSocketAddress(InetAddress.getLoopbackAddress(), port.port());
    socket = UnixDomainSocketAddress.of(file);
  }

  static TwoServers in(Path directory, Admission.Limits limits) throws Exception {
    return new TwoServers(directory, new AbsentWorlds(), limits);
  }

  static TwoServers in(Path directory, Worlds worlds, Admission.Limits limits) throws Exception {
    return new TwoServers(directory, worlds, limits);
  }

  private static BootTime bootTime() {
    return new BootTime(System.nanoTime() / 1_000_000);
  }

  static <T> T await(Future<T> future) {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(RawClient.DEADLINE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  static byte[] probe() {
    String body = "OCF_RESOURCE_INSTANCE=pg\0OCF_RESKEY_pghost=/nowhere";
    return RawClient.bytes(
        "POST /ocf/monitor HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(body.getBytes(StandardCharsets.UTF_8).length, body));
  }

  /// What the script would be told: nothing runs here.
  String probed() throws IOException {
    return RawClient.exchange(socket, probe());
  }

  @Override
  public void close() {
    instances.close();
    telemetry.close();
    await(vertx.close());
  }
}

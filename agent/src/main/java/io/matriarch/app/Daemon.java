package io.matriarch.app;

import io.matriarch.agent.cluster.CibObserver;
import io.matriarch.agent.cluster.PacemakerControl;
import io.matriarch.agent.cluster.TimedTool;
import io.matriarch.agent.cluster.Tool;
import io.matriarch.agent.cluster.WakeFifo;
import io.matriarch.agent.process.UptimeClock;
import io.matriarch.app.web.NetworkPort;
import io.matriarch.telemetry.HttpApi;
import io.matriarch.telemetry.Identity;
import io.matriarch.telemetry.Telemetry;
import io.matriarch.telemetry.event.AgentEvent;
import io.matriarch.telemetry.event.EventFiles;
import io.matriarch.telemetry.sink.SystemdJournal;
import io.matriarch.telemetry.sink.Webhook;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The wiring of the daemon: what watches, what serves, and the order in which they start.
final class Daemon implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
  private static final long STOP_SECONDS_MAX = 5;

  private final String node;
  private final Vertx vertx;
  private final WakeFifo fifo;
  private final Instances instances;
  private final Disposable readings;
  private final Telemetry telemetry;
  private final NetworkPort network;
  private final Path socket;

  private Daemon(
      String node,
      Vertx vertx,
      WakeFifo fifo,
      Instances instances,
      Disposable readings,
      Telemetry telemetry,
      NetworkPort network,
      Path socket) {
    this.node = node;
    this.vertx = vertx;
    this.fifo = fifo;
    this.instances = instances;
    this.readings = readings;
    this.telemetry = telemetry;
    this.network = network;
    this.socket = socket;
  }

  /// Starts; listens on the socket, and waits for the cluster to tell this node's name, as long as
  /// that takes.
  static Daemon start(Configuration configuration) throws Exception {
    Path run = Paths.runDirectory();
    Vertx vertx = vertx();
    NetworkPort network = NetworkPort.prepare(vertx, configuration.network());
    Path socket = run.resolve("agent.sock");
    OcfEndpoint endpoint = OcfEndpoint.listen(vertx, socket);
    UptimeClock clock = new UptimeClock();
    WakeFifo fifo = WakeFifo.open(run.resolve("wake"));
    String node = new CibObserver(Tool.INSTALLED, clock, Flux.never()).nodeName().block();
    if (node == null) {
      throw new IllegalStateException("the cluster has no name for this node");
    }
    Telemetry telemetry = telemetry(configuration, node, clock);
    Tool tool = new TimedTool(Tool.INSTALLED, telemetry);
    CibObserver cluster = new CibObserver(tool, clock, fifo.lines());
    PacemakerControl control = new PacemakerControl(tool, Mono.just(node));
    Worlds worlds = new DaemonWorlds(node, cluster, control, clock, run, telemetry);
    Instances instances = new Instances(worlds, telemetry::forget);
    HttpApi api = new HttpApi(telemetry, network::peers);
    endpoint.open(instances, api.router(vertx));
    network.listen(api.router(vertx));
    Disposable readings =
        Disposables.composite(
            cluster.readings().subscribe(instances::follow),
            fifo.lines().subscribe(telemetry::alerted));
    return new Daemon(node, vertx, fifo, instances, readings, telemetry, network, socket);
  }

  private static Telemetry telemetry(Configuration configuration, String node, UptimeClock clock) {
    Telemetry telemetry =
        new Telemetry(
            new Identity(
                Version.number(), Version.revision(), CorosyncName.read(Paths.COROSYNC), node),
            clock,
            Optional.of(EventFiles.in(Paths.stateDirectory())));
    telemetry.sendTo(SystemdJournal.at(Paths.journal()));
    configuration
        .webhook()
        .ifPresent(target -> telemetry.sendTo(Webhook.to(target, Version.number())));
    telemetry.tell(new AgentEvent.AgentStarted(Version.number()));
    return telemetry;
  }

  private static Vertx vertx() {
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(2)
            .setWorkerPoolSize(2)
            .setInternalBlockingPoolSize(2));
  }

  String node() {
    return node;
  }

  @Override
  public void close() {
    network.close();
    readings.dispose();
    instances.close();
    telemetry.tell(new AgentEvent.AgentStopping(Version.number()));
    telemetry.close();
    try {
      Files.deleteIfExists(socket);
      vertx
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .get(STOP_SECONDS_MAX, TimeUnit.SECONDS);
      fifo.close();
    } catch (Exception e) {
      LOG.warn("not everything was closed: {}", e.getMessage());
    }
  }
}

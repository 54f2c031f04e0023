package io.matriarch.simulation;

import io.matriarch.agent.loop.BackgroundRepairer;
import io.matriarch.agent.loop.ControlLoop;
import io.matriarch.agent.loop.OperationRequest;
import io.matriarch.agent.loop.Operations;
import io.matriarch.agent.loop.World;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Instance;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.Verdict;
import io.matriarch.agent.port.ClusterObserver;
import io.matriarch.agent.port.DecisionListener;
import io.matriarch.agent.port.Repairer;
import io.matriarch.agent.port.Unwatched;
import io.matriarch.agent.port.VerdictSink;
import java.time.Duration;
import java.util.List;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The real loop and the real operations on one machine: the daemon, or a process that answers one
/// operation in its place.
final class Agent implements DecisionListener, VerdictSink, AutoCloseable {

  private static final Duration SETTLE_WAIT = Duration.ofSeconds(25);

  private final Ground ground;
  private final Machine machine;
  private final ClusterPort cluster;
  private final ControlLoop loop;
  private final Operations operations;
  private final Disposable running;
  private final Life life;

  private Agent(
      Ground ground, Machine machine, Pacemaker pacemaker, Instance instance, boolean daemon) {
    this.ground = ground;
    this.machine = machine;
    this.life = machine.life();
    this.cluster = new ClusterPort(ground, machine, pacemaker, instance, life);
    ServerPort server = new ServerPort(ground, machine, life);
    DirectoryTools tools = new DirectoryTools(ground, machine, life);
    Repairer repairer =
        daemon
            ? new BackgroundRepairer(instance.resource(), tools, server, server, this::now, this)
            : Unwatched.repairer(tools);
    this.loop =
        new ControlLoop(
            new World(
                machine.name(),
                server,
                server,
                Unwatched.HEALTH,
                repairer,
                cluster,
                cluster,
                this::now,
                this,
                this),
            instance,
            List.of());
    this.operations = new Operations(loop);
    this.running = loop.run(daemon ? ticks() : Flux.never());
  }

  private Flux<Long> ticks() {
    return Flux.interval(Duration.ofMillis(ground.chance().between(1, 1000)), Duration.ofSeconds(1))
        .onBackpressureDrop();
  }

  static Agent daemon(Ground ground, Machine machine, Pacemaker pacemaker, Instance instance) {
    return new Agent(ground, machine, pacemaker, instance, true);
  }

  /// Answers one operation as the program `matriarch ocf` does.
  static Mono<Verdict> once(
      Ground ground,
      Machine machine,
      Pacemaker pacemaker,
      Instance instance,
      OperationRequest request) {
    long begun = ground.queue().now();
    return Mono.using(
        () -> new Agent(ground, machine, pacemaker, instance, false),
        agent ->
            agent
                .cluster
                .readNow()
                .doOnNext(agent::configure)
                .onErrorResume(
                    failure -> {
                      agent.loop.clusterUnknown(String.valueOf(failure.getMessage()));
                      return Mono.empty();
                    })
                .then(Mono.defer(() -> agent.operations.run(request)))
                .flatMap(
                    verdict ->
                        agent
                            .loop
                            .concluded()
                            .timeout(left(ground, request, begun), Mono.empty())
                            .onErrorComplete()
                            .thenReturn(verdict)),
        Agent::close);
  }

  private static Duration left(Ground ground, OperationRequest request, long begun) {
    long left = request.budget().toMillis() * 9 / 10 - (ground.queue().now() - begun);
    return Duration.ofMillis(Math.clamp(left, 0, SETTLE_WAIT.toMillis()));
  }

  private void configure(ClusterObserver.Reading reading) {
    reading.of(loop.instance().resource()).ifPresent(c -> loop.configure(c, now()));
  }

  /// Takes over what the CIB says, as the daemon's observer of the cluster has it do.
  void readCluster() {
    if (life.lasts()) {
      if (machine.partition().isPresent()) {
        configure(cluster.reading());
      } else {
        loop.clusterUnknown("cibadmin: not connected");
      }
      loop.nudge();
    }
  }

  ControlLoop loop() {
    return loop;
  }

  Mono<Verdict> run(OperationRequest request) {
    return operations.run(request);
  }

  private BootTime now() {
    return new BootTime(ground.queue().now() + 1_000_000);
  }

  @Override
  public void decided(Snapshot snapshot, Decision decision) {
    if (life.lasts()) {
      machine.decided(decision);
    }
  }

  @Override
  public void operated(String resource, String operation, Verdict result, Duration took) {}

  @Override
  public void stepped(String resource, String step, String sentence) {
    if (life.lasts()) {
      ground.tell(machine.name(), step + ": " + sentence);
    }
  }

  @Override
  public void write(String resource, Verdict verdict, BootTime expiry) {
    if (life.lasts()) {
      machine.verdict(verdict, expiry.millis() - 1_000_000);
    }
  }

  @Override
  public void remove(String resource) {
    if (life.lasts()) {
      machine.noVerdict();
    }
  }

  @Override
  public void close() {
    life.end();
    running.dispose();
    loop.close();
  }
}

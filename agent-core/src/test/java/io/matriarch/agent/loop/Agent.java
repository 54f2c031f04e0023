package io.matriarch.agent.loop;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Instance;
import io.matriarch.agent.model.InstanceParameters;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.Verdict;
import io.matriarch.agent.port.ClusterObserver.Configured;
import io.matriarch.agent.port.DecisionListener;
import io.matriarch.agent.port.Unwatched;
import io.matriarch.agent.port.VerdictSink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.test.scheduler.VirtualTimeScheduler;

/// The loop and the operations of one node between a fake server and a fake cluster, in virtual
/// time: nothing moves but by [#pass].
final class Agent implements VerdictSink, DecisionListener {

  static final Duration BUDGET = Duration.ofSeconds(60);

  /// A verdict that was written, and until when it is believed.
  record Written(Verdict verdict, BootTime expiry) {}

  final FakeServer server;
  final FakeCluster cluster;
  final FakeHealth health = new FakeHealth();
  final ControlLoop loop;
  final Operations operations;
  final List<Written> verdicts = new CopyOnWriteArrayList<>();
  final List<String> steps = new CopyOnWriteArrayList<>();
  final List<String> rules = new CopyOnWriteArrayList<>();
  final List<String> checks = new CopyOnWriteArrayList<>();
  private final Scheduler time;
  volatile boolean sinkFails;

  Agent(String node, FakeServer server, FakeCluster cluster, Scheduler time) {
    this(node, server, cluster, time, Map.of());
  }

  Agent(
      String node,
      FakeServer server,
      FakeCluster cluster,
      Scheduler time,
      Map<String, String> parameters) {
    this.server = server;
    this.cluster = cluster;
    this.time = time;
    Instance instance = InstanceParameters.parse("pgsql", parameters, true).instance();
    cluster.roles.putIfAbsent(node, ClusterView.Role.UNPROMOTED);
    World world =
        new World(
            node,
            server,
            server,
            health,
            Unwatched.REPAIRER,
            cluster.observer(node, instance),
            cluster.control(node),
            this::now,
            this,
            this);
    loop = new ControlLoop(world, instance, List.of());
    operations = new Operations(loop);
    seeCluster();
  }

  BootTime now() {
    return new BootTime(time.now(TimeUnit.MILLISECONDS));
  }

  /// Reads the CIB, as the cluster observer's readings would.
  void seeCluster() {
    loop.configure(new Configured(loop.instance(), cluster.view(), List.of()), now());
  }

  Disposable run() {
    return loop.run(Flux.interval(Duration.ZERO, Duration.ofSeconds(1)));
  }

  void pass(Duration duration) {
    ((VirtualTimeScheduler) time).advanceTimeBy(duration);
  }

  /// The answer to an operation; fails when there is none within its budget.
  Verdict ask(OperationRequest request) {
    return await(operations.run(request), request.budget());
  }

  /// Begins an operation, to be awaited by [#await].
  Mono<Verdict> begin(OperationRequest request) {
    Mono<Verdict> running = operations.run(request).cache();
    running.subscribe();
    return running;
  }

  <T> T await(Mono<T> work, Duration atMost) {
    CompletableFuture<@Nullable T> answer = work.toFuture();
    Duration passed = Duration.ZERO;
    while (!answer.isDone() && passed.compareTo(atMost) < 0) {
      pass(Duration.ofMillis(10));
      passed = passed.plusMillis(10);
    }
    @Nullable T value = answer.getNow(null);
    if (value == null) {
      throw new AssertionError("no answer within " + atMost);
    }
    return value;
  }

  Optional<Written> lastVerdict() {
    return verdicts.isEmpty() ? Optional.empty() : Optional.of(verdicts.getLast());
  }

  @Override
  public void write(String resource, Verdict verdict, BootTime expiry) {
    if (sinkFails) {
      throw new IllegalStateException("no space left on /run");
    }
    verdicts.add(new Written(verdict, expiry));
  }

  @Override
  public void remove(String resource) {
    if (sinkFails) {
      throw new IllegalStateException("no space left on /run");
    }
  }

  @Override
  public void decided(Snapshot snapshot, Decision decision) {
    rules.add(decision.rule().id());
  }

  @Override
  public void operated(String resource, String operation, Verdict result, Duration took) {
    steps.add(operation + " " + result.code());
  }

  @Override
  public void stepped(String resource, String step, String sentence) {
    steps.add(step);
  }

  @Override
  public void checked(String check, Duration took, boolean answered) {
    checks.add(check + (answered ? " answered" : " unanswered"));
  }
}

package io.matriarch.agent.loop;

import io.matriarch.agent.decide.Decider;
import io.matriarch.agent.decide.Recall;
import io.matriarch.agent.decide.UpkeepRecall;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Health;
import io.matriarch.agent.model.Instance;
import io.matriarch.agent.model.InstanceParameters.Parsed;
import io.matriarch.agent.model.Memory;
import io.matriarch.agent.model.Memory.Comeback;
import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.TimelineHistory;
import io.matriarch.agent.port.ClusterObserver;
import io.matriarch.agent.port.ClusterObserver.Configured;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/// One instance's loop: one cycle at a time, each a look, a decision and its consequences. It never
/// decides itself.
public final class ControlLoop implements AutoCloseable {

  /// How long a verdict is believed after the observation that it rests on.
  public static final Duration VERDICT_LIFETIME = Duration.ofSeconds(3);

  private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);
  private static final String POSTGRESQL = "postgresql";
  private static final Duration OBSERVE_TIMEOUT = Duration.ofSeconds(5);

  /// After a promotion, when the virtual address may be there.
  private static final Duration FOLLOW_AFTER = Duration.ofMillis(150);

  /// After a promotion, when it is there in most cases.
  private static final Duration LOOK_AFTER = Duration.ofMillis(400);

  private static final Duration HEALTH_TIMEOUT = Duration.ofMillis(500);

  private final World world;
  private final Decider decider = new Decider();
  private final Actor actor;
  private final Histories histories;
  private final AtomicReference<Memory> memory = new AtomicReference<>(Memory.EMPTY);
  private final AtomicReference<Configuration> configuration;
  private final Sinks.Many<Optional<Sinks.One<Cycle>>> requests =
      Sinks.many().unicast().onBackpressureBuffer();
  private final AtomicBoolean nudged = new AtomicBoolean();
  private volatile Optional<Cycle> latest = Optional.empty();

  /// What the CIB says of the instance, as last read.
  private record Configuration(Instance instance, List<String> faults, Fact<ClusterView> view) {

    boolean isLaterThan(BootTime other) {
      return view instanceof Fact.Known<ClusterView>(var _, var at) && at.compareTo(other) > 0;
    }

    Configuration with(Fact<ClusterView> other) {
      return new Configuration(instance, faults, other);
    }
  }

  /// A loop over an instance whose cluster is not known yet.
  ///
  /// @param faults what is wrong with the instance's parameters, a sentence each
  public ControlLoop(World world, Instance instance, List<String> faults) {
    this.world = world;
    this.actor = new Actor(world, this::remember);
    this.histories = new Histories(world.server(), world.clock());
    this.configuration =
        new AtomicReference<>(
            new Configuration(
                instance, List.copyOf(faults), Fact.unknown("the CIB has not been read yet")));
  }

  /// Takes over a reading of the CIB, unless a later one is known.
  ///
  /// @param at when the reading began
  public void configure(Configured configured, BootTime at) {
    takeOver(
        at,
        _ ->
            new Configuration(
                configured.instance(), configured.faults(), Fact.known(configured.view(), at)));
  }

  private void takeOver(BootTime at, UnaryOperator<Configuration> reading) {
    configuration.updateAndGet(before -> before.isLaterThan(at) ? before : reading.apply(before));
  }

  /// Reads the CIB now, and takes over what it says of the cluster.
  Mono<ClusterObserver.Reading> readCluster() {
    return Mono.defer(
        () -> {
          BootTime at = world.clock().now();
          return world
              .cluster()
              .readNow()
              .doOnNext(
                  reading ->
                      reading
                          .of(instance().resource())
                          .map(Configured::view)
                          .ifPresent(view -> takeOver(at, b -> b.with(Fact.known(view, at)))));
        });
  }

  /// Takes over the parameters of a request that knows of a change before the next reading of the
  /// CIB does.
  public void configure(Parsed requested) {
    configuration.updateAndGet(
        before -> new Configuration(requested.instance(), requested.faults(), before.view()));
  }

  /// The CIB cannot be read any more.
  public void clusterUnknown(String reason) {
    configuration.updateAndGet(before -> before.with(Fact.unknown(reason)));
  }

  public Instance instance() {
    return configuration.get().instance();
  }

  /// What is wrong with the instance's parameters, a sentence each.
  public List<String> faults() {
    return configuration.get().faults();
  }

  public World world() {
    return world;
  }

  /// The cluster as last read.
  public Fact<ClusterView> cluster() {
    return configuration.get().view();
  }

  public Memory memory() {
    return memory.get();
  }

  /// The last cycle, none before the first.
  public Optional<Cycle> latest() {
    return latest;
  }

  /// Changes the memory in one step.
  public void remember(UnaryOperator<Memory> change) {
    memory.updateAndGet(change);
  }

  /// A look that begins after this was called.
  public Mono<Cycle> look() {
    return Mono.defer(
        () -> {
          Sinks.One<Cycle> reply = Sinks.one();
          request(Optional.of(reply));
          return reply.asMono();
        });
  }

  /// Takes back the start that the agent owes, if it does, and completes when none is under way.
  Mono<Void> withoutComeback() {
    return Mono.defer(
        () -> {
          remember(before -> before.withComeback(Comeback.NONE));
          return actor.haltStart();
        });
  }

  /// The start that the agent owes does not wait for another node's promotion any more.
  void comeBackNow() {
    if (memory.getAndUpdate(Memory::withComebackDue).comesBackLater()) {
      nudge();
    }
  }

  /// What follows while a look has not come to an end.
  Cycle unseen(String reason) {
    return decide(Fact.unknown(reason), Fact.unknown(reason), world.health().latest());
  }

  /// What is left to be done for an agent that has answered its one operation: completes when
  /// nothing that was begun for a decision is under way any more.
  public Mono<Void> concluded() {
    return Mono.defer(
        () -> {
          comeBackNow();
          return look().then(actor.settled());
        });
  }

  /// Begins the checkpoint that a promotion owes; nobody waits for it.
  void checkpointSoon() {
    actor.checkpointSoon(instance().resource());
  }

  /// What follows a promotion; nobody waits for it, and the clients that wait for their virtual
  /// address come first. Who has the role now is known from the CIB.
  ///
  /// @param follows whether this instance follows the new primary
  void afterPromotion(boolean follows) {
    if (follows) {
      actor.later(FOLLOW_AFTER, () -> actor.reconnect(instance().resource()));
    }
    actor.later(
        LOOK_AFTER,
        () -> {
          world.cluster().wakeAtOnce();
          comeBackNow();
        });
  }

  /// Begins to take back what was said in an election; nobody waits for it.
  void takeBackSoon(ElectionBoard board) {
    actor.takeBackSoon(instance().resource(), board);
  }

  /// Asks for a look without waiting for it. One that has not begun yet serves for all who ask.
  public void nudge() {
    if (nudged.compareAndSet(false, true)) {
      request(Optional.empty());
    }
  }

  /// One queue, in the order of asking: however slow the looks are, neither the ticks nor an
  /// operation's own looks wait for ever.
  private void request(Optional<Sinks.One<Cycle>> reply) {
    requests.emitNext(reply, Sinks.EmitFailureHandler.busyLooping(Duration.ofSeconds(1)));
  }

  /// Runs until disposed: a cycle for each tick, each end of the connection and each request.
  public Disposable run(Flux<?> ticks) {
    Disposable cycles =
        requests
            .asFlux()
            .concatMap(this::cycle, 1)
            .subscribe(
                _ -> {}, failure -> LOG.error("loop of {} ended", instance().resource(), failure));
    Disposable nudges =
        Flux.merge(ticks, world.server().connectionEnds())
            .subscribe(
                _ -> nudge(),
                failure -> LOG.error("ticks of {} ended", instance().resource(), failure));
    Disposable health =
        world
            .health()
            .watch()
            .subscribe(
                _ -> {},
                failure -> LOG.error("watch over {} ended", instance().resource(), failure));
    return Disposables.composite(nudges, cycles, health);
  }

  private Mono<Cycle> cycle(Optional<Sinks.One<Cycle>> request) {
    return Mono.defer(
        () -> {
          long began = System.nanoTime();
          return looked(request)
              .doOnNext(
                  cycle ->
                      world
                          .listener()
                          .cycled(cycle.snapshot().instance().resource(), since(began)));
        });
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private Mono<Cycle> looked(Optional<Sinks.One<Cycle>> request) {
    return observe(request.isEmpty())
        .flatMap(
            server ->
                Mono.zip(histories.of(server), health(server))
                    .map(known -> decide(server, known.getT1(), known.getT2())))
        .doOnNext(actor::act)
        .doOnNext(this::tell)
        .doOnNext(cycle -> request.ifPresent(r -> r.tryEmitValue(cycle)))
        .onErrorResume(
            failure -> {
              LOG.error("cycle of {} failed", instance().resource(), failure);
              request.ifPresent(r -> r.tryEmitError(failure));
              return Mono.empty();
            });
  }

  private Mono<Fact<ServerState>> observe(boolean forNudge) {
    return Mono.defer(
        () -> {
          if (forNudge) {
            nudged.set(false);
          }
          BootTime at = world.clock().now();
          long began = System.nanoTime();
          return world
              .server()
              .observe()
              .timeout(OBSERVE_TIMEOUT)
              .map(state -> Fact.known(state, at))
              .onErrorResume(
                  failure ->
                      Mono.just(
                          Fact.unknown(
                              "PostgreSQL could not be observed: "
                                  + Looking.reason(failure, OBSERVE_TIMEOUT))))
              .doOnNext(
                  seen ->
                      world
                          .listener()
                          .checked(POSTGRESQL, since(began), seen instanceof Fact.Known<?>));
        });
  }

  /// A server that is down may be so for want of room: how much there is, is worth a look.
  private Mono<Health> health(Fact<ServerState> server) {
    boolean up =
        server instanceof Fact.Known<ServerState>(var state, var _)
            && (state instanceof ServerState.Primary || state instanceof ServerState.Standby);
    Mono<Health> latest = Mono.fromSupplier(world.health()::latest);
    return up ? latest : world.health().fresh().timeout(HEALTH_TIMEOUT).onErrorResume(_ -> latest);
  }

  private Cycle decide(Fact<ServerState> server, Fact<TimelineHistory> history, Health health) {
    BootTime now = world.clock().now();
    Configuration known = configuration.get();
    Memory seen =
        memory.updateAndGet(
            before ->
                UpkeepRecall.look(
                    Recall.look(before, world.node(), server, known.view(), now),
                    world.node(),
                    server,
                    known.view(),
                    now));
    Snapshot snapshot =
        new Snapshot(
            world.node(),
            known.instance(),
            known.faults(),
            now,
            server,
            known.view(),
            health,
            world.repairer().latest(),
            seen,
            history);
    Decision decision = decider.decide(snapshot);
    memory.updateAndGet(before -> Recall.decided(before, decision));
    return new Cycle(snapshot, decision);
  }

  private void tell(Cycle cycle) {
    Optional<RuleId> before = latest.map(c -> c.decision().rule());
    latest = Optional.of(cycle);
    Decision decision = cycle.decision();
    if (before.filter(decision.rule()::equals).isEmpty()) {
      LOG.info(
          "resource={} rule={} because=\"{}\" code={} score={}",
          cycle.snapshot().instance().resource(),
          decision.rule().id(),
          decision.because(),
          decision.verdict().code().code(),
          decision.score());
    }
    world.listener().decided(cycle.snapshot(), decision);
  }

  @Override
  public void close() {
    world.repairer().close();
    world.health().close();
    world.server().close();
  }
}

package io.matriarch.agent.loop;

import io.matriarch.agent.model.Action;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Memory;
import io.matriarch.agent.model.Memory.Comeback;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.Score;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.Upkeep;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// Carries decisions out beside the loop: at most one write of the score, one start and one record
/// at a time, each bounded, none of them waited for by the cycle.
final class Actor {

  private static final Logger LOG = LoggerFactory.getLogger(Actor.class);
  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration CHECKPOINT_TIMEOUT = Duration.ofMinutes(10);
  private static final int START_RETRIES = 3;
  private static final Duration UNDER_WAY = Duration.ofMillis(500);

  private final World world;
  private final Consumer<UnaryOperator<Memory>> remember;
  private final AtomicBoolean scoring = new AtomicBoolean();
  private final AtomicBoolean starting = new AtomicBoolean();
  private final AtomicBoolean recording = new AtomicBoolean();
  private final AtomicBoolean checkpointing = new AtomicBoolean();
  private final AtomicBoolean refusing = new AtomicBoolean();
  private final RefusalKeeper refusals;
  private final AtomicBoolean halted = new AtomicBoolean();
  private final AtomicBoolean asking = new AtomicBoolean();
  private final AtomicBoolean reconnecting = new AtomicBoolean();
  private final AtomicBoolean following = new AtomicBoolean();
  private final AtomicBoolean takingBack = new AtomicBoolean();
  private final Keeper keeper;
  private final ScoreWriting writing;
  private final AtomicReference<Optional<Sent>> sent = new AtomicReference<>(Optional.empty());

  /// The score that was last written, and when.
  private record Sent(int score, BootTime at) {}

  Actor(World world, Consumer<UnaryOperator<Memory>> remember) {
    this.world = world;
    this.remember = remember;
    this.refusals = new RefusalKeeper(world);
    this.keeper = new Keeper(world, remember);
    this.writing = new ScoreWriting(world);
  }

  void act(Cycle cycle) {
    writeVerdict(cycle);
    publish(cycle.snapshot(), cycle.decision().score());
    cycle.decision().actions().forEach(action -> run(cycle.snapshot(), action));
    keeper.keep(cycle.snapshot().instance().resource(), cycle.decision().actions());
  }

  Mono<Void> settled() {
    return Mono.fromSupplier(
            () ->
                scoring.get()
                    || starting.get()
                    || recording.get()
                    || refusing.get()
                    || takingBack.get()
                    || keeper.isBusy())
        .filter(busy -> !busy)
        .repeatWhenEmpty(Integer.MAX_VALUE, each -> each.delayElements(Duration.ofMillis(10)))
        .then();
  }

  /// Begins no further start of its own accord, and completes when none is under way.
  Mono<Void> haltStart() {
    halted.set(true);
    return Mono.fromSupplier(starting::get)
        .filter(busy -> !busy)
        .repeatWhenEmpty(Integer.MAX_VALUE, each -> each.delayElements(Duration.ofMillis(10)))
        .then();
  }

  /// A verdict rests on an observation; without one there is none to write, except that a repair is
  /// known to go on whatever can be seen of the server.
  private void writeVerdict(Cycle cycle) {
    Optional<BootTime> seen =
        cycle.snapshot().server() instanceof Fact.Known<ServerState>(var _, BootTime at)
            ? Optional.of(at)
            : Optional.of(cycle.snapshot().now())
                .filter(_ -> cycle.decision().rule() == RuleId.REPAIR_RUNNING);
    seen.ifPresent(
        at ->
            world
                .verdicts()
                .write(
                    cycle.snapshot().instance().resource(),
                    cycle.decision().verdict(),
                    at.plus(ControlLoop.VERDICT_LIFETIME)));
  }

  private void publish(Snapshot snapshot, Score score) {
    if (snapshot.cluster() instanceof Fact.Unknown<ClusterView>) {
      return;
    }
    String resource = snapshot.instance().resource();
    Optional<Integer> published = snapshot.publishedScore();
    switch (score) {
      case Score.Keep _ -> {}
      case Score.Publish(int value) when published.filter(p -> p == value).isPresent() ->
          writing.prove(resource);
      case Score.Clear _ when published.isEmpty() -> {}
      case Score.Publish(int value) when isUnderWay(value, snapshot.now()) -> {}
      case Score.Publish(int value) ->
          once(
              scoring,
              "publish score " + value + " of " + resource,
              writing
                  .told(
                      resource,
                      world.clusterControl().publishScore(resource, value).timeout(WRITE_TIMEOUT))
                  .doOnSuccess(_ -> sent.set(Optional.of(new Sent(value, world.clock().now())))));
      case Score.Clear _ ->
          once(
              scoring,
              "clear score of " + resource,
              writing.told(
                  resource, world.clusterControl().clearScore(resource).timeout(WRITE_TIMEOUT)));
    }
  }

  /// The CIB, and this agent's view of it, take a moment to show a score.
  private boolean isUnderWay(int score, BootTime now) {
    return sent.get()
        .filter(s -> s.score() == score && now.since(s.at()).compareTo(UNDER_WAY) < 0)
        .isPresent();
  }

  private void run(Snapshot snapshot, Action action) {
    String resource = snapshot.instance().resource();
    switch (action) {
      case Action.BringBack _ -> once(starting, "bring back " + resource, bringBack(resource));
      case Action.RecordPromotion(int timeline, String system) ->
          once(recording, "record promotion of " + resource, record(resource, timeline, system));
      case Action.Refuse(var refusal) ->
          once(refusing, "keep the refusal of " + resource, refusals.keep(resource, refusal));
      case Action.WithdrawRefusal(var refusal) when isKept(snapshot, refusal) ->
          once(
              refusing,
              "withdraw the refusal of " + resource,
              refusals.withdraw(resource, refusal));
      case Action.WithdrawRefusal _ -> {}
      case Action.WithdrawDataLoss _ ->
          once(refusing, "withdraw the allowed loss of " + resource, refusals.endLoss(resource));
      case Action.AskUpstream(var held, var system) ->
          once(asking, "ask the upstream of " + resource, world.repairer().ask(held, system));
      case Action.Reconnect _ ->
          once(reconnecting, "reconnect " + resource, world.repairer().reconnect());
      case Action.Repair order -> world.repairer().begin(order, snapshot.instance().policy());
      case Action.ResumeRepair(var primary) ->
          world.repairer().resume(primary, snapshot.instance().policy());
      case Action.ForgetRepair _ ->
          once(asking, "forget the repair of " + resource, world.repairer().forget());
      case Action.Follow(var node) ->
          once(
              following,
              "point primary_conninfo of " + resource + " at " + node,
              world.repairer().follow(node, snapshot.instance().policy()));
      case Upkeep _ -> {}
    }
  }

  /// One that is only remembered needs no writing.
  private static boolean isKept(Snapshot snapshot, Refusal refusal) {
    return snapshot
        .ownNode()
        .flatMap(ClusterView.Node::refusal)
        .filter(refusal::equals)
        .isPresent();
  }

  private Mono<Void> bringBack(String resource) {
    halted.set(false);
    return Processes.reap(world.control(), Duration.ofSeconds(5))
        .then(Mono.defer(() -> startUnlessHalted(resource)))
        .timeout(START_TIMEOUT.multipliedBy(2))
        .retryWhen(
            Retry.backoff(START_RETRIES, Duration.ofSeconds(1))
                .onRetryExhaustedThrow((_, last) -> last.failure()))
        .doFinally(_ -> remember.accept(memory -> memory.withComeback(Comeback.NONE)));
  }

  private Mono<Void> startUnlessHalted(String resource) {
    return halted.get()
        ? Mono.empty()
        : world
            .control()
            .startAsStandby(START_TIMEOUT)
            .doOnSuccess(
                _ ->
                    world.listener().stepped(resource, "comeback/started", "started as a standby"));
  }

  private Mono<Void> record(String resource, int timeline, String system) {
    return new PromotionRecorder(world)
        .record(resource, timeline, system)
        .then(Mono.fromRunnable(() -> checkpointSoon(resource)));
  }

  /// Begins the checkpoint that a promotion owes, beside whatever is under way.
  void checkpointSoon(String resource) {
    once(checkpointing, "checkpoint after the promotion of " + resource, checkpoint());
  }

  /// pg_rewind believes what the primary's pg_control says, and that has the new timeline only from
  /// the next checkpoint on; the one that PostgreSQL itself begins takes its time.
  private Mono<Void> checkpoint() {
    return world.control().checkpoint(CHECKPOINT_TIMEOUT).timeout(CHECKPOINT_TIMEOUT);
  }

  void later(Duration pause, Runnable work) {
    Mono.delay(pause).subscribe(_ -> work.run());
  }

  /// Before the next look can know that it has to.
  void reconnect(String resource) {
    beside(reconnecting, "reconnect " + resource, world.repairer().reconnect(), () -> {});
  }

  /// No score or record changes by it, so that the CIB need not be read again.
  void takeBackSoon(String resource, ElectionBoard board) {
    beside(takingBack, "take back what was said of " + resource, board.takeBackSoon(), () -> {});
  }

  private void once(AtomicBoolean running, String what, Mono<Void> work) {
    beside(running, what, work, world.cluster()::wake);
  }

  private static void beside(
      AtomicBoolean running, String what, Mono<Void> work, Runnable afterwards) {
    if (running.compareAndSet(false, true)) {
      work.doFinally(
              _ -> {
                running.set(false);
                afterwards.run();
              })
          .subscribe(_ -> {}, failure -> LOG.warn("could not {}: {}", what, failure.getMessage()));
    }
  }
}

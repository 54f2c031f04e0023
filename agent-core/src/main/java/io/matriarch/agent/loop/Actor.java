package io.matriarch.agent.loop;

import io.matriarch.agent.model.Action;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.Memory;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Score;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.TimelineHistory;
import io.matriarch.agent.model.Upkeep;
import io.matriarch.agent.model.WalPosition;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private static final int START_RETRIES = 3;

  private final World world;
  private final Consumer<UnaryOperator<Memory>> remember;
  private final AtomicBoolean scoring = new AtomicBoolean();
  private final AtomicBoolean starting = new AtomicBoolean();
  private final AtomicBoolean recording = new AtomicBoolean();
  private final Keeper keeper;

  Actor(World world, Consumer<UnaryOperator<Memory>> remember) {
    this.world = world;
    this.remember = remember;
    this.keeper = new Keeper(world, remember);
  }

  void act(Cycle cycle) {
    writeVerdict(cycle);
    publish(cycle.snapshot(), cycle.decision().score());
    cycle.decision().actions().forEach(action -> run(cycle.snapshot(), action));
    keeper.keep(cycle.snapshot().instance().resource(), cycle.decision().actions());
  }

  Mono<Void> settled() {
    return Mono.fromSupplier(
            () -> scoring.get() || starting.get() || recording.get() || keeper.isBusy())
        .filter(busy -> !busy)
        .repeatWhenEmpty(Integer.MAX_VALUE, each -> each.delayElements(Duration.ofMillis(10)))
        .then();
  }

  /// A verdict rests on an observation; without one there is none to write.
  private void writeVerdict(Cycle cycle) {
    if (cycle.snapshot().server() instanceof Fact.Known<ServerState>(var _, BootTime at)) {
      world
          .verdicts()
          .write(
              cycle.snapshot().instance().resource(),
              cycle.decision().verdict(),
              at.plus(ControlLoop.VERDICT_LIFETIME));
    }
  }

  private void publish(Snapshot snapshot, Score score) {
    if (snapshot.cluster() instanceof Fact.Unknown<ClusterView>) {
      return;
    }
    String resource = snapshot.instance().resource();
    Optional<Integer> published = snapshot.publishedScore();
    switch (score) {
      case Score.Keep _ -> {}
      case Score.Publish(int value) when published.filter(p -> p == value).isPresent() -> {}
      case Score.Clear _ when published.isEmpty() -> {}
      case Score.Publish(int value) ->
          once(
              scoring,
              "publish score " + value + " of " + resource,
              world.clusterControl().publishScore(resource, value).timeout(WRITE_TIMEOUT));
      case Score.Clear _ ->
          once(
              scoring,
              "clear score of " + resource,
              world.clusterControl().clearScore(resource).timeout(WRITE_TIMEOUT));
    }
  }

  private void run(Snapshot snapshot, Action action) {
    String resource = snapshot.instance().resource();
    switch (action) {
      case Action.BringBack _ -> once(starting, "bring back " + resource, bringBack(resource));
      case Action.RecordPromotion(int timeline, String system) ->
          once(recording, "record promotion of " + resource, record(resource, timeline, system));
      case Upkeep _ -> {}
    }
  }

  private Mono<Void> bringBack(String resource) {
    return Processes.reap(world.control(), Duration.ofSeconds(5))
        .then(world.control().startAsStandby(START_TIMEOUT))
        .timeout(START_TIMEOUT.multipliedBy(2))
        .retryWhen(
            Retry.backoff(START_RETRIES, Duration.ofSeconds(1))
                .onRetryExhaustedThrow((_, last) -> last.failure()))
        .doOnSuccess(
            _ -> world.listener().stepped(resource, "comeback/started", "started as a standby"))
        .doFinally(_ -> remember.accept(memory -> memory.withComeback(false)));
  }

  private Mono<Void> record(String resource, int timeline, String system) {
    return world
        .server()
        .history(timeline)
        .map(history -> new PromotionRecord(world.node(), beginning(history), system))
        .flatMap(
            record ->
                world
                    .clusterControl()
                    .recordPromotion(resource, record)
                    .doOnSuccess(
                        _ ->
                            world
                                .listener()
                                .stepped(resource, "promotion/recorded", record.toString())))
        .timeout(WRITE_TIMEOUT);
  }

  private static WalPosition beginning(TimelineHistory history) {
    return new WalPosition(
        history.timeline(), history.beginningOf(history.timeline()).orElse(Lsn.ZERO));
  }

  private void once(AtomicBoolean running, String what, Mono<Void> work) {
    if (running.compareAndSet(false, true)) {
      work.doFinally(
              _ -> {
                running.set(false);
                world.cluster().wake();
              })
          .subscribe(_ -> {}, failure -> LOG.warn("could not {}: {}", what, failure.getMessage()));
    }
  }
}

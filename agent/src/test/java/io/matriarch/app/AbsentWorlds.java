package io.matriarch.app;

import io.matriarch.agent.loop.World;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Instance;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.SynchronousSet;
import io.matriarch.agent.model.TimelineHistory;
import io.matriarch.agent.model.Upkeep.SlotChange;
import io.matriarch.agent.model.Verdict;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.port.ClusterControl;
import io.matriarch.agent.port.ClusterObserver;
import io.matriarch.agent.port.DecisionListener;
import io.matriarch.agent.port.ServerControl;
import io.matriarch.agent.port.ServerObserver;
import io.matriarch.agent.port.SetupFault;
import io.matriarch.agent.port.Unwatched;
import io.matriarch.agent.port.VerdictSink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/// A node on which nothing was ever installed: a probe answers that nothing runs.
final class AbsentWorlds implements Worlds {

  private final AtomicInteger looks = new AtomicInteger();
  private final CountDownLatch looked = new CountDownLatch(1);
  private final AtomicReference<Sinks.Empty<ServerState>> gate =
      new AtomicReference<>(Sinks.empty());

  AbsentWorlds() {
    release();
  }

  /// How often somebody looked at the server, which every operation does.
  int looks() {
    return looks.get();
  }

  /// From now on nobody is told what the server is before it is released.
  void hold() {
    gate.set(Sinks.empty());
  }

  void release() {
    gate.get().tryEmitEmpty();
  }

  void awaitLook() throws InterruptedException {
    if (!looked.await(RawClient.DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("nobody looked within " + RawClient.DEADLINE);
    }
  }

  @Override
  public World world(Instance instance) {
    return new World(
        "n1",
        new Server(),
        new Control(),
        Unwatched.HEALTH,
        Unwatched.REPAIRER,
        new Cluster(),
        new Attributes(),
        () -> new BootTime(System.nanoTime() / 1_000_000),
        new NoFile(),
        new Nobody());
  }

  private final class Server implements ServerObserver {
    @Override
    public Mono<ServerState> observe() {
      return Mono.defer(
          () -> {
            looks.incrementAndGet();
            looked.countDown();
            return gate.get()
                .asMono()
                .defaultIfEmpty(new ServerState.Absent("nothing is installed"));
          });
    }

    @Override
    public Flux<String> connectionEnds() {
      return Flux.never();
    }

    @Override
    public Mono<TimelineHistory> history(int timeline) {
      return Mono.just(TimelineHistory.of(timeline));
    }

    @Override
    public void close() {}
  }

  private static final class Control implements ServerControl {
    @Override
    public Mono<Void> startAsStandby(Duration within) {
      return Mono.error(new IllegalStateException("nothing is installed"));
    }

    @Override
    public Mono<Void> requestStop(StopMode mode) {
      return Mono.empty();
    }

    @Override
    public Mono<Boolean> cleanlyShutDown() {
      return Mono.just(true);
    }

    @Override
    public Mono<List<Long>> processes() {
      return Mono.just(List.of());
    }

    @Override
    public Mono<Void> reserveTimelines(int own, int newest) {
      return Mono.empty();
    }

    @Override
    public Mono<Void> requestPromotion() {
      return Mono.error(new IllegalStateException("nothing is installed"));
    }

    @Override
    public Mono<Void> checkpoint(Duration atMost) {
      return Mono.empty();
    }

    @Override
    public Mono<Void> setSynchronousStandbyNames(String text) {
      return Mono.empty();
    }

    @Override
    public Mono<Void> changeSlot(SlotChange change) {
      return Mono.empty();
    }

    @Override
    public Mono<List<SetupFault>> validate(String node) {
      return Mono.just(List.of());
    }
  }

  private static final class Cluster implements ClusterObserver {
    @Override
    public Flux<Fact<Reading>> readings() {
      return Flux.never();
    }

    @Override
    public void wake() {}

    @Override
    public void wakeAtOnce() {}

    @Override
    public Mono<Reading> readNow() {
      return Mono.just(new Reading(List.of()));
    }

    @Override
    public Mono<String> nodeName() {
      return Mono.just("n1");
    }
  }

  private static final class Attributes implements ClusterControl {
    @Override
    public Mono<Void> publishScore(String resource, int score) {
      return Mono.empty();
    }

    @Override
    public Mono<Void> clearScore(String resource) {
      return Mono.empty();
    }

    @Override
    public Mono<Void> publishPrivate(String name, String value) {
      return Mono.empty();
    }

    @Override
    public Mono<Void> clearPrivate(String name) {
      return Mono.empty();
    }

    @Override
    public Mono<Map<String, String>> readPrivate(String name) {
      return Mono.just(Map.of());
    }

    @Override
    public Mono<Void> recordPromotion(String resource, PromotionRecord record) {
      return Mono.empty();
    }

    @Override
    public Mono<Void> recordSynchronousSet(String resource, SynchronousSet set) {
      return Mono.empty();
    }

    @Override
    public Mono<Void> withdrawSynchronousSet(String resource) {
      return Mono.empty();
    }

    @Override
    public Mono<Void> refuse(String resource, Refusal refusal) {
      return Mono.empty();
    }

    @Override
    public Mono<Void> withdrawRefusal(String resource) {
      return Mono.empty();
    }

    @Override
    public Mono<Void> allowDataLoss(String resource, WalPosition at) {
      return Mono.empty();
    }

    @Override
    public Mono<Void> withdrawDataLoss(String resource) {
      return Mono.empty();
    }
  }

  private static final class NoFile implements VerdictSink {
    @Override
    public void write(String resource, Verdict verdict, BootTime expiry) {}

    @Override
    public void remove(String resource) {}
  }

  private static final class Nobody implements DecisionListener {
    @Override
    public void decided(Snapshot snapshot, Decision decision) {}

    @Override
    public void operated(String resource, String operation, Verdict result, Duration took) {}

    @Override
    public void stepped(String resource, String step, String sentence) {}
  }
}

package io.matriarch.agent.postgres;

import io.matriarch.agent.model.Health;
import io.matriarch.agent.model.Instance;
import io.matriarch.agent.port.BootClock;
import io.matriarch.agent.port.HealthObserver;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/// Watches an instance's well-being every three seconds: whether the postmaster accepts
/// connections, whether a write to its storage ends, and how much room there is.
///
/// Storage is touched on one thread of its own. While that is stuck no other takes its place, and
/// nobody waits for it.
public final class PostgresHealthObserver implements HealthObserver {

  private static final Duration INTERVAL = Duration.ofSeconds(3);
  private static final Duration MEASURE_WITHIN = Duration.ofMillis(200);

  private final Knock knock;
  private final StorageProbe storage;
  private final StallWatch stalls;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("matriarch-storage-", 0).factory());
  private final AtomicBoolean busy = new AtomicBoolean();

  public PostgresHealthObserver(Instance instance, BootClock clock) {
    this.knock = new Knock(instance, clock);
    this.storage = new StorageProbe(instance.datadir(), clock);
    this.stalls = new StallWatch(clock);
  }

  @Override
  public Mono<Void> watch() {
    return Mono.when(
        beats(INTERVAL).flatMap(_ -> knock.once()),
        beats(INTERVAL).flatMap(_ -> touch(storage::attempt)),
        beats(StallWatch.INTERVAL).doOnNext(_ -> stalls.resumed()));
  }

  private static Flux<Long> beats(Duration interval) {
    return Flux.interval(Duration.ZERO, interval).onBackpressureDrop();
  }

  /// Empty at once while an earlier attempt has not ended.
  private Mono<Boolean> touch(Runnable attempt) {
    return Mono.defer(
        () -> {
          if (!busy.compareAndSet(false, true)) {
            return Mono.empty();
          }
          Sinks.One<Boolean> ended = Sinks.one();
          thread.execute(
              () -> {
                try {
                  attempt.run();
                } finally {
                  busy.set(false);
                  ended.tryEmitValue(true);
                }
              });
          return ended.asMono();
        });
  }

  @Override
  public Health latest() {
    return new Health(
        knock.unansweredSince(), storage.stuckSince(), storage.disk(), stalls.resumed());
  }

  @Override
  public Mono<Health> fresh() {
    return touch(storage::measure)
        .timeout(MEASURE_WITHIN)
        .onErrorComplete()
        .then(Mono.fromSupplier(this::latest));
  }

  @Override
  public void close() {
    thread.shutdown(); // Without an interrupt: closing a file waits for the thread that uses it.
  }
}

package io.matriarch.simulation;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/// How long an agent's process lives: what it would do afterwards does not happen, and what it
/// waits for never comes.
final class Life {

  private final BooleanSupplier powered;
  private boolean over;

  /// @param powered whether the machine runs on since the process began
  Life(BooleanSupplier powered) {
    this.powered = powered;
  }

  boolean lasts() {
    return !over && powered.getAsBoolean();
  }

  void end() {
    over = true;
  }

  /// Something that takes its time.
  <T> Mono<T> after(long millis, Supplier<Mono<T>> work) {
    return Mono.defer(
        () ->
            lasts()
                ? Mono.delay(Duration.ofMillis(millis))
                    .flatMap(_ -> lasts() ? work.get() : Mono.<T>never())
                : Mono.never());
  }

  Mono<Void> run(long millis, Runnable work) {
    return this.<Void>after(millis, () -> Mono.fromRunnable(work));
  }

  <T> Mono<T> get(long millis, Supplier<T> work) {
    return this.<T>after(millis, () -> Mono.fromSupplier(work));
  }
}

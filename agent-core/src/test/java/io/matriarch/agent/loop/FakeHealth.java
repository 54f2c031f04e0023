package io.matriarch.agent.loop;

import io.matriarch.agent.model.Health;
import io.matriarch.agent.port.HealthObserver;
import reactor.core.publisher.Mono;

/// A server's well-being as a test sets it; measuring it anew may hang.
final class FakeHealth implements HealthObserver {

  volatile Health latest = Health.UNKNOWN;
  volatile boolean hanging;

  @Override
  public Mono<Void> watch() {
    return Mono.never();
  }

  @Override
  public Health latest() {
    return latest;
  }

  @Override
  public Mono<Health> fresh() {
    return Mono.defer(() -> hanging ? Mono.never() : Mono.just(latest));
  }

  @Override
  public void close() {}
}

package io.matriarch.agent.port;

import io.matriarch.agent.model.Health;
import reactor.core.publisher.Mono;

/// Watches a server's well-being at its own pace, on threads that may get stuck.
public interface HealthObserver extends AutoCloseable {

  /// Watches until it is cancelled; never ends by itself.
  Mono<Void> watch();

  /// What is known now; returns at once, whatever hangs.
  Health latest();

  /// What is known once free space was measured again, which may have run out since; within a
  /// moment, whatever hangs.
  Mono<Health> fresh();

  @Override
  void close();
}

package io.matriarch.agent.port;

import io.matriarch.agent.model.Health;

/// Watches a server's well-being at its own pace, on threads that may get stuck.
public interface HealthObserver extends AutoCloseable {

  /// What is known now; returns at once, whatever hangs.
  Health latest();

  @Override
  void close();
}

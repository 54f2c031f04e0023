package io.matriarch.agent.postgres;

import java.time.Duration;
import reactor.core.publisher.Mono;

/// Runs statements that have no result of interest.
public interface SqlRunner {

  /// Runs a statement that returns at once, on the connection that is open anyway.
  Mono<Void> run(String sql);

  /// Runs a statement that may take its time, on a connection of its own, so that observation goes
  /// on; the server gives it up after `atMost`.
  Mono<Void> runAside(String sql, Duration atMost);
}

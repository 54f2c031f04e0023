package io.matriarch.agent.postgres;

import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/// Runs statements that have no result of interest.
public interface SqlRunner {

  /// Runs a statement that returns at once, on the connection that is open anyway.
  Mono<Void> run(String sql);

  /// Runs a statement that may take its time, on a connection of its own, so that observation goes
  /// on; the server gives it up after `atMost`.
  default Mono<Void> runAside(String sql, Duration atMost) {
    return runAside(List.of(sql), atMost);
  }

  /// The same for statements that are to be run one after the other, each in a transaction of its
  /// own.
  Mono<Void> runAside(List<String> statements, Duration atMost);
}

package io.matriarch.agent.port;

import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.TimelineHistory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Looks at one PostgreSQL instance.
public interface ServerObserver extends AutoCloseable {

  /// Looks once. Ends within a second or two whatever the server does; what cannot be seen is a
  /// state of its own ([ServerState.Unreachable]), an error is a fault of this machine.
  Mono<ServerState> observe();

  /// A signal each time the persistent connection ended: the reason to look at once. Never ends.
  Flux<String> connectionEnds();

  /// The history of the given timeline from the instance's `pg_wal`.
  Mono<TimelineHistory> history(int timeline);

  @Override
  void close();
}

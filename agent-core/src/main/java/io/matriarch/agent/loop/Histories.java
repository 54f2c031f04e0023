package io.matriarch.agent.loop;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.ServerSettings;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.TimelineHistory;
import io.matriarch.agent.port.BootClock;
import io.matriarch.agent.port.ServerObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Mono;

/// The history of the timeline that the server is on. A running server's history changes only with
/// its timeline, so the file is read once for each, and seldom again while it cannot be read.
final class Histories {

  /// The look that waits for it must not keep a monitor waiting.
  private static final Duration READ_WITHIN = Duration.ofMillis(500);

  private static final Duration READ_AGAIN = Duration.ofSeconds(10);

  private final ServerObserver server;
  private final BootClock clock;
  private final AtomicReference<Optional<Entry>> latest = new AtomicReference<>(Optional.empty());

  /// One start of one server on one timeline.
  private record Place(String systemIdentifier, long startedAt, int timeline) {}

  private record Entry(Place place, Fact<TimelineHistory> history, BootTime at) {}

  Histories(ServerObserver server, BootClock clock) {
    this.server = server;
    this.clock = clock;
  }

  Mono<Fact<TimelineHistory>> of(Fact<ServerState> state) {
    return switch (state) {
      case Fact.Known<ServerState>(ServerState.Standby standby, var _) ->
          of(place(standby.settings(), standby.held().timeline()));
      case Fact.Known<ServerState>(ServerState.Primary primary, var _) ->
          of(place(primary.settings(), primary.written().timeline()));
      case Fact.Known<ServerState> _, Fact.Unknown<ServerState> _ ->
          Mono.just(Fact.unknown("no server runs that is on a timeline"));
    };
  }

  private static Place place(ServerSettings settings, int timeline) {
    return new Place(settings.systemIdentifier(), settings.startedAtEpochMillis(), timeline);
  }

  private Mono<Fact<TimelineHistory>> of(Place place) {
    return latest
        .get()
        .filter(entry -> entry.place().equals(place) && isUsable(entry))
        .map(entry -> Mono.just(entry.history()))
        .orElseGet(() -> read(place));
  }

  private boolean isUsable(Entry entry) {
    return entry.history() instanceof Fact.Known
        || clock.now().since(entry.at()).compareTo(READ_AGAIN) < 0;
  }

  private Mono<Fact<TimelineHistory>> read(Place place) {
    BootTime now = clock.now();
    return server
        .history(place.timeline())
        .map(history -> Fact.known(history, now))
        .timeout(READ_WITHIN)
        .onErrorResume(failure -> Mono.just(Fact.unknown(Looking.reason(failure, READ_WITHIN))))
        .doOnNext(history -> latest.set(Optional.of(new Entry(place, history, now))));
  }
}

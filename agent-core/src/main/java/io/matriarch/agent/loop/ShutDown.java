package io.matriarch.agent.loop;

import io.matriarch.agent.port.ServerControl.StopMode;
import java.time.Duration;
import java.util.Locale;
import reactor.core.publisher.Mono;

/// Tells an instance to stop, and says whether all of its processes went in time.
record ShutDown(ControlLoop loop, String step) {

  private static final Duration LINGER = Duration.ofMillis(500);
  private static final Duration KILLED_WITHIN = Duration.ofSeconds(5);

  Mono<Boolean> ask(StopMode mode, Duration within) {
    loop.world()
        .listener()
        .stepped(loop.instance().resource(), step, mode.name().toLowerCase(Locale.ROOT));
    return loop.world()
        .control()
        .requestStop(mode)
        .onErrorComplete()
        .then(Processes.gone(loop.world().control(), within));
  }

  /// The fast shutdown. Once its checkpoint is written, a process that lingers holds nothing:
  /// PostgreSQL waits up to a minute for a client that never sent its first packet, as happens
  /// while a virtual address moves.
  Mono<Boolean> fast(Duration within) {
    return ask(StopMode.FAST, LINGER).flatMap(gone -> gone ? Mono.just(true) : lingering(within));
  }

  private Mono<Boolean> lingering(Duration within) {
    return killWhatLingers()
        .switchIfEmpty(Processes.gone(loop.world().control(), LINGER).filter(gone -> gone))
        .repeatWhenEmpty(Integer.MAX_VALUE, each -> each)
        .timeout(within, Mono.just(false));
  }

  /// Empty while the shutdown goes on, or while nobody can tell.
  private Mono<Boolean> killWhatLingers() {
    return loop.world()
        .control()
        .cleanlyShutDown()
        .onErrorComplete()
        .filter(clean -> clean)
        .flatMap(_ -> ask(StopMode.KILL, KILLED_WITHIN));
  }
}

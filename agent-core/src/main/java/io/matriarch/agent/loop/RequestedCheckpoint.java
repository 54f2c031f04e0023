package io.matriarch.agent.loop;

import io.matriarch.agent.model.ServerState.Primary;
import java.time.Duration;
import reactor.core.publisher.Mono;

/// The checkpoint that an administrator asks for before the role is moved away from here.
public record RequestedCheckpoint(ControlLoop loop) {

  private static final Duration MOST = Duration.ofSeconds(15);

  /// How long it took; fails where no primary runs, and when it has not ended in time.
  public Mono<Duration> run() {
    return Looking.state(loop)
        .filter(state -> state instanceof Primary)
        .switchIfEmpty(
            Mono.error(() -> new IllegalStateException("no primary runs on this node now")))
        .flatMap(_ -> loop.world().control().checkpoint(MOST).thenReturn(true))
        .timeout(MOST)
        .onErrorMap(failure -> new IllegalStateException(Looking.reason(failure, MOST), failure))
        .elapsed()
        .map(timed -> Duration.ofMillis(timed.getT1()));
  }
}

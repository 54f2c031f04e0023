package io.matriarch.agent.loop;

import io.matriarch.agent.port.ServerControl;
import io.matriarch.agent.port.ServerControl.StopMode;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/// Waits for an instance's processes to be gone, and ends those that do not go.
final class Processes {

  private static final Duration POLL = Duration.ofMillis(10);

  private Processes() {}

  /// Completes with true as soon as no process is left, with false when some are after so long.
  static Mono<Boolean> gone(ServerControl control, Duration within) {
    return control
        .processes()
        .map(List::isEmpty)
        .filter(empty -> empty)
        .repeatWhenEmpty(Integer.MAX_VALUE, each -> each.delayElements(POLL))
        .timeout(within, Mono.just(false));
  }

  /// Kills whatever is left of an instance whose postmaster is gone: orphans can still commit.
  /// Fails when a process survives that.
  static Mono<Void> reap(ServerControl control, Duration within) {
    return control
        .processes()
        .flatMap(
            left ->
                left.isEmpty()
                    ? Mono.just(true)
                    : control.requestStop(StopMode.KILL).then(gone(control, within)))
        .flatMap(
            gone ->
                gone
                    ? Mono.empty()
                    : control
                        .processes()
                        .flatMap(
                            left ->
                                Mono.error(
                                    new IllegalStateException(
                                        "processes survive SIGKILL: " + left))));
  }
}

package io.matriarch.agent.postgres;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.port.BootClock;
import java.time.Duration;
import java.util.Optional;

/// Notices when this process itself was not scheduled: paused with its machine, starved, or in a
/// long collection of garbage. It has to be asked often; a long gap between two questions is such a
/// pause.
final class StallWatch {

  /// How often to ask.
  static final Duration INTERVAL = Duration.ofMillis(500);

  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final BootClock clock;
  private BootTime asked;
  private Optional<BootTime> resumed = Optional.empty();

  StallWatch(BootClock clock) {
    this.clock = clock;
    this.asked = clock.now();
  }

  /// When the process last went on after a pause.
  synchronized Optional<BootTime> resumed() {
    BootTime now = clock.now();
    if (now.since(asked).compareTo(PAUSE) > 0) {
      resumed = Optional.of(now);
    }
    asked = now;
    return resumed;
  }
}

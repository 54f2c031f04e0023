package io.matriarch.agent.model;

import java.time.Duration;

/// An instant as milliseconds since the machine booted: the clock of `/proc/uptime`, never set
/// back.
public record BootTime(long millis) implements Comparable<BootTime> {

  public BootTime plus(Duration duration) {
    return new BootTime(millis + duration.toMillis());
  }

  public Duration since(BootTime earlier) {
    return Duration.ofMillis(millis - earlier.millis);
  }

  /// The unit of the verdict file: hundredths of a second.
  public long centiseconds() {
    return millis / 10;
  }

  @Override
  public int compareTo(BootTime other) {
    return Long.compare(millis, other.millis);
  }
}

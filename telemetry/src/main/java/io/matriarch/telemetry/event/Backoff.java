package io.matriarch.telemetry.event;

import java.time.Duration;

/// How long to wait between tries: twice as long after each failure, and by chance up to half of it
/// less, so that those who lost the same peer do not all come back in one moment.
public record Backoff(Duration first, Duration most) {

  private static final int DOUBLINGS_MAX = 30;

  /// The wait after so many failures in a row.
  ///
  /// @param chance from 0 to 1
  public Duration after(int failures, double chance) {
    int doublings = Math.clamp(failures - 1L, 0, DOUBLINGS_MAX);
    long whole = Math.min(most.toMillis(), first.toMillis() << doublings);
    return Duration.ofMillis(whole - (long) (whole / 2.0 * chance));
  }
}

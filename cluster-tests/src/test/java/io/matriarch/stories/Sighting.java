package io.matriarch.stories;

import java.time.Instant;

/// What a server said of itself when it was looked at.
///
/// @param started when its postmaster began, which tells one run from the next
/// @param timeline the one that is written, or that was replayed up to the last restart point
/// @param begun when the look began, in nanoseconds since the watcher did
/// @param ended when the answer was there
record Sighting(
    Node node,
    Instant at,
    String started,
    boolean inRecovery,
    int timeline,
    String synchronousStandbyNames,
    long begun,
    long ended) {

  /// Whether nothing that matters is different.
  boolean sameAs(Sighting other) {
    return started.equals(other.started)
        && inRecovery == other.inRecovery
        && timeline == other.timeline
        && synchronousStandbyNames.equals(other.synchronousStandbyNames);
  }

  @Override
  public String toString() {
    return "%s at %s: %s, timeline %d, started %s, synchronous_standby_names '%s'"
        .formatted(
            node,
            at,
            inRecovery ? "standby" : "primary",
            timeline,
            started,
            synchronousStandbyNames);
  }
}

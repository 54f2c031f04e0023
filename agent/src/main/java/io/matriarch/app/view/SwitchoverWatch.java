package io.matriarch.app.view;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Looks on while Pacemaker moves a role, until it is there or can be given up.
///
/// @param look what the agents say now; empty when this node's own one is silent for a moment
/// @param progress told in a few words what is waited for
record SwitchoverWatch(
    Supplier<Optional<ClusterStatus>> look, Pace pace, Consumer<String> progress) {

  static final Duration MOST = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(100);

  /// How it ended.
  ///
  /// @param fault why the role is not where it was sent, empty when it is
  record Outcome(Timeline timeline, Optional<String> fault) {}

  /// @param begun when Pacemaker was asked, in the pace's nanoseconds
  Outcome watch(SwitchoverPlan plan, long begun) {
    Timeline timeline = Timeline.BEGUN;
    while (true) {
      Optional<ClusterStatus> status = look.get();
      Duration after = Duration.ofNanos(pace.nanos() - begun);
      if (status.isPresent()) {
        timeline = timeline.seen(status.get(), plan, after);
      }
      if (timeline.complete()) {
        return new Outcome(timeline, Optional.empty());
      }
      Optional<String> fault = status.flatMap(s -> elsewhere(s, plan)).or(() -> late(plan, after));
      if (fault.isPresent()) {
        return new Outcome(timeline, fault);
      }
      progress.accept(
          "[%s] waiting for %s"
              .formatted(Units.duration(after.toMillis()), timeline.waitsFor(plan)));
      pace.pause(PAUSE);
    }
  }

  private static Optional<String> elsewhere(ClusterStatus status, SwitchoverPlan plan) {
    return status
        .promoted(plan.resource())
        .filter(node -> !node.equals(plan.from().orElseThrow()))
        .filter(node -> !node.equals(plan.to().orElseThrow()))
        .map(node -> "Pacemaker promoted %s instead: matriarch explain %s".formatted(node, node));
  }

  private static Optional<String> late(SwitchoverPlan plan, Duration after) {
    return after.compareTo(MOST) < 0
        ? Optional.empty()
        : Optional.of(
            "%s is not the primary %s after it was asked for: crm_mon -1f and matriarch status tell"
                    .formatted(plan.to().orElseThrow(), Units.duration(after.toMillis()))
                + " what is in the way");
  }
}

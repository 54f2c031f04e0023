package io.matriarch.app.view;

import java.time.Duration;
import java.util.Optional;

/// When a switchover came how far, since Pacemaker was asked for it.
///
/// @param demoted the old primary takes no more writes
/// @param writable the new one takes them
/// @param promoted Pacemaker has the role there, and moves what goes with it
record Timeline(
    Optional<Duration> demoted, Optional<Duration> writable, Optional<Duration> promoted) {

  static final Timeline BEGUN = new Timeline(Optional.empty(), Optional.empty(), Optional.empty());

  /// What is seen after so long; a moment that was seen before stays as it was.
  Timeline seen(ClusterStatus status, SwitchoverPlan plan, Duration after) {
    String resource = plan.resource();
    String from = plan.from().orElseThrow();
    String to = plan.to().orElseThrow();
    boolean gone = status.of(from, resource).filter(i -> !i.state().equals("primary")).isPresent();
    boolean writes = status.of(to, resource).filter(InstanceStatus::primary).isPresent();
    boolean moved = status.promoted(resource).filter(to::equals).isPresent();
    return new Timeline(
        first(demoted, gone || writes, after),
        first(writable, writes, after),
        first(promoted, writes && moved, after));
  }

  private static Optional<Duration> first(Optional<Duration> before, boolean now, Duration after) {
    return before.isPresent() || !now ? before : Optional.of(after);
  }

  boolean complete() {
    return demoted.isPresent() && writable.isPresent() && promoted.isPresent();
  }

  /// What is waited for now.
  String waitsFor(SwitchoverPlan plan) {
    if (demoted.isEmpty()) {
      return plan.from().orElseThrow() + " to be demoted";
    }
    return plan.to().orElseThrow()
        + (writable.isEmpty() ? " to be promoted" : " to be promoted in Pacemaker's view too");
  }
}

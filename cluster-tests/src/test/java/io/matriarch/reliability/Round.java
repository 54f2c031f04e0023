package io.matriarch.reliability;

import java.util.List;
import java.util.stream.Collectors;

/// One round: some faults, and what became of the clients and of the cluster.
///
/// @param seed plays the round again, as the first one of a run with this seed
/// @param gapMillis the longest time between two acknowledged rows
/// @param announcements what the cluster said of lost data
public record Round(
    int number,
    long seed,
    Mode mode,
    List<Struck> faults,
    Counts counts,
    long gapMillis,
    Healing healing,
    List<String> announcements,
    List<Violation> violations) {

  public Round {
    faults = List.copyOf(faults);
    announcements = List.copyOf(announcements);
    violations = List.copyOf(violations);
  }

  /// How many faults struck.
  public int hits() {
    return Math.toIntExact(faults.stream().filter(Struck::hit).count());
  }

  /// Whether its clients could be judged at all.
  boolean judged() {
    return violations.stream().noneMatch(v -> v.flaw() == Flaw.NOT_JUDGED);
  }

  /// In one line.
  @Override
  public String toString() {
    return "round %d (%s, seed %d): %s; writes were away for %.1f s; %s after %.1f s%s"
        .formatted(
            number,
            mode.word(),
            seed,
            faults.stream().map(Struck::toString).collect(Collectors.joining(", ")),
            gapMillis / 1000.0,
            healing.byItself() ? "healed" : "NOT HEALED",
            healing.millis() / 1000.0,
            violations.isEmpty() ? "" : "; " + violations);
  }
}

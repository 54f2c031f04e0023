package io.matriarch.simulation;

import io.matriarch.agent.loop.Roster;
import io.matriarch.agent.model.ClusterView.Role;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What Pacemaker's scheduler wants done, from what the CIB says.
record Plan(
    List<String> active,
    List<String> demote,
    List<String> stop,
    List<String> start,
    List<String> promote) {

  private static final int MINUS_INFINITY = -1_000_000;
  private static final int STICKINESS = 10;

  /// @param banned where it failed to start lately
  static Plan of(Partition partition, Predicate<String> banned) {
    Cib cib = partition.cib();
    List<String> members = List.copyOf(partition.members());
    List<String> usable =
        members.stream()
            .filter(n -> partition.quorate() && !cib.standby.contains(n))
            .filter(n -> !cib.unclean.contains(n))
            .toList();
    List<String> active = members.stream().filter(cib::active).toList();
    List<String> stop =
        active.stream()
            .filter(
                n ->
                    !usable.contains(n)
                        || cib.restart.contains(n)
                        || (cib.failed.contains(n) && cib.role(n) == Role.UNPROMOTED))
            .toList();
    List<String> start =
        usable.stream()
            .filter(n -> !banned.test(n))
            .filter(n -> cib.role(n) == Role.STOPPED || stop.contains(n))
            .toList();
    List<String> runs =
        usable.stream()
            .filter(n -> start.contains(n) || (cib.active(n) && !stop.contains(n)))
            .toList();
    Optional<String> best = best(cib, runs);
    List<String> demote =
        active.stream()
            .filter(n -> cib.role(n) == Role.PROMOTED)
            .filter(n -> !best.equals(Optional.of(n)) || cib.failed.contains(n) || stop.contains(n))
            .toList();
    List<String> promote =
        best.filter(n -> cib.role(n) != Role.PROMOTED || demote.contains(n)).stream().toList();
    return new Plan(active, demote, stop, start, promote);
  }

  private static Optional<String> best(Cib cib, Collection<String> runs) {
    return runs.stream()
        .filter(n -> score(cib, n) >= 0)
        .max(
            Comparator.<String>comparingInt(n -> score(cib, n))
                .thenComparing(Comparator.reverseOrder()));
  }

  private static int score(Cib cib, String node) {
    int own = cib.scores.getOrDefault(node, -1);
    if (own <= MINUS_INFINITY) {
      return own;
    }
    boolean preferred = cib.preferred.filter(node::equals).isPresent();
    boolean sticky = cib.role(node) == Role.PROMOTED && own >= 0;
    return own + (preferred ? -MINUS_INFINITY : 0) + (sticky ? STICKINESS : 0);
  }

  boolean empty() {
    return demote.isEmpty() && stop.isEmpty() && start.isEmpty() && promote.isEmpty();
  }

  Roster roster() {
    return new Roster(active, start, stop, promote, demote);
  }
}

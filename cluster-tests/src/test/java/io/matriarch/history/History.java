package io.matriarch.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What became of a client's rows, compared row by row with what the primary has.
///
/// @param lost acknowledged, and not there as they were written
/// @param invented refused or never written, and there nevertheless
/// @param unknown neither acknowledged nor refused: they may be there or not
public record History(List<Long> lost, List<Long> invented, int unknown) {

  public History {
    lost = List.copyOf(lost);
    invented = List.copyOf(invented);
  }

  /// Compares a client's attempts with what is there.
  ///
  /// @param kept when the writing of each row began, by its number, as the primary has them
  public static History of(Collection<Write> writes, Map<Long, Long> kept) {
    List<Long> lost = new ArrayList<>();
    Set<Long> possible = new HashSet<>();
    int unknown = 0;
    for (Write write : writes) {
      switch (write.fate()) {
        case ACKNOWLEDGED -> {
          possible.add(write.number());
          if (!Long.valueOf(write.begun()).equals(kept.get(write.number()))) {
            lost.add(write.number());
          }
        }
        case UNKNOWN -> {
          possible.add(write.number());
          unknown++;
        }
        case FAILED -> {}
      }
    }
    List<Long> invented = kept.keySet().stream().filter(n -> !possible.contains(n)).toList();
    return new History(lost, invented.stream().sorted().toList(), unknown);
  }

  /// For how long, at most, one acknowledged row after the other was lost.
  public Duration longestLoss(Collection<Write> writes) {
    Set<Long> gone = Set.copyOf(lost);
    long longest = 0;
    long from = 0;
    boolean losing = false;
    for (Write write : acknowledged(writes)) {
      boolean isLost = gone.contains(write.number());
      if (isLost && !losing) {
        from = write.begun();
      }
      losing = isLost;
      if (isLost) {
        longest = Math.max(longest, write.ended() - from);
      }
    }
    return Duration.ofNanos(longest);
  }

  private static List<Write> acknowledged(Collection<Write> writes) {
    return writes.stream()
        .filter(write -> write.fate() == Fate.ACKNOWLEDGED)
        .sorted(Comparator.comparingLong(Write::ended))
        .toList();
  }
}

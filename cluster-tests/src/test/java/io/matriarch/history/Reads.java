package io.matriarch.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What is wrong with reads, compared with the writes of their time; a sentence each.
public final class Reads {

  private Reads() {}

  /// Reads without a row that had been acknowledged before they began, and that is there in the
  /// end: a lost row is another finding.
  public static List<String> stale(
      Collection<Read> reads, Collection<Write> writes, Collection<Long> lost) {
    NavigableMap<Long, Write> acknowledged = highestByTime(writes, Set.copyOf(lost));
    List<String> stale = new ArrayList<>();
    for (Read read : reads) {
      Optional.ofNullable(acknowledged.lowerEntry(read.begun()))
          .map(Map.Entry::getValue)
          .filter(write -> write.number() > read.highest())
          .ifPresent(write -> stale.add(sentence(read, write)));
    }
    return stale;
  }

  /// The greatest row that had been acknowledged, by the moment from which on it was.
  private static NavigableMap<Long, Write> highestByTime(Collection<Write> writes, Set<Long> lost) {
    NavigableMap<Long, Write> highest = new TreeMap<>();
    long most = 0;
    for (Write write : byEnd(writes)) {
      boolean counts = write.fate() == Fate.ACKNOWLEDGED && !lost.contains(write.number());
      if (counts && write.number() > most) {
        most = write.number();
        highest.put(write.ended(), write);
      }
    }
    return highest;
  }

  private static List<Write> byEnd(Collection<Write> writes) {
    return writes.stream().sorted(Comparator.comparingLong(Write::ended)).toList();
  }

  private static String sentence(Read read, Write write) {
    return "%s answered row %d %d ms after row %d had been acknowledged"
        .formatted(
            read.server(),
            read.highest(),
            Duration.ofNanos(read.begun() - write.ended()).toMillis(),
            write.number());
  }

  /// Reads of a row that nobody had begun to write.
  public static List<String> invented(Collection<Read> reads, Collection<Write> writes) {
    Map<Long, Long> begun = new TreeMap<>();
    writes.forEach(write -> begun.put(write.number(), write.begun()));
    List<String> invented = new ArrayList<>();
    for (Read read : reads) {
      if (read.highest() > 0 && begun.getOrDefault(read.highest(), Long.MAX_VALUE) > read.ended()) {
        invented.add(
            "%s answered row %d, which nobody had written"
                .formatted(read.server(), read.highest()));
      }
    }
    return invented;
  }

  /// Reads of a state in which the accounts do not hold together what they must.
  public static List<String> wrongSums(Collection<Read> reads, Bank bank) {
    Set<Long> told = new HashSet<>();
    List<String> wrong = new ArrayList<>();
    for (Read read : reads) {
      if (read.highest() >= 0 && read.sum() != bank.total() && told.add(read.sum())) {
        wrong.add(
            "%s answered that all accounts hold %d, not %d"
                .formatted(read.server(), read.sum(), bank.total()));
      }
    }
    return wrong;
  }
}

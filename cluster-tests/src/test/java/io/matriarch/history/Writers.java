package io.matriarch.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Finds servers that acknowledged transfers at one time.
public final class Writers {

  /// From when on, and until when at least, a server took writes: it never becomes a primary twice
  /// in one run.
  private record Reign(String server, long from, long until) {

    Reign with(Transfer transfer) {
      return new Reign(server, Math.min(from, transfer.ended()), Math.max(until, transfer.begun()));
    }

    boolean overlaps(Reign other) {
      return Math.max(from, other.from) < Math.min(until, other.until);
    }
  }

  private Writers() {}

  /// Each pair of them, in a sentence.
  public static List<String> atOnce(Collection<Transfer> transfers) {
    List<Reign> reigns = reigns(transfers);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < reigns.size(); i++) {
      for (Reign other : reigns.subList(i + 1, reigns.size())) {
        Reign one = reigns.get(i);
        if (one.overlaps(other)) {
          found.add(
              "the servers started %s and %s acknowledged transfers at one time"
                  .formatted(one.server(), other.server()));
        }
      }
    }
    return found;
  }

  private static List<Reign> reigns(Collection<Transfer> transfers) {
    Map<String, Reign> reigns = new TreeMap<>();
    for (Transfer transfer : transfers) {
      if (transfer.fate() == Fate.ACKNOWLEDGED) {
        Reign none = new Reign(transfer.server(), transfer.ended(), transfer.begun());
        reigns.put(transfer.server(), reigns.getOrDefault(transfer.server(), none).with(transfer));
      }
    }
    return List.copyOf(reigns.values());
  }
}

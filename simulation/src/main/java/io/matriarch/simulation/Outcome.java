package io.matriarch.simulation;

import java.util.List;

/// How one history ended.
///
/// @param broken each law that was broken, nothing where all is well
/// @param ending a word for how it ended
/// @param events how many events there were
/// @param seconds how long it took in virtual time
public record Outcome(
    long seed,
    List<String> broken,
    Ending ending,
    int promotions,
    int acknowledged,
    int lost,
    long events,
    long seconds,
    List<String> journal) {

  /// What the cluster was once everything was mended and the time was over.
  public enum Ending {
    /// One primary, and all others stream.
    WELL,
    /// A primary, and somebody who cannot follow.
    PRIMARY,
    /// No primary, and everybody says why.
    REFUSED,
    /// A law was broken.
    BROKEN
  }

  public Outcome {
    broken = List.copyOf(broken);
    journal = List.copyOf(journal);
  }
}

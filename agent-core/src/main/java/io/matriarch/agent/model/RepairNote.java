package io.matriarch.agent.model;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What is kept on disk of a repair, outside of the data directory: as long as it says that the
/// directory is not whole, nothing starts PostgreSQL in it.
///
/// @param tries how many tries of this method have failed
/// @param primary the last promotion: who is followed, and whom the data is taken from
/// @param reason why it is repaired, or why it failed
public record RepairNote(
    Policy.Rejoin.Method method, Phase phase, int tries, PromotionRecord primary, String reason) {

  /// The reason is one line, whatever it was made of.
  public RepairNote {
    reason = reason.replaceAll("[\\r\\n]", " ");
    if (tries < 0) {
      throw new IllegalArgumentException("tries=" + tries + " is negative");
    }
  }

  /// What may have been done so far. Each is noted before its work begins.
  public enum Phase {
    /// The server is being stopped for pg_rewind; the directory is whole.
    PLANNED(true, true),
    /// pg_rewind is at work: the directory may be anything.
    REWINDING(false, false),
    /// A program ended in the middle; pg_control is put aside.
    DAMAGED(false, false),
    /// pg_rewind is through; this node's own files are being put back.
    REWOUND(false, false),
    /// A base backup is being made beside a directory that is whole.
    COPYING(true, true),
    /// A base backup is being made beside a directory that is not whole.
    REPLACING(false, false),
    /// The base backup is complete and takes the directory's place.
    SWAPPING(false, false),
    /// The directory is whole again; it is repaired once it streams.
    STARTED(true, true),
    /// Given up; the directory is whole.
    FAILED(true, true),
    /// Given up; the directory is not whole.
    FAILED_DAMAGED(false, false);

    private final boolean whole;
    private final boolean startable;

    Phase(boolean whole, boolean startable) {
      this.whole = whole;
      this.startable = startable;
    }

    /// Whether the directory can be started without harm.
    public boolean whole() {
      return whole;
    }

    /// Whether somebody else may start the server while this is noted.
    public boolean startable() {
      return startable;
    }

    public boolean failed() {
      return this == FAILED || this == FAILED_DAMAGED;
    }
  }

  /// What a directory is known to lack that is to be rewound, or that pg_rewind has left
  /// unfinished: it went another way than that promotion. One that is being replaced by a base
  /// backup may hold all.
  public Optional<Refusal> lacks() {
    boolean known =
        switch (phase) {
          case PLANNED, REWINDING, DAMAGED, REPLACING -> true;
          case FAILED_DAMAGED -> method == Policy.Rejoin.Method.REWIND;
          case REWOUND, COPYING, SWAPPING, STARTED, FAILED -> false;
        };
    return known ? Optional.of(new Refusal(primary.node(), primary.begunAt())) : Optional.empty();
  }

  public RepairNote in(Phase next) {
    return new RepairNote(method, next, tries, primary, reason);
  }

  /// The same with all tries before it, as after a person's remedy; a method that was given up is
  /// begun again.
  public RepairNote afresh() {
    Phase again =
        phase == Phase.FAILED_DAMAGED
            ? method == Policy.Rejoin.Method.REBUILD ? Phase.REPLACING : Phase.DAMAGED
            : phase;
    return new RepairNote(method, again, 0, primary, reason);
  }

  /// The same after pg_rewind was ended in the middle: one try is spent.
  public RepairNote interrupted() {
    return new RepairNote(method, Phase.DAMAGED, tries + 1, primary, reason);
  }

  public RepairNote following(PromotionRecord other) {
    return new RepairNote(method, phase, tries, other, reason);
  }

  /// The form on disk, made to be read by a person.
  @Override
  public String toString() {
    return "method=%s\nphase=%s\ntries=%d\nprimary=%s\nreason=%s\n"
        .formatted(method, phase, tries, primary, reason);
  }

  /// Parses what [#toString] gives; throws [IllegalArgumentException] naming what is wrong.
  public static RepairNote parse(String text) {
    Map<String, String> fields = new TreeMap<>();
    text.lines()
        .filter(line -> line.indexOf('=') > 0)
        .forEach(
            line ->
                fields.put(
                    line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
    try {
      return new RepairNote(
          Policy.Rejoin.Method.valueOf(fields.getOrDefault("method", "")),
          Phase.valueOf(fields.getOrDefault("phase", "")),
          Integer.parseInt(fields.getOrDefault("tries", "")),
          PromotionRecord.parse(fields.getOrDefault("primary", "")),
          fields.getOrDefault("reason", ""));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a note of a repair: " + e.getMessage(), e);
    }
  }
}

package io.matriarch.agent.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The timelines that led to an instance's own one, each with the location at which it was left.
///
/// @param timeline the instance's own timeline
/// @param ancestors oldest first, as in PostgreSQL's `.history` files
public record TimelineHistory(int timeline, List<Ancestor> ancestors) {

  /// A timeline that was left at `switchedAt`.
  public record Ancestor(int timeline, Lsn switchedAt) {}

  public TimelineHistory {
    ancestors = List.copyOf(ancestors);
  }

  /// The history of an instance that never was promoted, or whose history file is not at hand.
  public static TimelineHistory of(int timeline) {
    return new TimelineHistory(timeline, List.of());
  }

  /// Parses the text of a `.history` file: `timeline <tab> location <tab> reason` on each line;
  /// throws [IllegalArgumentException] naming a line that is none.
  public static TimelineHistory parse(int timeline, String text) {
    List<Ancestor> ancestors = new ArrayList<>();
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      ancestors.add(ancestor(line));
    }
    return new TimelineHistory(timeline, ancestors);
  }

  private static Ancestor ancestor(String line) {
    List<String> fields = List.of(line.split("\\s+", 3));
    try {
      if (fields.size() > 1) {
        return new Ancestor(timelineNumber(fields.get(0)), Lsn.parse(fields.get(1)));
      }
    } catch (IllegalArgumentException _) {
      // Said below, with the whole line.
    }
    throw new IllegalArgumentException("not a line of a timeline history: '" + line + "'");
  }

  private static int timelineNumber(String text) {
    int number = Integer.parseInt(text);
    if (number < 1) {
      throw new NumberFormatException("timelines begin at 1");
    }
    return number;
  }

  /// Where that timeline began in this lineage; empty when it is neither this one nor an ancestor.
  /// Two servers can begin timelines of one number, but only at different positions.
  public Optional<Lsn> beginningOf(int other) {
    Lsn begunAt = Lsn.ZERO;
    for (Ancestor ancestor : ancestors) {
      if (ancestor.timeline() == other) {
        return Optional.of(begunAt);
      }
      begunAt = ancestor.switchedAt();
    }
    return other == timeline ? Optional.of(begunAt) : Optional.empty();
  }

  /// Where that ancestor was left for the next one; empty for any other timeline, and for this one.
  public Optional<Lsn> leftAt(int other) {
    return ancestors.stream()
        .filter(a -> a.timeline() == other)
        .map(Ancestor::switchedAt)
        .findFirst();
  }

  /// Whether the timeline is this one or one of its ancestors.
  public boolean knows(int other) {
    return other == timeline || ancestors.stream().anyMatch(a -> a.timeline() == other);
  }

  /// The timeline of this lineage on which that location is.
  public int timelineAt(Lsn lsn) {
    return ancestors.stream()
        .filter(a -> !lsn.isAtLeast(a.switchedAt()))
        .map(Ancestor::timeline)
        .findFirst()
        .orElse(timeline);
  }

  /// Whether that position is a place in this lineage, as far as its end is not asked for.
  public boolean contains(WalPosition position) {
    return knows(position.timeline())
        && leftAt(position.timeline()).map(end -> end.isAtLeast(position.lsn())).orElse(true);
  }
}

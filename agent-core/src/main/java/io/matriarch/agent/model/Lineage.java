package io.matriarch.agent.model;

/// What an instance holds, with the timelines that led there: enough to tell what it contains.
public record Lineage(WalPosition position, TimelineHistory history) {

  public Lineage {
    if (position.timeline() != history.timeline()) {
      throw new IllegalArgumentException(
          "the history of timeline %d does not belong to %s"
              .formatted(history.timeline(), position));
    }
  }

  /// Whether all WAL of that timeline up to that location is contained.
  public boolean reaches(WalPosition wanted) {
    if (wanted.timeline() == position.timeline()) {
      return position.lsn().isAtLeast(wanted.lsn());
    }
    return history.leftAt(wanted.timeline()).filter(l -> l.isAtLeast(wanted.lsn())).isPresent();
  }

  /// Whether the recorded promotion is part of it. Two servers can begin timelines of one number,
  /// but only at different locations.
  public boolean contains(PromotionRecord record) {
    return reaches(record.begunAt()) && descendsFrom(record);
  }

  /// Whether its history begins the recorded timeline where the record says, however much of it is
  /// held.
  public boolean descendsFrom(PromotionRecord record) {
    return history
        .beginningOf(record.begunAt().timeline())
        .filter(record.begunAt().lsn()::equals)
        .isPresent();
  }
}

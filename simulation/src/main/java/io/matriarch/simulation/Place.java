package io.matriarch.simulation;

import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.TimelineHistory;
import io.matriarch.agent.model.WalPosition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// A place in the WAL of one lineage, and with it all that led there.
record Place(Timeline timeline, long lsn) {

  Place plus(long bytes) {
    return new Place(timeline, lsn + bytes);
  }

  /// Whether the other place is this one or before it in the same lineage.
  boolean contains(Place other) {
    long limit = lsn;
    Timeline at = timeline;
    while (!at.equals(other.timeline)) {
      limit = Math.min(limit, at.begunAt());
      Optional<Timeline> parent = at.parent();
      if (parent.isEmpty()) {
        return false;
      }
      at = parent.get();
    }
    return other.lsn <= limit;
  }

  /// The place in this lineage that is not past that location.
  Place upTo(long location) {
    Timeline at = timeline;
    long limit = Math.min(lsn, location);
    while (at.parent().isPresent() && limit <= at.begunAt()) {
      at = at.parent().get();
    }
    return new Place(at, limit);
  }

  TimelineHistory history() {
    Deque<TimelineHistory.Ancestor> ancestors = new ArrayDeque<>();
    Timeline at = timeline;
    while (at.parent().isPresent()) {
      ancestors.addFirst(
          new TimelineHistory.Ancestor(at.parent().get().number(), new Lsn(at.begunAt())));
      at = at.parent().get();
    }
    return new TimelineHistory(timeline.number(), List.copyOf(ancestors));
  }

  WalPosition position() {
    return new WalPosition(timeline.number(), new Lsn(lsn));
  }

  @Override
  public String toString() {
    return position() + "@" + timeline.writer();
  }
}

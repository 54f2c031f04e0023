package io.matriarch.simulation;

import io.matriarch.agent.model.ControlData;
import io.matriarch.agent.model.ControlData.ClusterState;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.RepairNote;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a machine keeps when it loses its power: the data directory, and the agent's note beside
/// it.
final class Disk {

  static final String SYSTEM = "7301";

  /// What the data directory can be used for.
  enum Condition {
    WHOLE,
    /// pg_rewind was at work on it, and nobody knows how far it came.
    TORN,
    /// pg_rewind is through; the node's own files are not back yet.
    REWOUND
  }

  Place wal;
  long replayed;
  Place checkpoint;
  ClusterState state;
  boolean standbySignal;
  String synchronousNames = "";
  final SortedSet<Integer> historyFiles = new TreeSet<>();
  Condition condition = Condition.WHOLE;
  boolean controlAside;
  Optional<RepairNote> note = Optional.empty();
  Optional<Place> copy = Optional.empty();

  Disk(Place wal, ClusterState state) {
    this.wal = wal;
    this.replayed = wal.lsn();
    this.checkpoint = wal;
    this.state = state;
    this.standbySignal = state == ClusterState.SHUT_DOWN_IN_RECOVERY;
    this.historyFiles.add(wal.timeline().number());
  }

  boolean cleanlyShutDown() {
    return state == ClusterState.SHUT_DOWN || state == ClusterState.SHUT_DOWN_IN_RECOVERY;
  }

  /// As pg_controldata prints it, with where its checkpoint's record begins.
  ControlData control() {
    boolean recovering =
        state == ClusterState.IN_ARCHIVE_RECOVERY || state == ClusterState.SHUT_DOWN_IN_RECOVERY;
    Place reached = wal.upTo(replayed);
    Lsn begun = new Lsn(checkpoint.lsn() - Server.RECORD);
    return new ControlData(
        state,
        SYSTEM,
        begun,
        begun,
        checkpoint.timeline().number(),
        recovering ? new Lsn(reached.lsn()) : Lsn.ZERO,
        recovering ? reached.timeline().number() : 0,
        "replica");
  }

  /// The number of the timeline that a promotion would begin, as PostgreSQL picks it.
  int nextTimeline() {
    int next = wal.timeline().number() + 1;
    while (historyFiles.contains(next)) {
      next++;
    }
    return next;
  }

  /// Becomes what the other one is, as far as the WAL goes.
  void take(Place place, SortedSet<Integer> histories) {
    wal = place;
    replayed = place.lsn();
    checkpoint = place;
    historyFiles.addAll(histories);
  }
}

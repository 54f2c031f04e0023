package io.matriarch.agent.model;

/// What `pg_controldata` says of a data directory.
///
/// @param checkpoint start of the latest checkpoint record
/// @param timeline timeline of the latest checkpoint
/// @param minRecoveryEnd minimum recovery ending location, [Lsn#ZERO] outside of archive recovery
/// @param minRecoveryTimeline timeline of the former, 0 when unset
public record ControlData(
    ClusterState state,
    String systemIdentifier,
    Lsn checkpoint,
    Lsn redo,
    int timeline,
    Lsn minRecoveryEnd,
    int minRecoveryTimeline,
    String walLevel) {

  /// PostgreSQL's `Database cluster state`.
  public enum ClusterState {
    STARTING_UP("starting up"),
    SHUT_DOWN("shut down"),
    SHUT_DOWN_IN_RECOVERY("shut down in recovery"),
    SHUTTING_DOWN("shutting down"),
    IN_CRASH_RECOVERY("in crash recovery"),
    IN_ARCHIVE_RECOVERY("in archive recovery"),
    IN_PRODUCTION("in production");

    private final String text;

    ClusterState(String text) {
      this.text = text;
    }

    /// The words that pg_controldata prints.
    public String text() {
      return text;
    }
  }

  public boolean cleanlyShutDown() {
    return state == ClusterState.SHUT_DOWN || state == ClusterState.SHUT_DOWN_IN_RECOVERY;
  }
}

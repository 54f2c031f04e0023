package io.matriarch.agent.model;

import java.time.Duration;

/// One row of the primary's `pg_stat_replication`: a standby (or a backup tool) that is connected.
///
/// @param standby its `application_name`
/// @param state `startup`, `catchup`, `streaming`, `backup` or `stopping`
/// @param syncState `async`, `potential`, `sync` or `quorum`
/// @param sent the LSNs are [Lsn#ZERO] when PostgreSQL has none yet
public record StandbyLink(
    String standby,
    String address,
    String state,
    String syncState,
    Lsn sent,
    Lsn written,
    Lsn flushed,
    Lsn replayed,
    Duration writeLag,
    Duration flushLag,
    Duration replayLag) {

  public boolean streaming() {
    return state.equals("streaming");
  }

  /// Whether a commit may wait for this standby: it is in `synchronous_standby_names` and chosen.
  public boolean synchronous() {
    return syncState.equals("sync") || syncState.equals("quorum");
  }
}

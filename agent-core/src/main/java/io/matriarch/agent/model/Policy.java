package io.matriarch.agent.model;

import java.time.Duration;

/// The parameters of a resource that change decisions and can change while the server runs.
///
/// @param maxlagBytes 0 means no limit
/// @param coldStartWait how long missing nodes are waited for before the reason is told aloud
/// @param diskLowBytes free space in bytes below which an instance is degraded
public record Policy(
    long maxlagBytes,
    CrashPolicy crashPolicy,
    Duration recoveryWait,
    Duration electionWait,
    Duration hangTimeout,
    Duration coldStartWait,
    Rejoin rejoin,
    Slots slots,
    Synchronous synchronous,
    long diskLowBytes) {

  /// How far the agent goes to make a standby of an instance that cannot follow.
  ///
  /// @param user role that pg_rewind and pg_basebackup log in as, empty for the one in
  ///   `primary_conninfo`
  /// @param upstreamManaged whether the agent keeps `primary_conninfo` pointing at the primary
  public record Rejoin(Method method, String user, int tries, boolean upstreamManaged) {

    /// Each includes those before it.
    public enum Method {
      FOLLOW,
      REWIND,
      REBUILD
    }
  }

  /// The physical replication slots of the cluster's members.
  ///
  /// @param walBytesMax WAL in bytes that one of them may hold back
  public record Slots(boolean managed, long walBytesMax) {}

  /// Who keeps `synchronous_standby_names`, and how.
  ///
  /// @param priority `FIRST count (…)` rather than `ANY count (…)`
  /// @param count how many standbys a commit waits for
  /// @param patience how long a lost standby is waited for before the rest goes on without it
  public record Synchronous(Mode mode, boolean priority, int count, Duration patience) {

    /// Off leaves the setting to the administrator.
    public enum Mode {
      OFF,
      PREFER,
      STRICT
    }
  }
}

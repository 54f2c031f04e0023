package io.matriarch.agent.model;

import java.util.Optional;

/// What the agent does, or last did, to make a working standby of an instance that cannot follow,
/// and what it found out about its upstream.
///
/// @param progress what is under way or has failed
/// @param upstream why the upstream cannot be followed, as far as asking it has shown
public record Repair(Progress progress, Optional<Upstream> upstream) {

  public static final Repair NONE = new Repair(new Progress.Idle(), Optional.empty());

  /// How far a repair has come.
  public sealed interface Progress {

    record Idle() implements Progress {}

    /// A method is being carried out, or waits for its turn after a failure.
    ///
    /// @param step a few words, such as `pg_rewind 42 %`
    record Running(Policy.Rejoin.Method method, String step, BootTime since) implements Progress {}

    /// All tries were used up; the data directory is not started again before it is repaired.
    ///
    /// @param startable whether the data directory is whole and may be started as it is
    record Failed(String reason, int tries, boolean startable) implements Progress {}
  }

  /// What asking the upstream has shown.
  ///
  /// @param sentence with SQLSTATE where there is one; never a secret
  public record Upstream(Kind kind, String sentence, BootTime at) {

    /// Each calls for another remedy.
    public enum Kind {
      FOLLOWABLE,
      UNREACHABLE,
      REFUSED,
      SLOT_MISSING,
      WAL_MISSING,
      DIVERGED,
      OTHER_SYSTEM,
      NOT_A_PRIMARY
    }
  }
}

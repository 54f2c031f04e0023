package io.matriarch.agent.model;

import java.util.Optional;

/// What the agent does, or last did, to make a working standby of an instance that cannot follow,
/// and what it found out about its upstream.
///
/// @param progress what is under way or has failed
/// @param upstream why the upstream cannot be followed, as far as asking it has shown
/// @param lacks what a data directory that is not whole is known to lack
public record Repair(Progress progress, Optional<Upstream> upstream, Optional<Refusal> lacks) {

  public static final Repair NONE = new Repair(new Progress.Idle(), Optional.empty());

  /// A repair of a data directory of which nothing is known to be lacking.
  public Repair(Progress progress, Optional<Upstream> upstream) {
    this(progress, upstream, Optional.empty());
  }

  /// How far a repair has come.
  public sealed interface Progress {

    record Idle() implements Progress {}

    /// A method is being carried out, or waits for its turn after a failure.
    ///
    /// @param step a few words, such as `pg_rewind 42 %`
    record Running(Policy.Rejoin.Method method, String step, BootTime since) implements Progress {}

    /// Begun and not finished, and nobody is at it: the agent was restarted, or Pacemaker stopped
    /// the instance.
    ///
    /// @param startable whether the data directory is whole and may be started as it is
    record Pending(Policy.Rejoin.Method method, String step, boolean startable)
        implements Progress {}

    /// All tries were used up; the data directory is not started again before it is repaired.
    ///
    /// @param startable whether the data directory is whole and may be started as it is
    record Failed(String reason, int tries, boolean startable) implements Progress {}

    /// Whether PostgreSQL must not be started in the data directory as it is.
    default boolean blocksStart() {
      return switch (this) {
        case Idle _, Running _ -> false;
        case Pending pending -> !pending.startable();
        case Failed failed -> !failed.startable();
      };
    }
  }

  /// What asking the upstream has shown.
  ///
  /// @param sentence with SQLSTATE where there is one; never a secret
  /// @param own the lineage of this node's data directory, as far as it could be read
  /// @param since since when each question from the same position was answered with this kind
  public record Upstream(
      Kind kind, String sentence, Optional<TimelineHistory> own, BootTime since, BootTime at) {

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

  public Repair withUpstream(Upstream answer) {
    return new Repair(progress, Optional.of(answer), lacks);
  }

  public Repair withProgress(Progress now) {
    return new Repair(now, upstream, lacks);
  }

  public Repair withLacks(Optional<Refusal> known) {
    return new Repair(progress, upstream, known);
  }
}

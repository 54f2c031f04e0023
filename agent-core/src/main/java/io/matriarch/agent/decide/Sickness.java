package io.matriarch.agent.decide;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Health;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.ServerState.Unreachable;
import io.matriarch.agent.model.Snapshot;
import java.time.Duration;
import java.util.Optional;

/// Questions about a server's well-being that rules and operations ask.
public final class Sickness {

  static final long MIB = 1L << 20;

  /// Two WAL segments: with less, the next one may not be created, and PostgreSQL panics.
  static final long FULL = 32 * MIB;

  /// What a server that waits for room is started with again: more than what stopped it, so that it
  /// does not come and go with each segment.
  static final long ROOM = 2 * FULL;

  private Sickness() {}

  /// Whether waiting in order for the server has no prospect: it has been silent, or accepted
  /// nobody, or its storage has been frozen, for longer than `hang_timeout`.
  public static boolean hung(Snapshot snapshot) {
    boolean silent =
        snapshot.server() instanceof Fact.Known<ServerState>(Unreachable(_, _, var accepting, _), _)
            && !accepting
            && overdue(snapshot, lasted(snapshot, snapshot.memory().silentSince()));
    return silent
        || overdue(snapshot, refusingFor(snapshot))
        || overdue(snapshot, frozenFor(snapshot));
  }

  /// Where there is not enough room for the server to be started, if that is so.
  public static Optional<Health.Disk> full(Snapshot snapshot) {
    return below(snapshot, FULL);
  }

  /// Where there is not yet enough room again for a server that waits for it.
  static Optional<Health.Disk> cramped(Snapshot snapshot) {
    return below(snapshot, ROOM);
  }

  static Optional<Health.Disk> low(Snapshot snapshot) {
    return below(snapshot, snapshot.instance().policy().diskLowBytes());
  }

  private static Optional<Health.Disk> below(Snapshot snapshot, long bytes) {
    return snapshot.health().disk().filter(disk -> disk.freeBytes() < bytes);
  }

  static Duration refusingFor(Snapshot snapshot) {
    return lasted(snapshot, snapshot.health().refusing());
  }

  static Duration frozenFor(Snapshot snapshot) {
    return lasted(snapshot, snapshot.health().storageStuck());
  }

  /// For how long something has been watched to last: what this agent slept through accuses nobody.
  static Duration lasted(Snapshot snapshot, Optional<BootTime> since) {
    return since
        .map(begin -> snapshot.health().resumed().filter(r -> r.compareTo(begin) > 0).orElse(begin))
        .map(snapshot.now()::since)
        .orElse(Duration.ZERO);
  }

  static boolean overdue(Snapshot snapshot, Duration lasted) {
    return lasted.compareTo(hangTimeout(snapshot)) > 0;
  }

  /// From half of `hang_timeout` on it is worth a word: a busy disk holds an fsync up for seconds.
  static boolean noticeable(Snapshot snapshot, Duration lasted) {
    return lasted.multipliedBy(2).compareTo(hangTimeout(snapshot)) > 0;
  }

  static Duration hangTimeout(Snapshot snapshot) {
    return snapshot.instance().policy().hangTimeout();
  }
}

package io.matriarch.agent.model;

import java.time.Duration;
import java.util.List;

/// What the PostgreSQL instance of this node is.
public sealed interface ServerState {

  /// Its name for a sentence, with the cause where there is one.
  default String described() {
    return switch (this) {
      case Absent(var reason) -> "absent: " + reason;
      case Stopped _ -> "stopped";
      case Crashed _ -> "crashed";
      case Starting(var _, var _, var phase) -> "not accepting connections: " + phase;
      case Unreachable(var _, var _, var _, var cause) -> "unreachable: " + cause;
      case Primary _ -> "primary";
      case Standby _ -> "standby";
    };
  }

  /// There is no initialised data directory; `reason` names what is missing.
  record Absent(String reason) implements ServerState {}

  /// No process, and a data directory that was shut down in order (or never started).
  record Stopped(ControlData control) implements ServerState {}

  /// No postmaster, and a data directory that says the server was running.
  ///
  /// @param standbySignal whether `standby.signal` is there: it would start as a standby
  /// @param orphans processes of the instance that outlived their postmaster
  record Crashed(ControlData control, boolean standbySignal, int orphans) implements ServerState {}

  /// The postmaster lives and accepts nobody yet: recovery, or on its way down.
  ///
  /// @param phase what PostgreSQL says of itself, such as `the database system is starting up`
  record Starting(ControlData control, boolean standbySignal, String phase)
      implements ServerState {}

  /// The postmaster lives, and this agent cannot log in.
  ///
  /// @param accepting whether the server answered, refusing: `false` is silence
  /// @param cause the refusal with its SQLSTATE, or what was waited for
  record Unreachable(ControlData control, boolean standbySignal, boolean accepting, String cause)
      implements ServerState {}

  /// Read-write.
  record Primary(
      ServerSettings settings,
      WalPosition written,
      Lsn flushed,
      List<StandbyLink> standbys,
      List<ReplicationSlot> slots)
      implements ServerState {

    public Primary {
      standbys = List.copyOf(standbys);
      slots = List.copyOf(slots);
    }
  }

  /// In recovery and accepting read-only connections.
  ///
  /// @param held the timeline really replayed or received, and max(received, replayed) on it
  /// @param receiver present while a WAL receiver runs (none or one)
  /// @param replayAge time since the last replayed transaction was committed
  record Standby(
      ServerSettings settings,
      WalPosition held,
      Lsn received,
      Lsn replayed,
      boolean replayPaused,
      Duration replayAge,
      List<WalReceiver> receiver,
      List<StandbyLink> standbys,
      List<ReplicationSlot> slots)
      implements ServerState {

    public Standby {
      receiver = List.copyOf(receiver);
      standbys = List.copyOf(standbys);
      slots = List.copyOf(slots);
    }

    public boolean streaming() {
      return receiver.stream().anyMatch(WalReceiver::streaming);
    }

    /// Bytes that the upstream is known to have and this standby has not received.
    public long lagBytes() {
      return receiver.stream()
          .mapToLong(r -> r.latestEnd().bytesPast(Lsn.max(r.written(), received)))
          .max()
          .orElse(0);
    }
  }
}

package io.matriarch.agent.model;

import java.util.List;
import java.util.Optional;

/// What earlier snapshots left behind: all that a decision needs and one look cannot show.
///
/// @param operation the resource operation that is running on the instance now
/// @param primarySince since when the server has been seen as primary without a break
/// @param apartSince since when a standby has not been streaming
/// @param startingSince since when the postmaster has lived without accepting connections
/// @param silentSince since when a living postmaster has not answered at all
/// @param downSince since when there has been no postmaster
/// @param synchronousAtLast the synchronous standbys that streamed when the primary was last seen
/// @param lastScore the score that was last decided
/// @param startedFrom the state of the data directory before the last start
/// @param gaveUp whether this node left the primary role to another one at its crash
/// @param comeback whether the crashed instance is to be brought back as a standby by the agent
/// @param lostTo the position that another node held when this node lost an election
public record Memory(
    Operation operation,
    Optional<BootTime> primarySince,
    Optional<BootTime> apartSince,
    Optional<BootTime> startingSince,
    Optional<BootTime> silentSince,
    Optional<BootTime> downSince,
    List<String> synchronousAtLast,
    Optional<Integer> lastScore,
    Optional<ControlData.ClusterState> startedFrom,
    boolean gaveUp,
    boolean comeback,
    Optional<Loss> lostTo) {

  /// A resource operation that changes the instance.
  public enum Operation {
    NONE,
    START,
    STOP,
    PROMOTE,
    DEMOTE
  }

  /// An election that was lost: to whom, and what that node held.
  public record Loss(String node, WalPosition held) {}

  /// What an agent remembers when it begins.
  public static final Memory EMPTY =
      new Memory(
          Operation.NONE,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          false,
          false,
          Optional.empty());

  public Memory {
    synchronousAtLast = List.copyOf(synchronousAtLast);
  }

  public Memory withOperation(Operation running) {
    return new Memory(
        running,
        primarySince,
        apartSince,
        startingSince,
        silentSince,
        downSince,
        synchronousAtLast,
        lastScore,
        startedFrom,
        gaveUp,
        comeback,
        lostTo);
  }

  public Memory withStartedFrom(ControlData.ClusterState state) {
    return new Memory(
        operation,
        primarySince,
        apartSince,
        startingSince,
        silentSince,
        downSince,
        synchronousAtLast,
        lastScore,
        Optional.of(state),
        gaveUp,
        comeback,
        lostTo);
  }

  public Memory withComeback(boolean owed) {
    return new Memory(
        operation,
        primarySince,
        apartSince,
        startingSince,
        silentSince,
        downSince,
        synchronousAtLast,
        lastScore,
        startedFrom,
        gaveUp,
        owed,
        lostTo);
  }

  public Memory withLoss(Loss loss) {
    return new Memory(
        operation,
        primarySince,
        apartSince,
        startingSince,
        silentSince,
        downSince,
        synchronousAtLast,
        lastScore,
        startedFrom,
        gaveUp,
        comeback,
        Optional.of(loss));
  }

  /// The memory after a decision: its score, and whether it gave the primary role up.
  public Memory withDecision(Optional<Integer> score, boolean givesUp) {
    return new Memory(
        operation,
        primarySince,
        apartSince,
        startingSince,
        silentSince,
        downSince,
        synchronousAtLast,
        score,
        startedFrom,
        gaveUp || givesUp,
        comeback,
        lostTo);
  }
}

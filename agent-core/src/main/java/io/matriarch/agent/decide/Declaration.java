package io.matriarch.agent.decide;

import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.ControlData;
import io.matriarch.agent.model.ControlData.ClusterState;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.ServerState.Primary;
import io.matriarch.agent.model.ServerState.Standby;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.SynchronousSet;
import io.matriarch.agent.model.WalPosition;
import java.util.Collection;
import java.util.Optional;

/// What an instance says of itself before another one is promoted.
public final class Declaration {

  private Declaration() {}

  /// What is said now.
  ///
  /// @param active the nodes whose instances take part
  public static PeerPosition of(Snapshot snapshot, Collection<String> active) {
    if (snapshot.memory().gaveUp() && !isNeeded(snapshot, active)) {
      return new PeerPosition.Abstains("gave its claim up when it crashed");
    }
    return switch (snapshot.server()) {
      case Fact.Unknown<ServerState>(var reason) -> new PeerPosition.Silent(reason);
      case Fact.Known<ServerState>(Standby standby, var _) when isReplayingItsOwn(standby) ->
          untold(snapshot, "it still replays the WAL that it had when it started");
      case Fact.Known<ServerState>(Standby standby, var _) -> standby(snapshot, standby);
      case Fact.Known<ServerState>(Primary primary, var _) ->
          new PeerPosition.Holds(primary.settings().systemIdentifier(), primary.written());
      case Fact.Known<ServerState>(var state, var _) ->
          untold(snapshot, "it is " + state.described());
    };
  }

  /// Whether the position of a running server is all that it holds. A standby asks its upstream
  /// only once it has replayed what lies in its own `pg_wal`, and only then has a received
  /// location.
  public static boolean isTold(ServerState state) {
    return switch (state) {
      case Standby standby -> !isReplayingItsOwn(standby);
      case Primary _ -> true;
      case ServerState.Absent _,
          ServerState.Stopped _,
          ServerState.Crashed _,
          ServerState.Starting _,
          ServerState.Unreachable _ ->
          false;
    };
  }

  private static boolean isReplayingItsOwn(Standby standby) {
    boolean hasUpstream = !standby.settings().applicationName().isEmpty();
    return hasUpstream && standby.received().equals(Lsn.ZERO);
  }

  private static PeerPosition standby(Snapshot snapshot, Standby standby) {
    return outside(snapshot).orElseGet(() -> holds(snapshot, standby));
  }

  /// Data that certainly went another way than the recorded lineage must not hold the others up.
  private static Optional<PeerPosition> outside(Snapshot snapshot) {
    return snapshot
        .lineage()
        .flatMap(
            lineage ->
                Refusals.recorded(snapshot)
                    .filter(r -> !lineage.contains(r))
                    .map(
                        r ->
                            new PeerPosition.Outside(
                                lineage.position(), "lacks the promotion to " + r.begunAt())));
  }

  /// A promotion is recorded before it is answered, so a later timeline that nobody recorded had no
  /// clients of the cluster: what is on it counts for less than what it lacks of the recorded one.
  private static PeerPosition holds(Snapshot snapshot, Standby standby) {
    String system = standby.settings().systemIdentifier();
    return left(snapshot)
        .map(at -> new PeerPosition.Holds(system, at, Optional.of(standby.held())))
        .orElseGet(() -> new PeerPosition.Holds(system, standby.held()));
  }

  private static Optional<WalPosition> left(Snapshot snapshot) {
    Optional<WalPosition> noted =
        Refusals.standing(snapshot).filter(r -> r.kind() == Refusal.Kind.LEFT).map(Refusal::held);
    return noted.or(() -> Refusals.leftRecorded(snapshot).map(Refusal::held));
  }

  /// Only an agent that noted the refusal itself has watched the server ever since. What is left of
  /// a directory that was to be rewound holds nothing, and must not hold the others up.
  private static PeerPosition untold(Snapshot snapshot, String reason) {
    return lack(snapshot)
        .<PeerPosition>map(refusal -> new PeerPosition.Lacks(refusal, reason))
        .or(() -> handedOver(snapshot))
        .orElseGet(() -> new PeerPosition.Silent(reason));
  }

  private static Optional<Refusal> lack(Snapshot snapshot) {
    return snapshot.memory().lostTo().or(() -> snapshot.repair().lacks());
  }

  /// What the last promoted primary holds that was shut down in order, while it is on its way to be
  /// a standby: all that it wrote, up to the checkpoint that its shutdown ended with. Where that
  /// record ends is not known, but who does not hold it does not hold its first byte.
  public static Optional<PeerPosition> handedOver(Snapshot snapshot) {
    return lack(snapshot).isPresent()
        ? Optional.empty()
        : beforeTheStart(snapshot)
            .filter(control -> control.state() == ClusterState.SHUT_DOWN)
            .filter(control -> wasPromotedLast(snapshot, control))
            .map(control -> new PeerPosition.Holds(control.systemIdentifier(), last(control)));
  }

  private static WalPosition last(ControlData control) {
    return new WalPosition(control.timeline(), new Lsn(control.checkpoint().value() + 1));
  }

  private static Optional<ControlData> beforeTheStart(Snapshot snapshot) {
    return switch (snapshot.server()) {
      case Fact.Known<ServerState>(ServerState.Stopped(var control), var _) -> Optional.of(control);
      case Fact.Known<ServerState>(ServerState.Starting _, var _),
          Fact.Known<ServerState>(Standby _, var _) ->
          snapshot.memory().startedFrom();
      case Fact.Known<ServerState>(ServerState.Unreachable _, var _),
          Fact.Known<ServerState>(Primary _, var _),
          Fact.Known<ServerState>(ServerState.Crashed _, var _),
          Fact.Known<ServerState>(ServerState.Absent _, var _),
          Fact.Unknown<ServerState> _ ->
          Optional.empty();
    };
  }

  private static boolean wasPromotedLast(Snapshot snapshot, ControlData control) {
    return Refusals.recorded(snapshot)
        .filter(record -> record.isOf(snapshot.node(), control))
        .isPresent();
  }

  /// Whether the other members of the synchronous set are too few without this one.
  private static boolean isNeeded(Snapshot snapshot, Collection<String> active) {
    Optional<SynchronousSet> set =
        snapshot.cluster().map(ClusterView::synchronousSet).orElse(Optional.empty());
    return set.filter(s -> s.members().contains(snapshot.node()))
        .filter(s -> others(s, snapshot, active) < s.quorum())
        .isPresent();
  }

  /// One that has no claim may abstain or be silent too.
  private static boolean mayCount(String member, Snapshot snapshot) {
    return snapshot
        .cluster()
        .map(view -> view.score(member))
        .orElse(Optional.empty())
        .filter(score -> score >= 0)
        .isPresent();
  }

  private static long others(SynchronousSet set, Snapshot snapshot, Collection<String> active) {
    return set.members().stream()
        .filter(member -> active.contains(member) && !member.equals(snapshot.node()))
        .filter(member -> mayCount(member, snapshot))
        .count();
  }
}

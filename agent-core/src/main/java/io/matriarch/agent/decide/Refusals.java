package io.matriarch.agent.decide;

import io.matriarch.agent.model.Action;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.ClusterView.Node;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Lineage;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.ServerState.Primary;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.WalPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What stands against this node's promotion over time, what was allowed nevertheless, and what has
/// to be written so that the CIB says the same.
final class Refusals {

  /// A change of the configuration aborts the running transition, which may have this promotion's
  /// virtual address still to move.
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private Refusals() {}

  /// The refusal that still stands: the one in the CIB before the one that is only remembered,
  /// unless that says more.
  static Optional<Refusal> standing(Snapshot snapshot) {
    List<Refusal> standing = known(snapshot).filter(r -> !isAnswered(r, snapshot)).toList();
    return standing.stream().reduce((first, next) -> next.outweighs(first) ? next : first);
  }

  /// The CIB's comes first: it is what outlives the agent.
  private static Stream<Refusal> known(Snapshot snapshot) {
    return Stream.concat(inCib(snapshot).stream(), snapshot.memory().lostTo().stream());
  }

  private static Optional<Refusal> inCib(Snapshot snapshot) {
    return snapshot.ownNode().flatMap(Node::refusal);
  }

  /// Without the history only what is held of the same timeline is proof.
  private static boolean isAnswered(Refusal refusal, Snapshot snapshot) {
    return snapshot
        .lineage()
        .map(lineage -> refusal.isAnsweredBy(lineage, recorded(snapshot)))
        .orElseGet(() -> snapshot.position().filter(held -> reaches(held, refusal)).isPresent());
  }

  private static boolean reaches(WalPosition held, Refusal refusal) {
    return held.timeline() == refusal.held().timeline()
        && refusal.kind() == Refusal.Kind.LACKS
        && held.lsn().isAtLeast(refusal.held().lsn());
  }

  static Optional<PromotionRecord> recorded(Snapshot snapshot) {
    return snapshot.cluster().map(ClusterView::promotionRecord).orElse(Optional.empty());
  }

  /// Whether this node is known to hold that promotion.
  static boolean holds(PromotionRecord record, Snapshot snapshot) {
    return snapshot.lineage().filter(lineage -> lineage.contains(record)).isPresent();
  }

  /// Whether this node is known not to hold that promotion.
  static boolean lacks(PromotionRecord record, Snapshot snapshot) {
    return snapshot.lineage().filter(lineage -> !lineage.contains(record)).isPresent();
  }

  /// What another member lacked when it lost an election, or this node itself did, and this node is
  /// known to hold.
  static Optional<Refusal> lackedAndHeld(Snapshot snapshot) {
    Optional<Lineage> lineage = snapshot.lineage();
    Stream<Refusal> others =
        snapshot.cluster().map(ClusterView::nodes).orElse(List.of()).stream()
            .filter(n -> n.member() && !n.name().equals(snapshot.node()))
            .flatMap(n -> n.refusal().stream());
    return Stream.concat(known(snapshot), others)
        .filter(r -> r.kind() == Refusal.Kind.LACKS)
        .filter(r -> lineage.filter(r::isHeldBy).isPresent())
        .findFirst();
  }

  /// Where the administrator allowed this node to be promoted with a loss, unless it has gone back
  /// since.
  static Optional<WalPosition> lossAllowed(Snapshot snapshot) {
    return snapshot
        .ownNode()
        .flatMap(Node::dataLossAllowed)
        .filter(at -> snapshot.lineage().filter(lineage -> lineage.reaches(at)).isPresent());
  }

  /// The fork that this standby is on: it left the recorded timeline where the promoted node of the
  /// record went on, and nobody ever recorded the timeline that it is on.
  static Optional<Refusal> fork(Snapshot snapshot) {
    Optional<PromotionRecord> record =
        recorded(snapshot).filter(r -> promoted(snapshot).equals(List.of(r.node())));
    return record
        .filter(r -> !r.node().equals(snapshot.node()) && apart(snapshot))
        .flatMap(_ -> leftRecorded(snapshot));
  }

  /// Where this instance left the recorded timeline for one that nobody recorded.
  static Optional<Refusal> leftRecorded(Snapshot snapshot) {
    return recorded(snapshot)
        .filter(r -> holds(r, snapshot))
        .flatMap(r -> snapshot.lineage().flatMap(l -> forkOf(r, l)));
  }

  private static Optional<Refusal> forkOf(PromotionRecord record, Lineage lineage) {
    int timeline = record.begunAt().timeline();
    return lineage
        .history()
        .leftAt(timeline)
        .map(at -> new Refusal(record.node(), new WalPosition(timeline, at), Refusal.Kind.LEFT));
  }

  private static List<String> promoted(Snapshot snapshot) {
    return snapshot.cluster().map(ClusterView::promotedNodes).orElse(List.of());
  }

  /// A standby that just follows a promotion which is not recorded yet streams within the grace.
  private static boolean apart(Snapshot snapshot) {
    return RepairOrders.upstreamSaysDiverged(snapshot) || apartForLong(snapshot);
  }

  private static boolean apartForLong(Snapshot snapshot) {
    return Neighbours.apartFor(snapshot).compareTo(StandbyRules.CONNECT_GRACE) >= 0;
  }

  /// What has to be written: level-triggered, so that what gets lost on the way is written again.
  /// Nothing is, while it is not known what the CIB keeps of this node.
  static List<Action> actions(Snapshot snapshot) {
    List<Action> actions = new ArrayList<>();
    if (snapshot.ownNode().isEmpty() || newPrimary(snapshot)) {
      return actions;
    }
    known(snapshot)
        .filter(r -> isAnswered(r, snapshot))
        .distinct()
        .forEach(r -> actions.add(new Action.WithdrawRefusal(r)));
    Optional<Refusal> kept = inCib(snapshot).filter(r -> !isAnswered(r, snapshot));
    standing(snapshot)
        .or(() -> fork(snapshot))
        .filter(wanted -> kept.map(k -> !k.equals(wanted) && wanted.outweighs(k)).orElse(true))
        .ifPresent(wanted -> actions.add(new Action.Refuse(wanted)));
    if (lossIsSettled(snapshot)) {
      actions.add(new Action.WithdrawDataLoss());
    }
    return actions;
  }

  private static boolean newPrimary(Snapshot snapshot) {
    return snapshot.server() instanceof Fact.Known<ServerState>(Primary _, var _)
        && snapshot
            .memory()
            .primarySince()
            .map(since -> snapshot.now().since(since).compareTo(SETTLED) < 0)
            .orElse(true);
  }

  /// It was used, somebody else was promoted, or the node has gone back behind it.
  private static boolean lossIsSettled(Snapshot snapshot) {
    boolean allowed = snapshot.ownNode().flatMap(Node::dataLossAllowed).isPresent();
    boolean used = snapshot.server() instanceof Fact.Known<ServerState>(Primary _, var _);
    boolean gone = snapshot.lineage().isPresent() && lossAllowed(snapshot).isEmpty();
    return allowed && (used || gone || !others(promoted(snapshot), snapshot).isEmpty());
  }

  private static List<String> others(List<String> nodes, Snapshot snapshot) {
    return nodes.stream().filter(n -> !n.equals(snapshot.node())).toList();
  }
}

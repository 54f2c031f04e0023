package io.matriarch.agent.decide;

import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.ClusterView.Node;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Questions about the cluster that several sections of the table ask. While the CIB cannot be
/// read, there is nobody else.
final class Neighbours {

  private Neighbours() {}

  /// Whether Pacemaker is known to leave the resource on this node alone.
  static boolean handsOff(Snapshot snapshot) {
    return snapshot.cluster().map(view -> view.handsOff(snapshot.node())).orElse(false);
  }

  /// The other members that have a claim and may take the role over.
  static List<String> candidates(Snapshot snapshot) {
    return claimants(snapshot)
        .filter(n -> !n.standbyMode() && !n.maintenance())
        .map(Node::name)
        .toList();
  }

  /// The other members that have a claim, even where Pacemaker would not run it now.
  static List<String> othersClaims(Snapshot snapshot) {
    return claimants(snapshot).map(Node::name).toList();
  }

  /// The other nodes that are Promoted.
  static List<String> promoted(Snapshot snapshot) {
    return snapshot.cluster().map(ClusterView::promotedNodes).orElse(List.of()).stream()
        .filter(name -> !name.equals(snapshot.node()))
        .toList();
  }

  /// The cluster, for rows that come after the one for an unknown cluster.
  static ClusterView view(Snapshot snapshot) {
    return switch (snapshot.cluster()) {
      case Fact.Known<ClusterView>(var view, var _) -> view;
      case Fact.Unknown<ClusterView>(var reason) ->
          throw new IllegalStateException("asked for the cluster's view, but " + reason);
    };
  }

  /// The other nodes that hold the role. One that has given it up, or that is to be fenced, is dead
  /// to its standbys, however long Pacemaker takes to demote it: who lost it then keeps its claim.
  static List<String> livingPrimaries(Snapshot snapshot) {
    return snapshot.cluster().map(v -> livingPrimaries(v, snapshot.node())).orElse(List.of());
  }

  static List<String> livingPrimaries(ClusterView view, String self) {
    return view.nodes().stream()
        .filter(n -> n.member() && !n.unclean() && n.role() == ClusterView.Role.PROMOTED)
        .filter(n -> !n.name().equals(self))
        .filter(n -> n.score().filter(s -> s < 0).isEmpty())
        .map(Node::name)
        .toList();
  }

  /// How long this standby could have followed a primary and has not.
  static Duration apartFor(Snapshot snapshot) {
    return snapshot.memory().unfollowingSince().map(snapshot.now()::since).orElse(Duration.ZERO);
  }

  /// How long the server has been down.
  static Duration downFor(Snapshot snapshot) {
    return snapshot.memory().downSince().map(snapshot.now()::since).orElse(Duration.ZERO);
  }

  /// This node's own claim: what was decided last; after a restart of the agent, what the CIB has.
  static Optional<Integer> claim(Snapshot snapshot) {
    return snapshot.memory().lastScore().or(snapshot::publishedScore);
  }

  private static Stream<Node> claimants(Snapshot snapshot) {
    return snapshot.cluster().map(ClusterView::nodes).orElse(List.of()).stream()
        .filter(n -> n.member() && !n.name().equals(snapshot.node()))
        .filter(n -> n.score().filter(s -> s >= 0).isPresent());
  }
}

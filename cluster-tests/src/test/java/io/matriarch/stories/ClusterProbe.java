package io.matriarch.stories;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/// Sees what the cluster is, through whichever node answers.
final class ClusterProbe {

  private static final Duration LOOK_MOST = Duration.ofSeconds(10);

  private final List<Node> nodes;

  ClusterProbe(List<Node> nodes) {
    this.nodes = nodes;
  }

  /// The cluster now, as the first node that belongs to one sees it.
  ClusterState now() {
    StringBuilder refusals = new StringBuilder();
    for (Node node : nodes) {
      if (!node.isRunning()) {
        refusals.append(node).append(" is off; ");
        continue;
      }
      Output seen = node.attempt(LOOK_MOST, "crm_mon", "-1", "--output-as=xml");
      if (seen.ok()) {
        ClusterState state = CrmMon.parse(seen.out());
        if (state.dc().isPresent()) {
          return state;
        }
      }
      refusals.append(node).append(" knows no DC; ");
    }
    throw new IllegalStateException("no node shows the cluster: " + refusals);
  }

  ClusterState until(Duration deadline, String what, Predicate<ClusterState> wanted) {
    return Await.until(deadline, what, this::now, wanted);
  }

  /// Whether the controllers have nothing left to do.
  boolean isIdle() {
    Node node = nodes.stream().filter(Node::isRunning).findFirst().orElseThrow();
    return node.attemptShell("crmadmin -S \"$(crmadmin -q -D)\"").said().contains("S_IDLE");
  }
}

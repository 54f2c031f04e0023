package io.matriarch.telemetry;

import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Fact;
import java.util.Locale;

/// Turns what the CIB says of the cluster and of one resource into points.
final class ClusterMetrics {

  private final Points points;

  ClusterMetrics(Points points) {
    this.points = points;
  }

  void add(Fact<ClusterView> cluster) {
    switch (cluster) {
      case Fact.Unknown<ClusterView> _ -> points.add(MetricName.CLUSTER_KNOWN, false);
      case Fact.Known<ClusterView>(var view, var _) -> add(view);
    }
  }

  private void add(ClusterView view) {
    points.add(MetricName.CLUSTER_KNOWN, true);
    points.add(MetricName.CLUSTER_QUORATE, view.quorate());
    points.add(MetricName.CLUSTER_MAINTENANCE, view.maintenance());
    points.add(MetricName.CLUSTER_FENCING_ENABLED, view.fencingEnabled());
    points.add(MetricName.RESOURCE_MANAGED, view.managed());
    points.add(MetricName.RESOURCE_MIGRATION_THRESHOLD, view.migrationThreshold());
    view.promotionRecord()
        .ifPresent(r -> points.add(MetricName.LAST_PROMOTION_TIMELINE, r.begunAt().timeline()));
    view.nodes().forEach(this::addNode);
    view.nodes().forEach(node -> addPlace(view, node.name()));
  }

  private void addPlace(ClusterView view, String peer) {
    points.add(MetricName.CLUSTER_CONTROLLER, peer.equals(view.designatedController()), peer);
    view.synchronousSet()
        .ifPresent(
            set -> points.add(MetricName.SYNCHRONOUS_MEMBER, set.members().contains(peer), peer));
  }

  private void addNode(ClusterView.Node node) {
    String peer = node.name();
    points.add(MetricName.CLUSTER_NODE_ONLINE, node.member(), peer);
    points.add(MetricName.CLUSTER_NODE_UNCLEAN, node.unclean(), peer);
    points.add(MetricName.CLUSTER_NODE_STANDBY_MODE, node.standbyMode(), peer);
    points.add(MetricName.CLUSTER_NODE_MAINTENANCE, node.maintenance(), peer);
    points.add(MetricName.PROMOTION_REFUSED, node.refusal().isPresent(), peer);
    points.add(MetricName.RESOURCE_FAILURES, node.failCount(), peer);
    for (ClusterView.Role role : ClusterView.Role.values()) {
      points.add(
          MetricName.RESOURCE_ROLE,
          role == node.role(),
          peer,
          role.name().toLowerCase(Locale.ROOT));
    }
    node.score().ifPresent(score -> points.add(MetricName.PROMOTION_SCORE, score, peer));
  }
}

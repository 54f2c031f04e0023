package io.matriarch.dashboards;

import static io.matriarch.dashboards.Panel.series;
import static io.matriarch.dashboards.Promql.chosen;

import io.matriarch.dashboards.Look.Meaning;
import io.matriarch.dashboards.Panel.Kind;
import io.matriarch.dashboards.Panel.Target;
import io.matriarch.telemetry.MetricName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Why Pacemaker promotes a node, or does not.
final class PacemakerPanels {

  private static final int INFINITY = 1_000_000;

  private PacemakerPanels() {}

  static List<Panel> all() {
    return List.of(candidates(), rules(), scores(), failures());
  }

  private static Panel candidates() {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("peer", "Node");
    labels.put("resource", "Resource");
    labels.put("role", "Role");
    return Panel.table(
        "Candidates",
        "What Pacemaker knows of each node: it promotes where the score is highest, and never where"
            + " it is negative.",
        labels,
        Column.hidden(
            "max by (peer, resource, role) (" + chosen(MetricName.RESOURCE_ROLE) + " == 1)"),
        column("Score", MetricName.PROMOTION_SCORE, scoreLook()),
        column("Fail count", MetricName.RESOURCE_FAILURES, failureLook()),
        Column.of("Threshold", threshold()).looking(infinity()),
        column("Refused", MetricName.PROMOTION_REFUSED, Look.meaning(ClusterPanels.ONE_IS_SPECIAL)),
        column("Online", MetricName.CLUSTER_NODE_ONLINE, Look.meaning(ClusterPanels.ONE_IS_GOOD)),
        column("Unclean", MetricName.CLUSTER_NODE_UNCLEAN, special()),
        column("Standby mode", MetricName.CLUSTER_NODE_STANDBY_MODE, special()),
        column("Maintenance", MetricName.CLUSTER_NODE_MAINTENANCE, special()));
  }

  private static Column column(String title, MetricName metric, Look look) {
    return Column.of(title, "max by (peer, resource) (" + chosen(metric) + ")").looking(look);
  }

  /// For each node, so that the table has it in each row.
  private static String threshold() {
    return "0 * max by (peer, resource) ("
        + chosen(MetricName.RESOURCE_FAILURES)
        + ") + on (resource) group_left max by (resource) ("
        + chosen(MetricName.RESOURCE_MIGRATION_THRESHOLD)
        + ")";
  }

  private static Look special() {
    return Look.meaning(ClusterPanels.ONE_IS_SPECIAL);
  }

  private static Look scoreLook() {
    return Look.limits(Map.of(-INFINITY, "red", 0, "orange", 1, "green")).withNothing("none");
  }

  private static Look failureLook() {
    return Look.meaning(Map.of(INFINITY, new Meaning("INFINITY", "red")))
        .withLimits(Map.of(0, "green", 1, "orange"));
  }

  private static Look infinity() {
    return Look.meaning(Map.of(INFINITY, new Meaning("INFINITY", "text")));
  }

  private static Panel rules() {
    return Panel.of(
            Kind.LONG_TIMELINE,
            "Deciding rule",
            "The rule of the latest decision on each node; docs/decision-table.md tells the rules.",
            "none",
            new Target(chosen(MetricName.DECISION_RULE) + " == 1", "{{node}} {{rule}}"))
        .meaning(Map.of(1, new Meaning("decides", "blue")));
  }

  private static Panel scores() {
    return series(
        "Promotion scores",
        "Pacemaker promotes where the score is highest, and never where it is negative.",
        "none",
        new Target(
            "max by (peer, resource) (" + chosen(MetricName.PROMOTION_SCORE) + ")",
            "{{peer}} {{resource}}"));
  }

  private static Panel failures() {
    return series(
        "Fail counts",
        "Failures that Pacemaker has counted; at the threshold above it leaves the node.",
        "none",
        new Target(
            "max by (peer, resource) (" + chosen(MetricName.RESOURCE_FAILURES) + ")",
            "{{peer}} {{resource}}"));
  }
}

package io.matriarch.dashboards;

import static io.matriarch.dashboards.ClusterPanels.series;
import static io.matriarch.dashboards.Promql.chosen;

import io.matriarch.dashboards.Panel.Kind;
import io.matriarch.dashboards.Panel.Meaning;
import io.matriarch.dashboards.Panel.Target;
import io.matriarch.telemetry.MetricName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The panels over all clusters: which one needs somebody?
final class FleetPanels {

  private static final String BY = " by (cluster_name, resource) (";

  private FleetPanels() {}

  static Map<String, List<Panel>> rows() {
    Map<String, List<Panel>> rows = new LinkedHashMap<>();
    rows.put("Now", now());
    rows.put("Over time", overTime());
    return rows;
  }

  private static List<Panel> now() {
    return List.of(
        Panel.of(
                Kind.STAT,
                "Clusters without a primary",
                "Resources that no agent sees read-write.",
                "none",
                new Target(
                    "count(sum"
                        + BY
                        + chosen(MetricName.ROLE, "role=\"primary\"")
                        + ") == 0)"
                        + " or vector(0)",
                    "without"))
            .meaning(Map.of(0, new Meaning("0", "green"))),
        Panel.of(
            Kind.STAT,
            "Nodes away",
            "Nodes that are not members of their cluster.",
            "none",
            new Target(
                "count(max by (cluster_name, peer) ("
                    + chosen(MetricName.CLUSTER_NODE_ONLINE)
                    + ") == 0) or vector(0)",
                "away")),
        Panel.of(
            Kind.TABLE,
            "Clusters",
            "A row for each resource: primaries, streaming standbys, quorum and the largest lag.",
            "none",
            new Target("sum" + BY + chosen(MetricName.ROLE, "role=\"primary\"") + ")", "primaries"),
            new Target(
                "sum" + BY + chosen(MetricName.REPLICATION_STATE, "state=\"streaming\"") + ")",
                "streaming"),
            new Target("min" + BY + chosen(MetricName.CLUSTER_QUORATE) + ")", "quorate"),
            new Target("max" + BY + chosen(MetricName.REPLICATION_REPLAY_LAG_BYTES) + ")", "lag")));
  }

  private static List<Panel> overTime() {
    return List.of(
        series(
            "Failovers",
            "Promotions an hour, by what led to them.",
            "none",
            new Target(
                "max by (cluster_name, resource, trigger) (increase("
                    + chosen(MetricName.FAILOVERS)
                    + "[1h]))",
                "{{cluster_name}} {{resource}} {{trigger}}")),
        series(
            "Largest lag",
            "WAL that the slowest standby of each cluster has not replayed.",
            "bytes",
            new Target(
                "max" + BY + chosen(MetricName.REPLICATION_REPLAY_LAG_BYTES) + ")",
                "{{cluster_name}} {{resource}}")));
  }
}

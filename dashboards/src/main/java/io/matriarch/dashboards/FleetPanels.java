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
import java.util.stream.Stream;

/// The panels over all clusters: which one needs somebody?
final class FleetPanels {

  private static final String BY = " by (cluster_name, resource) (";
  private static final String PRIMARIES =
      "sum" + BY + chosen(MetricName.ROLE, "role=\"primary\"") + ")";

  private FleetPanels() {}

  static Map<String, List<Panel>> rows() {
    Map<String, List<Panel>> rows = new LinkedHashMap<>();
    rows.put("Now", Stream.concat(counts().stream(), Stream.of(clusters())).toList());
    rows.put("Over time", overTime());
    return rows;
  }

  private static List<Panel> counts() {
    return List.of(
        Panel.stat(
            "Clusters",
            "Resources that any agent tells of.",
            new Target("count(" + PRIMARIES + ")", "clusters")),
        count("Without a primary", "Resources that no agent sees read-write.", PRIMARIES + " == 0"),
        count("With several primaries", "Resources that are read-write twice.", PRIMARIES + " > 1"),
        count(
            "Nodes away",
            "Nodes that are not members of their cluster.",
            "max by (cluster_name, peer) (" + chosen(MetricName.CLUSTER_NODE_ONLINE) + ") == 0"),
        count(
            "Unclean nodes",
            "Nodes that wait to be fenced.",
            "max by (cluster_name, peer) (" + chosen(MetricName.CLUSTER_NODE_UNCLEAN) + ") == 1"),
        count(
            "Clusters with firing alerts",
            "Clusters of which a warning or critical alert of matriarch-rules.yml fires.",
            "count by (cluster_name) ("
                + Promql.firing()
                + ") and on (cluster_name) "
                + chosen(MetricName.CLUSTER_KNOWN)));
  }

  /// How many there are, none being as it should be.
  private static Panel count(String title, String description, String of) {
    return Panel.stat(title, description, new Target("count(" + of + ") or vector(0)", title))
        .limits(ClusterPanels.NONE_IS_GOOD);
  }

  private static Panel clusters() {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("cluster_name", "Cluster");
    labels.put("resource", "Resource");
    labels.put("node", "Primary");
    return Panel.table(
        "Clusters",
        "A row for each resource, and one for each node that is primary if there are several.",
        labels,
        Column.hidden(
            "max by (cluster_name, resource, node) ("
                + chosen(MetricName.ROLE, "role=\"primary\"")
                + " == 1)"),
        Column.of("Primaries", PRIMARIES).looking(Look.meaning(ClusterPanels.ONE_PRIMARY)),
        Column.of(
                "Streaming standbys",
                "sum" + BY + chosen(MetricName.REPLICATION_STATE, "state=\"streaming\"") + ")")
            .looking(Look.limits(ClusterPanels.SOME_ARE_GOOD).withNothing("none")),
        Column.of("Quorum", "min" + BY + chosen(MetricName.CLUSTER_QUORATE) + ")")
            .looking(Look.meaning(ClusterPanels.ONE_IS_GOOD)),
        Column.of("Replay lag", "max" + BY + chosen(MetricName.REPLICATION_REPLAY_LAG_BYTES) + ")")
            .as("bytes"),
        Column.of(
                "Last failover",
                "1000 * max" + BY + chosen(MetricName.LAST_FAILOVER_TIMESTAMP) + ")")
            .as("dateTimeFromNow"),
        Column.of(
                "It took",
                "max" + BY + Promql.ofLastFailover(MetricName.LAST_FAILOVER_DURATION) + ")")
            .as("s"),
        Column.of(
                "WAL left behind",
                "max" + BY + Promql.ofLastFailover(MetricName.LAST_FAILOVER_LOST_WAL) + ")")
            .as("bytes")
            .looking(Look.limits(Map.of(0, "green", 1, "orange"))));
  }

  private static List<Panel> overTime() {
    return List.of(
        Panel.of(
                Kind.STATE_TIMELINE,
                "Primaries of each cluster",
                "How many instances are read-write; anything but 1 is an incident.",
                "none",
                new Target(PRIMARIES, "{{cluster_name}} {{resource}}"))
            .meaning(
                Map.of(
                    0, new Meaning("none", "red"),
                    1, new Meaning("one", "green"),
                    2, new Meaning("two", "red"))),
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

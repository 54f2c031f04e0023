package io.matriarch.dashboards;

import static io.matriarch.dashboards.Promql.chosen;

import io.matriarch.dashboards.Look.Meaning;
import io.matriarch.dashboards.Panel.Kind;
import io.matriarch.dashboards.Panel.Target;
import io.matriarch.telemetry.MetricName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The panels of the cluster's page, in the order of the questions in an incident.
final class ClusterPanels {

  static final Map<Integer, Meaning> ONE_IS_GOOD =
      Map.of(0, new Meaning("No", "red"), 1, new Meaning("Yes", "green"));
  static final Map<Integer, Meaning> ONE_IS_SPECIAL =
      Map.of(0, new Meaning("No", "green"), 1, new Meaning("Yes", "orange"));
  static final Map<Integer, String> NONE_IS_GOOD = Map.of(0, "green", 1, "red");
  static final Map<Integer, String> SOME_ARE_GOOD = Map.of(0, "red", 1, "green");
  static final Map<Integer, Meaning> ONE_PRIMARY =
      Map.of(
          0, new Meaning("none", "red"),
          1, new Meaning("1", "green"),
          2, new Meaning("2", "red"));

  private static final String BY_CLUSTER = " by (cluster_name) (";
  private static final String BY_RESOURCE = " by (cluster_name, resource) (";
  private static final String CLUSTER = "{{cluster_name}}";
  private static final String RESOURCE = "{{cluster_name}} {{resource}}";

  private ClusterPanels() {}

  static Map<String, List<Panel>> rows() {
    Map<String, List<Panel>> rows = new LinkedHashMap<>();
    rows.put("Status", Stream.concat(primary().stream(), pacemaker().stream()).toList());
    rows.put("What happened when", timelines());
    rows.put("Failover", FailoverPanels.all());
    rows.put("Data at stake", ReplicationPanels.stake());
    rows.put("Who may be promoted", PacemakerPanels.all());
    rows.put("Disk", DiskPanels.all());
    rows.put("Agent", AgentPanels.all());
    rows.put("Timelines", ReplicationPanels.timelines());
    return rows;
  }

  private static List<Panel> primary() {
    return List.of(
        name(),
        Panel.stat(
                "Primaries",
                "How many instances are read-write. Anything but 1 is an incident.",
                new Target(
                    "sum" + BY_RESOURCE + chosen(MetricName.ROLE, "role=\"primary\"") + ")",
                    RESOURCE))
            .meaning(ONE_PRIMARY),
        candidates(),
        Panel.stat(
                "Streaming standbys",
                "Standbys and backup tools that WAL is streamed to.",
                new Target(
                    "sum"
                        + BY_RESOURCE
                        + chosen(MetricName.REPLICATION_STATE, "state=\"streaming\"")
                        + ")",
                    RESOURCE))
            .limits(SOME_ARE_GOOD)
            .nothing("none"),
        Panel.stat(
                "Nodes away",
                "Nodes that are not members of the cluster.",
                new Target(
                    "sum"
                        + BY_CLUSTER
                        + "1 - max by (cluster_name, peer) ("
                        + chosen(MetricName.CLUSTER_NODE_ONLINE)
                        + "))",
                    CLUSTER))
            .limits(NONE_IS_GOOD),
        alerts());
  }

  /// Without a primary there is a series as well, so that it is said.
  private static Panel name() {
    String primary = chosen(MetricName.ROLE, "role=\"primary\"") + " == 1";
    return Panel.of(
            Kind.NAMES,
            "Primary",
            "The node whose instance is read-write.",
            "none",
            new Target(
                primary
                    + " or label_replace(0 * absent("
                    + primary
                    + "), \"node\", \"none\", \"\", \"\")",
                "{{node}}"))
        .limits(SOME_ARE_GOOD);
  }

  private static Panel candidates() {
    return Panel.stat(
            "Failover candidates",
            "Standbys with a positive promotion score: those that could take over now.",
            new Target(
                "sum"
                    + BY_RESOURCE
                    + "max by (cluster_name, resource, peer) (("
                    + chosen(MetricName.PROMOTION_SCORE)
                    + " > bool 0) * on (cluster_name, resource, instance, peer) "
                    + chosen(MetricName.RESOURCE_ROLE, "role=\"unpromoted\"")
                    + "))",
                RESOURCE))
        .limits(SOME_ARE_GOOD)
        .nothing("none");
  }

  /// How many fire, of the cluster and its nodes.
  private static Panel alerts() {
    return Panel.stat(
            "Firing alerts",
            "Warnings and critical alerts of matriarch-rules.yml; which and when is below.",
            new Target(
                "count("
                    + Promql.firing()
                    + ") or 0 * min("
                    + chosen(MetricName.CLUSTER_KNOWN)
                    + ")",
                "firing"))
        .limits(NONE_IS_GOOD);
  }

  private static List<Panel> pacemaker() {
    return List.of(
        yesOrNo(
            "Quorum",
            "Whether every agent is in a partition with quorum.",
            "min" + BY_CLUSTER + chosen(MetricName.CLUSTER_QUORATE) + ")",
            ONE_IS_GOOD),
        Panel.stat(
                "Unclean nodes",
                "Nodes that wait to be fenced: until then nothing is promoted in their place.",
                new Target(
                    "sum"
                        + BY_CLUSTER
                        + "max by (cluster_name, peer) ("
                        + chosen(MetricName.CLUSTER_NODE_UNCLEAN)
                        + "))",
                    CLUSTER))
            .limits(NONE_IS_GOOD),
        yesOrNo(
            "Fencing",
            "Without fencing a node that is out of reach may still be writing.",
            "min" + BY_CLUSTER + chosen(MetricName.CLUSTER_FENCING_ENABLED) + ")",
            ONE_IS_GOOD),
        lastFencing(),
        yesOrNo(
            "Maintenance",
            "In maintenance mode Pacemaker does nothing, and no failover happens.",
            "max" + BY_CLUSTER + chosen(MetricName.CLUSTER_MAINTENANCE) + ")",
            ONE_IS_SPECIAL),
        yesOrNo(
            "Managed",
            "No failover happens while Pacemaker does not manage the resource.",
            "min" + BY_CLUSTER + chosen(MetricName.RESOURCE_MANAGED) + ")",
            ONE_IS_GOOD));
  }

  private static Panel lastFencing() {
    return Panel.stat(
            "Last fencing",
            "When Pacemaker last told an agent that a node was fenced.",
            new Target(
                "1000 * max" + BY_CLUSTER + chosen(MetricName.LAST_FENCING_TIMESTAMP) + ")",
                CLUSTER))
        .as("dateTimeFromNow")
        .meaning(Map.of(0, new Meaning("never", "text")));
  }

  private static Panel yesOrNo(
      String title, String description, String expression, Map<Integer, Meaning> meanings) {
    return Panel.stat(title, description, new Target(expression, CLUSTER)).meaning(meanings);
  }

  private static List<Panel> timelines() {
    return List.of(
        new States(
                MetricName.ROLE,
                "role",
                List.of(
                    new Meaning("unknown", "text"),
                    new Meaning("replica", "blue"),
                    new Meaning("primary", "green")))
            .timeline(
                "Role of each node",
                "The role in which each agent sees its PostgreSQL.",
                "node, resource",
                "{{node}} {{resource}}"),
        servers(),
        fired());
  }

  private static Panel fired() {
    return Panel.of(
            Kind.STATE_TIMELINE,
            "Alerts that fired",
            "Warnings and critical alerts of matriarch-rules.yml; each has a page in"
                + " docs/runbooks.",
            "none",
            new Target(
                "max by (alertname, severity) (" + Promql.firing() + ")",
                "{{alertname}} ({{severity}})"))
        .meaning(Map.of(1, new Meaning("fires", "red")))
        .nothing("none");
  }

  static Panel servers() {
    return new States(
            MetricName.POSTGRES_STATE,
            "state",
            List.of(
                new Meaning("unknown", "text"),
                new Meaning("crashed", "red"),
                new Meaning("unreachable", "dark-orange"),
                new Meaning("absent", "text"),
                new Meaning("stopped", "yellow"),
                new Meaning("starting", "orange"),
                new Meaning("standby", "blue"),
                new Meaning("primary", "green")))
        .timeline(
            "State of each server",
            "What PostgreSQL is on each node, as its agent sees it.",
            "node, resource",
            "{{node}} {{resource}}");
  }
}

package io.matriarch.dashboards;

import static io.matriarch.dashboards.Promql.chosen;
import static io.matriarch.dashboards.Promql.chosenBuckets;

import io.matriarch.dashboards.Panel.Kind;
import io.matriarch.dashboards.Panel.Meaning;
import io.matriarch.dashboards.Panel.Target;
import io.matriarch.telemetry.MetricName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/// The panels of the cluster's page, in the order of the questions in an incident.
final class ClusterPanels {

  static final Map<Integer, Meaning> ONE_IS_GOOD =
      Map.of(0, new Meaning("No", "red"), 1, new Meaning("Yes", "green"));
  private static final Map<Integer, Meaning> ONE_IS_SPECIAL =
      Map.of(0, new Meaning("No", "green"), 1, new Meaning("Yes", "orange"));

  /// The states of a server from the worst to the best; the index is the number that is drawn.
  private static final List<String> STATES =
      List.of(
          "unknown",
          "crashed",
          "unreachable",
          "absent",
          "stopped",
          "starting",
          "standby",
          "primary");

  private static final List<String> STATE_COLOURS =
      List.of("text", "red", "dark-orange", "text", "yellow", "orange", "blue", "green");

  private ClusterPanels() {}

  static Map<String, List<Panel>> rows() {
    Map<String, List<Panel>> rows = new LinkedHashMap<>();
    rows.put("Status", status());
    rows.put("What happened when", timelines());
    rows.put("Failover", FailoverPanels.all());
    rows.put("Replication", replication());
    rows.put("Pacemaker", pacemaker());
    rows.put("Agent", agent());
    return rows;
  }

  private static List<Panel> status() {
    return List.of(
        primaries(),
        yesOrNo(
            "Quorum",
            "Whether every agent is in a partition with quorum.",
            "min by (cluster_name) (" + chosen(MetricName.CLUSTER_QUORATE) + ")",
            ONE_IS_GOOD),
        yesOrNo(
            "Maintenance",
            "In maintenance mode Pacemaker does nothing, and no failover happens.",
            "max by (cluster_name) (" + chosen(MetricName.CLUSTER_MAINTENANCE) + ")",
            ONE_IS_SPECIAL),
        yesOrNo(
            "Fencing",
            "Without fencing a node that is out of reach may still be writing.",
            "min by (cluster_name) (" + chosen(MetricName.CLUSTER_FENCING_ENABLED) + ")",
            ONE_IS_GOOD),
        Panel.of(
            Kind.STAT,
            "Nodes online",
            "How many nodes are members of the cluster.",
            "none",
            new Target(
                "sum by (cluster_name) (max by (cluster_name, peer) ("
                    + chosen(MetricName.CLUSTER_NODE_ONLINE)
                    + "))",
                "{{cluster_name}}")),
        candidates());
  }

  private static Panel primaries() {
    return Panel.of(
            Kind.STAT,
            "Primaries",
            "How many instances are read-write. Anything but 1 is an incident.",
            "none",
            new Target(
                "sum by (cluster_name, resource) ("
                    + chosen(MetricName.ROLE, "role=\"primary\"")
                    + ")",
                "{{cluster_name}} {{resource}}"))
        .meaning(
            Map.of(
                0, new Meaning("none", "red"),
                1, new Meaning("1", "green"),
                2, new Meaning("2", "red")));
  }

  private static Panel candidates() {
    return Panel.of(
        Kind.STAT,
        "Failover candidates",
        "Standbys with a positive promotion score: those that could take over now.",
        "none",
        new Target(
            "count by (cluster_name, resource) (max by (cluster_name, resource, peer) ("
                + chosen(MetricName.PROMOTION_SCORE)
                + " > 0 and on (cluster_name, resource, instance, peer) "
                + chosen(MetricName.RESOURCE_ROLE, "role=\"unpromoted\"")
                + " == 1))",
            "{{cluster_name}} {{resource}}"));
  }

  static Panel yesOrNo(
      String title, String description, String expression, Map<Integer, Meaning> meanings) {
    return Panel.of(
            Kind.STAT, title, description, "none", new Target(expression, "{{cluster_name}}"))
        .meaning(meanings);
  }

  private static List<Panel> timelines() {
    return List.of(
        Panel.of(
                Kind.STATE_TIMELINE,
                "Role of each node",
                "The role in which each agent sees its PostgreSQL.",
                "none",
                new Target(
                    "2 * sum by (node, resource) ("
                        + chosen(MetricName.ROLE, "role=\"primary\"")
                        + ") + sum by (node, resource) ("
                        + chosen(MetricName.ROLE, "role=\"replica\"")
                        + ")",
                    "{{node}} {{resource}}"))
            .meaning(
                Map.of(
                    0, new Meaning("Unknown", "text"),
                    1, new Meaning("Replica", "blue"),
                    2, new Meaning("Primary", "green"))),
        Panel.of(
                Kind.STATE_TIMELINE,
                "State of each server",
                "What PostgreSQL is on each node, as its agent sees it.",
                "none",
                new Target(states(), "{{node}} {{resource}}"))
            .meaning(stateMeanings()),
        Panel.of(
            Kind.STATE_TIMELINE,
            "Deciding rule",
            "The rule of the latest decision on each node; docs/decision-table.md tells the rules.",
            "none",
            new Target(chosen(MetricName.DECISION_RULE) + " == 1", "{{node}} {{rule}}")));
  }

  private static String states() {
    StringJoiner sum = new StringJoiner(" + ");
    for (int number = 0; number < STATES.size(); number++) {
      String matcher = "state=\"" + STATES.get(number) + "\"";
      sum.add(
          number
              + " * sum by (node, resource) ("
              + chosen(MetricName.POSTGRES_STATE, matcher)
              + ")");
    }
    return sum.toString();
  }

  private static Map<Integer, Meaning> stateMeanings() {
    Map<Integer, Meaning> meanings = new LinkedHashMap<>();
    for (int number = 0; number < STATES.size(); number++) {
      meanings.put(number, new Meaning(STATES.get(number), STATE_COLOURS.get(number)));
    }
    return meanings;
  }

  private static Panel slotsRoom() {
    return series(
        "WAL that slots may still hold",
        "At zero a slot may lose what it holds; without max_slot_wal_keep_size there is no"
            + " bound.",
        "bytes",
        new Target(chosen(MetricName.REPLICATION_SLOT_SAFE_WAL), "{{node}} {{slot_name}}"));
  }

  private static List<Panel> replication() {
    return List.of(
        series(
            "Lag in bytes",
            "WAL of the primary that a standby has not flushed, or not replayed.",
            "bytes",
            new Target(chosen(MetricName.REPLICATION_FLUSH_LAG_BYTES), "{{standby}} flush"),
            new Target(chosen(MetricName.REPLICATION_REPLAY_LAG_BYTES), "{{standby}} replay")),
        series(
            "Lag in seconds",
            "Time from the primary's flush to the standby's, as the primary measures it.",
            "s",
            new Target(chosen(MetricName.REPLICATION_FLUSH_LAG_SECONDS), "{{standby}} flush"),
            new Target(chosen(MetricName.REPLICATION_REPLAY_LAG_SECONDS), "{{standby}} replay")),
        series(
            "Receive lag on the standbys",
            "WAL that a standby knows of and has not received: its own view.",
            "bytes",
            new Target(chosen(MetricName.REPLICATION_RECEIVE_LAG_BYTES), "{{node}}")),
        series(
            "Timeline",
            "All nodes must be on one timeline; a lower one has not followed the last promotion.",
            "none",
            new Target(chosen(MetricName.POSTGRES_TIMELINE_ID), "{{node}} {{resource}}")),
        series(
            "WAL retained by slots",
            "What a slot holds back fills the disk of the node that has it.",
            "bytes",
            new Target(chosen(MetricName.REPLICATION_SLOT_RETAINED_WAL), "{{node}} {{slot_name}}")),
        slotsRoom(),
        series(
            "Streaming standbys",
            "1 while the primary streams to the standby.",
            "none",
            new Target(
                chosen(MetricName.REPLICATION_STATE, "state=\"streaming\""), "{{standby}}")));
  }

  private static List<Panel> pacemaker() {
    return List.of(
        series(
            "Promotion scores",
            "Pacemaker promotes where the score is highest, and never where it is negative.",
            "none",
            new Target(
                "max by (peer, resource) (" + chosen(MetricName.PROMOTION_SCORE) + ")",
                "{{peer}} {{resource}}")),
        series(
            "Fail counts",
            "Failures that Pacemaker has counted; at migration-threshold it leaves the node.",
            "none",
            new Target(
                "max by (peer, resource) (" + chosen(MetricName.RESOURCE_FAILURES) + ")",
                "{{peer}} {{resource}}")));
  }

  private static Panel cycles() {
    return series(
        "Duration of the loop's cycles",
        "From the look at PostgreSQL until the decision is told; verdicts hold for 3 s.",
        "s",
        new Target(
            "histogram_quantile(0.99, sum by (le, node) (rate("
                + chosenBuckets(MetricName.CYCLE_DURATION)
                + "[$__rate_interval])))",
            "{{node}} 99th percentile"),
        new Target(chosen(MetricName.CYCLE_DURATION_MAX), "{{node}} longest"));
  }

  static List<Panel> agent() {
    return List.of(
        series(
            "Age of the latest observation",
            "An agent that observes keeps this near one second.",
            "s",
            new Target(
                "time() - " + chosen(MetricName.MONITOR_LAST_SUCCESS_TIMESTAMP),
                "{{node}} {{resource}}")),
        series(
            "Failed operations",
            "Resource operations that ended in a failure.",
            "none",
            new Target(
                "sum by (node, operation, reason) (increase("
                    + chosen(MetricName.OPERATION_FAILURES)
                    + "[$__rate_interval]))",
                "{{node}} {{operation}} {{reason}}")),
        series(
            "Duration of operations, 95th percentile",
            "How long Pacemaker waits for the agent's operations.",
            "s",
            new Target(
                "histogram_quantile(0.95, sum by (le, operation) (rate("
                    + chosenBuckets(MetricName.OPERATION_DURATION)
                    + "[$__rate_interval])))",
                "{{operation}}")),
        cycles(),
        series(
            "Memory of the agents",
            "Resident memory of each agent's process.",
            "bytes",
            new Target(chosen(MetricName.PROCESS_RESIDENT_MEMORY), "{{node}}")));
  }

  static Panel series(String title, String description, String unit, Target... targets) {
    return Panel.of(Kind.TIME_SERIES, title, description, unit, targets);
  }
}

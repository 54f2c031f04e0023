package io.matriarch.dashboards;

import static io.matriarch.dashboards.Panel.series;
import static io.matriarch.dashboards.Promql.chosen;
import static io.matriarch.dashboards.Promql.ofLastFailover;

import io.matriarch.dashboards.Look.Meaning;
import io.matriarch.dashboards.Panel.Target;
import io.matriarch.telemetry.MetricName;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What would be lost now, what was lost, and on which timelines the nodes are.
final class ReplicationPanels {

  private static final String BY_RESOURCE = " by (cluster_name, resource) (";
  private static final String RESOURCE = "{{cluster_name}} {{resource}}";

  private ReplicationPanels() {}

  static List<Panel> stake() {
    return Stream.of(now(), standbys(), synchronous(), lag()).flatMap(List::stream).toList();
  }

  private static List<Panel> now() {
    return List.of(
        Panel.stat(
                "WAL left behind",
                "What the last failover lost, as far as any node knows.",
                new Target(
                    "max" + BY_RESOURCE + ofLastFailover(MetricName.LAST_FAILOVER_LOST_WAL) + ")",
                    RESOURCE))
            .as("bytes")
            .limits(Map.of(0, "green", 1, "orange"))
            .nothing("none"),
        Panel.stat(
                "WAL at risk now",
                "What the primary has written and no standby has flushed.",
                new Target("max" + BY_RESOURCE + chosen(MetricName.WAL_AT_RISK) + ")", RESOURCE))
            .as("bytes")
            .nothing("unknown"),
        Panel.stat(
                "Commits wait for",
                "How many synchronous standbys PostgreSQL is told to wait for; 0 is asynchronous.",
                new Target(
                    "max" + BY_RESOURCE + chosen(MetricName.SYNC_STANDBYS_REQUIRED) + ")",
                    RESOURCE))
            .nothing("unknown"),
        Panel.stat(
                "Spare synchronous standbys",
                "Synchronous standbys that stream beyond those waited for: below 0 commits wait.",
                new Target(
                    "min"
                        + BY_RESOURCE
                        + chosen(MetricName.SYNC_STANDBYS_STREAMING)
                        + " - "
                        + chosen(MetricName.SYNC_STANDBYS_REQUIRED)
                        + ")",
                    RESOURCE))
            .limits(Map.of(-1000, "red", 0, "green"))
            .nothing("unknown"));
  }

  private static List<Panel> standbys() {
    return List.of(
        new States(
                MetricName.REPLICATION_SYNC_STATE,
                "sync_state",
                List.of(
                    new Meaning("async", "blue"),
                    new Meaning("potential", "yellow"),
                    new Meaning("sync", "green"),
                    new Meaning("quorum", "dark-green")))
            .timeline(
                "Synchronous state of each standby",
                "Whether commits may wait for the standby, as the node that it streams from says.",
                "node, standby",
                "{{standby}} from {{node}}"),
        new States(
                MetricName.REPLICATION_STATE,
                "state",
                List.of(
                    new Meaning("stopping", "red"),
                    new Meaning("startup", "yellow"),
                    new Meaning("backup", "purple"),
                    new Meaning("catchup", "orange"),
                    new Meaning("streaming", "green")))
            .timeline(
                "Replication of each standby",
                "What its connection does, as the node that it streams from says.",
                "node, standby",
                "{{standby}} from {{node}}"));
  }

  private static List<Panel> synchronous() {
    return List.of(
        series(
            "Synchronous standbys",
            "Commits wait when fewer stream than are required.",
            "none",
            new Target(chosen(MetricName.SYNC_STANDBYS_REQUIRED), "{{node}} required"),
            new Target(chosen(MetricName.SYNC_STANDBYS_STREAMING), "{{node}} streaming")),
        series(
            "WAL at risk",
            "What the primary has written and no standby has flushed: it would be lost now.",
            "bytes",
            new Target(chosen(MetricName.WAL_AT_RISK), "{{node}} {{resource}}")));
  }

  private static List<Panel> lag() {
    return List.of(
        series(
            "Lag in bytes",
            "WAL of the primary that a standby has not flushed, or not replayed.",
            "bytes",
            new Target(
                chosen(MetricName.REPLICATION_FLUSH_LAG_BYTES), "{{standby}} from {{node}} flush"),
            new Target(
                chosen(MetricName.REPLICATION_REPLAY_LAG_BYTES),
                "{{standby}} from {{node}} replay")),
        series(
            "Lag in seconds",
            "Time from the primary's flush to the standby's, as the primary measures it.",
            "s",
            new Target(
                chosen(MetricName.REPLICATION_FLUSH_LAG_SECONDS),
                "{{standby}} from {{node}} flush"),
            new Target(
                chosen(MetricName.REPLICATION_REPLAY_LAG_SECONDS),
                "{{standby}} from {{node}} replay")),
        series(
            "Receive lag on the standbys",
            "WAL that a standby knows of and has not received: its own view.",
            "bytes",
            new Target(chosen(MetricName.REPLICATION_RECEIVE_LAG_BYTES), "{{node}}")),
        series(
            "Replay lag on the standbys",
            "Age of the last replayed transaction, 0 while all that was received is replayed.",
            "s",
            new Target(chosen(MetricName.REPLAY_LAG_SECONDS), "{{node}} {{resource}}")));
  }

  static List<Panel> timelines() {
    String timeline = chosen(MetricName.POSTGRES_TIMELINE_ID);
    return List.of(
        Panel.stat(
                "Nodes' timelines",
                "How far apart the highest and the lowest are.",
                new Target(
                    "max" + BY_RESOURCE + timeline + ") - min" + BY_RESOURCE + timeline + ")",
                    RESOURCE))
            .looking(
                Look.meaning(Map.of(0, new Meaning("equal", "green")))
                    .withLimits(Map.of(1, "red"))),
        series(
            "Timeline",
            "All nodes must be on one timeline; a lower one has not followed the last promotion.",
            "none",
            new Target(timeline, "{{node}} {{resource}}"),
            new Target(
                "max" + BY_RESOURCE + chosen(MetricName.LAST_PROMOTION_TIMELINE) + ")",
                "{{resource}} as recorded in the CIB")));
  }
}

package io.matriarch.dashboards;

import static io.matriarch.dashboards.Panel.series;
import static io.matriarch.dashboards.Promql.chosen;
import static io.matriarch.dashboards.Promql.grown;

import io.matriarch.dashboards.Panel.Target;
import io.matriarch.telemetry.MetricName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The panels of one node: its server, its disk, its agent.
final class NodePanels {

  private NodePanels() {}

  static Map<String, List<Panel>> rows() {
    Map<String, List<Panel>> rows = new LinkedHashMap<>();
    rows.put("PostgreSQL", server());
    rows.put("Events", events());
    rows.put("Agent", AgentPanels.all());
    return rows;
  }

  private static List<Panel> server() {
    return List.of(
        ClusterPanels.servers(),
        DiskPanels.free(),
        series(
            "Storage and connections",
            "For how long a write hangs, and whether a new connection is answered.",
            "none",
            new Target(chosen(MetricName.STORAGE_PROBE_STUCK), "{{node}} stuck for seconds"),
            new Target(chosen(MetricName.ACCEPTS_CONNECTIONS), "{{node}} accepts")),
        series(
            "WAL positions",
            "Written on a primary, received and replayed on a standby.",
            "bytes",
            new Target(chosen(MetricName.WAL_WRITE_POSITION), "{{node}} written"),
            new Target(chosen(MetricName.WAL_RECEIVE_POSITION), "{{node}} received"),
            new Target(chosen(MetricName.WAL_REPLAY_POSITION), "{{node}} replayed")),
        series(
            "Replay lag",
            "Age of the last replayed transaction, 0 while all that was received is replayed.",
            "s",
            new Target(chosen(MetricName.REPLAY_LAG_SECONDS), "{{node}} {{resource}}")));
  }

  private static List<Panel> events() {
    return List.of(
        series(
            "Events",
            "What the agent told, by severity; matriarch events shows them.",
            "none",
            new Target(
                "sum by (node, severity) (increase("
                    + chosen(MetricName.EVENTS)
                    + "[$__rate_interval]))",
                "{{node}} {{severity}}")),
        series(
                "Steps",
                "Elections, repairs, slots and what else the agent did of its own accord.",
                "none",
                new Target(
                    "sum by (node, step) (increase("
                        + chosen(MetricName.STEPS)
                        + "[$__rate_interval])) > 0",
                    "{{node}} {{step}}"))
            .nothing("no step"),
        series(
                "Webhook",
                "Events that the webhook took, tries that failed, events that wait and that were"
                    + " given up.",
                "none",
                new Target(grown(MetricName.WEBHOOK_DELIVERED), "{{node}} delivered"),
                new Target(grown(MetricName.WEBHOOK_FAILURES), "{{node}} failed tries"),
                new Target(grown(MetricName.WEBHOOK_DROPPED), "{{node}} given up"),
                new Target(chosen(MetricName.WEBHOOK_QUEUED), "{{node}} waiting"))
            .nothing("none is configured"));
  }
}

package io.matriarch.dashboards;

import static io.matriarch.dashboards.ClusterPanels.series;
import static io.matriarch.dashboards.Promql.chosen;
import static io.matriarch.dashboards.Promql.chosenBuckets;

import io.matriarch.dashboards.Panel.Kind;
import io.matriarch.dashboards.Panel.Target;
import io.matriarch.telemetry.MetricName;
import java.util.List;
import java.util.stream.Stream;

/// How long writing was down, and what would be lost now.
final class FailoverPanels {

  private FailoverPanels() {}

  static List<Panel> all() {
    return Stream.concat(last().stream(), detail().stream()).toList();
  }

  private static List<Panel> last() {
    return List.of(
        Panel.of(
            Kind.STAT,
            "Last failover",
            "When the last promotion ended.",
            "dateTimeFromNow",
            new Target(
                "1000 * max by (cluster_name, resource) ("
                    + chosen(MetricName.LAST_FAILOVER_TIMESTAMP)
                    + ")",
                "{{cluster_name}} {{resource}}")),
        Panel.of(
            Kind.STAT,
            "It took",
            "From the first sign until writable, the longest that any node saw of its last one.",
            "s",
            new Target(
                "max by (cluster_name, resource) ("
                    + chosen(MetricName.LAST_FAILOVER_DURATION)
                    + ")",
                "{{cluster_name}} {{resource}}")),
        Panel.of(
            Kind.STAT,
            "WAL left behind",
            "What the last failover lost, as far as any node knows.",
            "bytes",
            new Target(
                "max by (cluster_name, resource) ("
                    + chosen(MetricName.LAST_FAILOVER_LOST_WAL)
                    + ")",
                "{{cluster_name}} {{resource}}")));
  }

  private static List<Panel> detail() {
    return List.of(
        Panel.of(
            Kind.BAR_GAUGE,
            "Phases of the last failover",
            "Detect and demote as the old primary saw them, elect and promote as the new one did.",
            "s",
            new Target(
                "max by (phase) (" + chosen(MetricName.LAST_FAILOVER_PHASE_DURATION) + ")",
                "{{phase}}")),
        series(
            "Failovers by how long they took",
            "How many ended within each bound in the last 30 days, by what any one node saw.",
            "none",
            new Target(
                "max by (le, cluster_name, resource) (sum by (le, cluster_name, resource, instance)"
                    + " (increase("
                    + chosenBuckets(MetricName.FAILOVER_DURATION)
                    + "[30d])))",
                "{{cluster_name}} {{resource}} within {{le}} s")),
        series(
            "WAL at risk",
            "What the primary has written and no standby has flushed: it would be lost now.",
            "bytes",
            new Target(chosen(MetricName.WAL_AT_RISK), "{{node}} {{resource}}")),
        series(
            "Synchronous standbys",
            "Commits wait when fewer stream than are required.",
            "none",
            new Target(chosen(MetricName.SYNC_STANDBYS_REQUIRED), "{{node}} required"),
            new Target(chosen(MetricName.SYNC_STANDBYS_STREAMING), "{{node}} streaming")));
  }
}

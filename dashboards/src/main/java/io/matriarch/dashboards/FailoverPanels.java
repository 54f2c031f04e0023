package io.matriarch.dashboards;

import static io.matriarch.dashboards.Promql.chosen;
import static io.matriarch.dashboards.Promql.chosenBuckets;
import static io.matriarch.dashboards.Promql.ofLastFailover;

import io.matriarch.dashboards.Panel.Kind;
import io.matriarch.dashboards.Panel.Target;
import io.matriarch.telemetry.MetricName;
import java.util.List;

/// How long writing was down.
final class FailoverPanels {

  private static final String BY_RESOURCE = " by (cluster_name, resource) (";
  private static final String RESOURCE = "{{cluster_name}} {{resource}}";

  private FailoverPanels() {}

  static List<Panel> all() {
    return List.of(
        Panel.stat(
                "Last failover",
                "When the last promotion ended.",
                new Target(
                    "1000 * max" + BY_RESOURCE + chosen(MetricName.LAST_FAILOVER_TIMESTAMP) + ")",
                    RESOURCE))
            .as("dateTimeFromNow")
            .nothing("never"),
        Panel.stat(
                "It took",
                "From the first sign until clients could write again, at their address too: the"
                    + " longest that any node saw.",
                new Target(
                    "max" + BY_RESOURCE + ofLastFailover(MetricName.LAST_FAILOVER_DURATION) + ")",
                    RESOURCE))
            .as("s")
            .nothing("never"),
        Panel.stat(
                "Failovers of 30 days",
                "How long half of them took at most, and 95 % of them, as the nodes saw them.",
                within("0.5", "half"),
                within("0.95", "95 %"))
            .as("s")
            .nothing("none"),
        Panel.of(
                Kind.BAR_GAUGE,
                "Phases of the last failover",
                "Detect and demote as the old primary saw them, the others as the new one did; the"
                    + " longest first.",
                "s",
                new Target(
                    "sort_desc(max by (phase) ("
                        + ofLastFailover(MetricName.LAST_FAILOVER_PHASE_DURATION)
                        + "))",
                    "{{phase}}"))
            .nothing("none was seen"));
  }

  /// Nothing where there was no failover. A series begins with the first one that it counts, which
  /// is no increase to Prometheus.
  private static Target within(String quantile, String legend) {
    String all = chosenBuckets(MetricName.FAILOVER_DURATION);
    return new Target(
        "histogram_quantile("
            + quantile
            + ", sum by (le, cluster_name, resource) (("
            + all
            + " - "
            + all
            + " offset 30d >= 0) or "
            + all
            + ")) >= 0",
        RESOURCE + " " + legend);
  }
}

package io.matriarch.dashboards;

import static io.matriarch.dashboards.Panel.series;
import static io.matriarch.dashboards.Promql.chosen;
import static io.matriarch.dashboards.Promql.chosenBuckets;

import io.matriarch.dashboards.Panel.Target;
import io.matriarch.telemetry.MetricName;
import java.util.List;

/// Whether the agents themselves are well.
final class AgentPanels {

  private AgentPanels() {}

  static List<Panel> all() {
    return List.of(
        series(
            "Age of the latest observation",
            "An agent that observes keeps this near one second.",
            "s",
            new Target(
                "time() - " + chosen(MetricName.MONITOR_LAST_SUCCESS_TIMESTAMP),
                "{{node}} {{resource}}")),
        cycles(),
        looks(),
        unanswered(),
        series(
                "Failed operations",
                "Resource operations that ended in a failure.",
                "none",
                new Target(
                    "sum by (node, operation, reason) (increase("
                        + chosen(MetricName.OPERATION_FAILURES)
                        + "[$__rate_interval])) > 0",
                    "{{node}} {{operation}} {{reason}}"))
            .nothing("none failed"),
        operations(),
        series(
            "Events that were lost",
            "Events that could not be kept over a restart, and readers that were too slow for all.",
            "none",
            new Target(Promql.grown(MetricName.EVENTS_DROPPED), "{{node}} dropped"),
            new Target(Promql.grown(MetricName.EVENT_GAPS), "{{node}} slow readers")),
        series(
            "Memory of the agents",
            "Resident memory of each agent's process.",
            "bytes",
            new Target(chosen(MetricName.PROCESS_RESIDENT_MEMORY), "{{node}}")));
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

  private static Panel looks() {
    return series(
        "Duration of looks, 99th percentile",
        "How long PostgreSQL and each of Pacemaker's tools take to answer the agent.",
        "s",
        new Target(
            "histogram_quantile(0.99, sum by (le, node, check) (rate("
                + chosenBuckets(MetricName.MONITOR_DURATION)
                + "[$__rate_interval]))) > 0",
            "{{node}} {{check}}"));
  }

  private static Panel unanswered() {
    return series(
            "Looks without an answer",
            "Looks at PostgreSQL and calls of Pacemaker's tools that failed or took too long.",
            "none",
            new Target(
                "sum by (node, check) (increase("
                    + chosen(MetricName.MONITOR_FAILURES)
                    + "[$__rate_interval])) > 0",
                "{{node}} {{check}}"))
        .nothing("none");
  }

  private static Panel operations() {
    return series(
        "Duration of operations, 95th percentile",
        "How long Pacemaker waits for the agent's operations.",
        "s",
        new Target(
            "histogram_quantile(0.95, sum by (le, operation) (rate("
                + chosenBuckets(MetricName.OPERATION_DURATION)
                + "[$__rate_interval]))) > 0",
            "{{operation}}"));
  }
}

package io.matriarch.dashboards;

import static io.matriarch.dashboards.AlertRule.Severity.INFO;
import static io.matriarch.dashboards.AlertRule.Severity.WARNING;
import static io.matriarch.dashboards.Promql.all;

import io.matriarch.telemetry.MetricName;
import java.util.List;

/// Failovers that happened or cannot happen, and the agents themselves.
final class FailoverAlerts {

  private static final String AGENT_BYTES_MAX = "268435456";
  private static final String BY_RESOURCE = "by (cluster_name, resource) ";

  static final List<AlertRule> ALL =
      List.of(
          new AlertRule(
              "MatriarchRepeatedFailovers",
              WARNING,
              // Prometheus' estimate of two is a little more than two.
              "round(max "
                  + BY_RESOURCE
                  + "(sum by (cluster_name, resource, node) (increase("
                  + all(MetricName.FAILOVERS, "trigger=~\"failure|recovery\"")
                  + "[1h])))) > 2",
              "0s",
              "The primary failed repeatedly.",
              "{{ $labels.resource }} of {{ $labels.cluster_name }} had {{ $value | humanize }}"
                  + " failovers within an hour."),
          new AlertRule(
              "MatriarchFailoverOccurred",
              INFO,
              "time() - max "
                  + BY_RESOURCE
                  + "("
                  + all(MetricName.LAST_FAILOVER_TIMESTAMP)
                  + ") < 300",
              "0s",
              "The primary role moved.",
              "{{ $labels.resource }} of {{ $labels.cluster_name }} had a failover or switchover {{"
                  + " $value | humanizeDuration }} ago."),
          new AlertRule(
              "MatriarchWalLost",
              WARNING,
              "max "
                  + BY_RESOURCE
                  + "("
                  + all(MetricName.LAST_FAILOVER_LOST_WAL)
                  + " > 0 and on (cluster_name, resource, instance) time() - "
                  + all(MetricName.LAST_FAILOVER_TIMESTAMP)
                  + " < 86400) > 0",
              "0s",
              "A failover left WAL behind.",
              "The last failover of {{ $labels.resource }} of {{ $labels.cluster_name }} left {{"
                  + " $value | humanize1024 }}B of WAL behind."),
          new AlertRule(
              "MatriarchPromotionRefused",
              WARNING,
              "max by (cluster_name, resource, peer) ("
                  + all(MetricName.PROMOTION_REFUSED)
                  + ") == 1",
              "10m",
              "A node must not be promoted.",
              "{{ $labels.peer }} lacks WAL that another node holds, for 10 minutes, in {{"
                  + " $labels.resource }} of {{ $labels.cluster_name }}."),
          new AlertRule(
              "MatriarchOperationFailures",
              WARNING,
              "sum by (cluster_name, resource, node, operation) (increase("
                  + all(MetricName.OPERATION_FAILURES)
                  + "[15m])) > 0",
              "0s",
              "A resource operation failed.",
              "{{ $labels.operation }} of {{ $labels.resource }} of {{ $labels.cluster_name }}"
                  + " failed on {{ $labels.node }} within the last 15 minutes."),
          new AlertRule(
              "MatriarchEventsDropped",
              WARNING,
              "increase(" + all(MetricName.EVENTS_DROPPED) + "[15m]) > 0",
              "0s",
              "Events could not be kept.",
              "The agent on {{ $labels.node }} of {{ $labels.cluster_name }} could not keep events"
                  + " over a restart."),
          new AlertRule(
              "MatriarchWebhookFailing",
              WARNING,
              all(MetricName.WEBHOOK_FAILING) + " == 1",
              "5m",
              "Events do not reach the webhook.",
              "The webhook of {{ $labels.node }} of {{ $labels.cluster_name }} has taken no event"
                  + " for 5 minutes."),
          new AlertRule(
              "MatriarchAgentMemory",
              WARNING,
              all(MetricName.PROCESS_RESIDENT_MEMORY) + " > " + AGENT_BYTES_MAX,
              "15m",
              "An agent uses much memory.",
              "The agent on {{ $labels.node }} of {{ $labels.cluster_name }} uses {{ $value |"
                  + " humanize1024 }}B."));

  private FailoverAlerts() {}
}

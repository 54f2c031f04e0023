package io.matriarch.dashboards;

import static io.matriarch.dashboards.AlertRule.Severity.CRITICAL;
import static io.matriarch.dashboards.AlertRule.Severity.WARNING;
import static io.matriarch.dashboards.Promql.all;

import io.matriarch.telemetry.MetricName;
import java.util.List;

/// What Pacemaker tells that somebody must look at.
final class PacemakerAlerts {

  private static final String BY_RESOURCE = "by (cluster_name, resource) ";

  static final List<AlertRule> ALL =
      List.of(
          new AlertRule(
              "MatriarchNodeUnclean",
              CRITICAL,
              "max by (cluster_name, peer) (" + all(MetricName.CLUSTER_NODE_UNCLEAN) + ") == 1",
              "1m",
              "A node waits to be fenced.",
              "{{ $labels.peer }} of {{ $labels.cluster_name }} has been unclean for a minute:"
                  + " nothing is promoted in its place until it is fenced."),
          new AlertRule(
              "MatriarchFencingDisabled",
              CRITICAL,
              "min by (cluster_name) (" + all(MetricName.CLUSTER_FENCING_ENABLED) + ") == 0",
              "15m",
              "Fencing is off.",
              "{{ $labels.cluster_name }} has had no fencing for 15 minutes: a lost node may go on"
                  + " writing."),
          new AlertRule(
              "MatriarchFencingFailing",
              CRITICAL,
              "increase(" + all(MetricName.FENCING_FAILURES) + "[15m]) > 0",
              "0s",
              "Fencing failed.",
              "Pacemaker told {{ $labels.node }} of {{ $labels.cluster_name }} that a fencing"
                  + " failed within the last 15 minutes."),
          new AlertRule(
              "MatriarchNodeOffline",
              WARNING,
              "min by (cluster_name, peer) (" + all(MetricName.CLUSTER_NODE_ONLINE) + ") == 0",
              "5m",
              "A node is not a member of the cluster.",
              "{{ $labels.peer }} of {{ $labels.cluster_name }} has been away for 5 minutes."),
          new AlertRule(
              "MatriarchMaintenanceMode",
              WARNING,
              "max by (cluster_name) (" + all(MetricName.CLUSTER_MAINTENANCE) + ") == 1",
              "1h",
              "The cluster has been in maintenance mode for long.",
              "{{ $labels.cluster_name }} has been in maintenance mode for an hour: no failover"
                  + " happens."),
          new AlertRule(
              "MatriarchUnmanaged",
              WARNING,
              "min " + BY_RESOURCE + "(" + all(MetricName.RESOURCE_MANAGED) + ") == 0",
              "1h",
              "Pacemaker does not manage the resource.",
              "{{ $labels.resource }} of {{ $labels.cluster_name }} has been unmanaged for an hour:"
                  + " no failover happens."),
          new AlertRule(
              "MatriarchFailCount",
              WARNING,
              "max by (cluster_name, resource, peer) ("
                  + all(MetricName.RESOURCE_FAILURES)
                  + ") > 0",
              "15m",
              "Pacemaker has counted failures.",
              "{{ $labels.peer }} has failed {{ $value }} time(s) with {{ $labels.resource }} of {{"
                  + " $labels.cluster_name }} and is not cleared."),
          new AlertRule(
              "MatriarchScoreMissing",
              WARNING,
              all(MetricName.PROMOTION_SCORE_MISSING) + " > 10",
              "20s",
              "Promotion scores do not reach the CIB.",
              "No score of {{ $labels.node }} with {{ $labels.resource }} of"
                  + " {{ $labels.cluster_name }} has reached the CIB for"
                  + " {{ $value | humanizeDuration }}: Pacemaker cannot promote it."),
          new AlertRule(
              "MatriarchCibUnknown",
              WARNING,
              all(MetricName.CLUSTER_KNOWN) + " == 0",
              "2m",
              "An agent cannot read the CIB.",
              "The agent on {{ $labels.node }} of {{ $labels.cluster_name }} has not read the CIB"
                  + " for 2 minutes."));

  private PacemakerAlerts() {}
}

package io.matriarch.dashboards;

import static io.matriarch.dashboards.AlertRule.Severity.CRITICAL;
import static io.matriarch.dashboards.AlertRule.Severity.INFO;
import static io.matriarch.dashboards.AlertRule.Severity.WARNING;
import static io.matriarch.dashboards.Promql.all;

import io.matriarch.telemetry.MetricName;
import java.util.List;

/// A server that is sick, full or wrongly configured.
final class ServerAlerts {

  static final List<AlertRule> ALL =
      List.of(
          new AlertRule(
              "MatriarchDiskLow",
              WARNING,
              all(MetricName.FILESYSTEM_FREE) + " < 0.1 * " + all(MetricName.FILESYSTEM_SIZE),
              "10m",
              "A file system is nearly full.",
              "{{ $labels.path }} on {{ $labels.node }} of {{ $labels.cluster_name }} has {{ $value"
                  + " | humanize1024 }}B left."),
          new AlertRule(
              "MatriarchStorageStuck",
              CRITICAL,
              all(MetricName.STORAGE_PROBE_STUCK) + " > 10",
              "0s",
              "Storage does not answer.",
              "A write on {{ $labels.node }} of {{ $labels.cluster_name }} has not ended for {{"
                  + " $value | humanizeDuration }}."),
          new AlertRule(
              "MatriarchAcceptsNobody",
              CRITICAL,
              all(MetricName.ACCEPTS_CONNECTIONS) + " == 0",
              "30s",
              "PostgreSQL accepts no new connection.",
              "{{ $labels.resource }} of {{ $labels.cluster_name }} on {{ $labels.node }} has"
                  + " answered no new connection for 30 s."),
          new AlertRule(
              "MatriarchPendingRestart",
              INFO,
              all(MetricName.POSTGRES_PENDING_RESTART) + " > 0",
              "1d",
              "Settings wait for a restart.",
              "{{ $value }} setting(s) of {{ $labels.resource }} of {{ $labels.cluster_name }} on"
                  + " {{ $labels.node }} wait for a restart since a day."),
          new AlertRule(
              "MatriarchConfigurationFault",
              WARNING,
              all(MetricName.CONFIGURATION_FAULTS) + " > 0",
              "5m",
              "A parameter of the resource is wrong.",
              "{{ $labels.resource }} of {{ $labels.cluster_name }} has {{ $value }} wrong"
                  + " parameter(s) on {{ $labels.node }}."));

  private ServerAlerts() {}
}

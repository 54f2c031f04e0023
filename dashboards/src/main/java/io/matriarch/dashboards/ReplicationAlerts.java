package io.matriarch.dashboards;

import static io.matriarch.dashboards.AlertRule.Severity.CRITICAL;
import static io.matriarch.dashboards.AlertRule.Severity.WARNING;
import static io.matriarch.dashboards.Promql.all;

import io.matriarch.telemetry.MetricName;
import java.util.List;

/// Copies that are missing, behind or broken.
final class ReplicationAlerts {

  private static final String LAG_BYTES_MAX = "67108864";
  private static final String RETAINED_BYTES_MAX = "4294967296";
  private static final String BY_RESOURCE = "by (cluster_name, resource) ";

  static final List<AlertRule> ALL =
      List.of(
          new AlertRule(
              "MatriarchNoSyncStandby",
              CRITICAL,
              all(MetricName.SYNC_STANDBYS_STREAMING)
                  + " < "
                  + all(MetricName.SYNC_STANDBYS_REQUIRED),
              "1m",
              "Commits wait for standbys that do not stream.",
              "{{ $labels.resource }} of {{ $labels.cluster_name }} has {{ $value }} synchronous"
                  + " standby(s) streaming, fewer than commits wait for."),
          new AlertRule(
              "MatriarchWalAtRisk",
              WARNING,
              all(MetricName.WAL_AT_RISK) + " > " + LAG_BYTES_MAX,
              "5m",
              "Much WAL is on the primary alone.",
              "{{ $labels.resource }} of {{ $labels.cluster_name }} has {{ $value | humanize1024"
                  + " }}B on the primary alone, for 5 minutes."),
          new AlertRule(
              "MatriarchNoStandbyStreams",
              CRITICAL,
              all(MetricName.ROLE, "role=\"primary\"")
                  + " == 1 unless on (cluster_name, resource, instance) "
                  + all(MetricName.REPLICATION_STATE, "state=\"streaming\"")
                  + " == 1",
              "2m",
              "No standby streams from the primary.",
              "The primary of {{ $labels.resource }} of {{ $labels.cluster_name }} on {{"
                  + " $labels.node }} has had no standby for 2 minutes."),
          new AlertRule(
              "MatriarchStandbyApart",
              WARNING,
              all(MetricName.WAL_RECEIVER_UP) + " == 0",
              "5m",
              "A standby does not stream.",
              "{{ $labels.resource }} of {{ $labels.cluster_name }} on {{ $labels.node }} has not"
                  + " streamed for 5 minutes."),
          new AlertRule(
              "MatriarchReplayPaused",
              WARNING,
              all(MetricName.REPLAY_PAUSED) + " == 1",
              "15m",
              "Replay is paused.",
              "{{ $labels.resource }} of {{ $labels.cluster_name }} on {{ $labels.node }} has had"
                  + " its replay paused for 15 minutes."),
          new AlertRule(
              "MatriarchTimelineDivergence",
              WARNING,
              "max "
                  + BY_RESOURCE
                  + "("
                  + all(MetricName.POSTGRES_TIMELINE_ID)
                  + ") != min "
                  + BY_RESOURCE
                  + "("
                  + all(MetricName.POSTGRES_TIMELINE_ID)
                  + ")",
              "5m",
              "The nodes are on different timelines.",
              "{{ $labels.resource }} of {{ $labels.cluster_name }} has had nodes on different"
                  + " timelines for 5 minutes, the highest is {{ $value }}."),
          new AlertRule(
              "MatriarchRepairFailed",
              WARNING,
              all(MetricName.REPAIR_STATE, "state=\"failed\"") + " == 1",
              "1m",
              "A repair was given up.",
              "{{ $labels.resource }} of {{ $labels.cluster_name }} on {{ $labels.node }} could not"
                  + " be repaired."),
          new AlertRule(
              "MatriarchSlotLost",
              CRITICAL,
              all(MetricName.REPLICATION_SLOT_WAL_STATUS, "status=\"lost\"") + " == 1",
              "1m",
              "A slot lost the WAL that it held.",
              "Slot {{ $labels.slot_name }} on {{ $labels.node }} of {{ $labels.cluster_name }} is"
                  + " lost: who used it cannot go on."),
          new AlertRule(
              "MatriarchSlotRetainsWal",
              WARNING,
              all(MetricName.REPLICATION_SLOT_RETAINED_WAL) + " > " + RETAINED_BYTES_MAX,
              "10m",
              "A slot holds much WAL back.",
              "Slot {{ $labels.slot_name }} on {{ $labels.node }} of {{ $labels.cluster_name }} has"
                  + " held back {{ $value | humanize1024 }}B for 10 minutes."));

  private ReplicationAlerts() {}
}

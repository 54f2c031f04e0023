package io.matriarch.dashboards;

import static io.matriarch.dashboards.AlertRule.Severity.CRITICAL;
import static io.matriarch.dashboards.AlertRule.Severity.WARNING;
import static io.matriarch.dashboards.Promql.all;

import io.matriarch.telemetry.MetricName;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The alerts, and every threshold in them.
final class AlertRules {

  private static final String LAG_BYTES_MAX = "67108864";
  private static final String AGE_SECONDS_MAX = "30";
  private static final String BY_RESOURCE = "by (cluster_name, resource) ";
  private static final String PRIMARIES =
      "count " + BY_RESOURCE + "(" + all(MetricName.ROLE, "role=\"primary\"") + " == 1)";
  private static final String RESOURCE = "{{ $labels.resource }} of {{ $labels.cluster_name }}";

  private static final List<AlertRule> ESSENTIAL =
      List.of(
          new AlertRule(
              "MatriarchNoPrimary",
              CRITICAL,
              "count "
                  + BY_RESOURCE
                  + "("
                  + all(MetricName.MONITOR_LAST_SUCCESS_TIMESTAMP)
                  + ") unless "
                  + PRIMARIES,
              "30s",
              "No agent of the cluster sees a primary.",
              RESOURCE + " has had no primary for 30 s: nothing can be written."),
          new AlertRule(
              "MatriarchSplitBrain",
              CRITICAL,
              PRIMARIES + " > 1",
              "30s",
              "Several instances of one cluster are read-write.",
              RESOURCE + " has {{ $value }} primaries: what they write apart must be thrown away."),
          new AlertRule(
              "MatriarchQuorumLost",
              CRITICAL,
              "min by (cluster_name, node) (" + all(MetricName.CLUSTER_QUORATE) + ") == 0",
              "30s",
              "A node is in a partition without quorum.",
              "{{ $labels.node }} of {{ $labels.cluster_name }} has no quorum: Pacemaker starts"
                  + " and promotes nothing there."),
          new AlertRule(
              "MatriarchPostgresDown",
              WARNING,
              all(MetricName.POSTGRES_UP)
                  + " == 0 unless on (cluster_name, node, resource) "
                  + all(MetricName.POSTGRES_STATE, "state=\"absent\"")
                  + " == 1",
              "2m",
              "An instance of PostgreSQL does not answer.",
              RESOURCE + " has not answered on {{ $labels.node }} for 2 minutes."),
          new AlertRule(
              "MatriarchReplicationLag",
              WARNING,
              all(MetricName.REPLICATION_REPLAY_LAG_BYTES) + " > " + LAG_BYTES_MAX,
              "5m",
              "A standby is far behind its primary.",
              "{{ $labels.standby }} has been more than 64 MiB behind for 5 minutes, now"
                  + " {{ $value | humanize1024 }}B, in "
                  + RESOURCE
                  + "."),
          new AlertRule(
              "MatriarchNoFailoverCandidate",
              WARNING,
              PRIMARIES
                  + " unless count "
                  + BY_RESOURCE
                  + "("
                  + all(MetricName.PROMOTION_SCORE)
                  + " > 0 and on (cluster_name, resource, instance, peer) "
                  + all(MetricName.RESOURCE_ROLE, "role=\"unpromoted\"")
                  + " == 1)",
              "5m",
              "No standby could take over from the primary.",
              RESOURCE + " has had no standby with a positive promotion score for 5 minutes."),
          new AlertRule(
              "MatriarchAgentDown",
              WARNING,
              "up{job=~\".*matriarch.*\"} == 0",
              "1m",
              "An agent cannot be scraped.",
              "The agent at {{ $labels.instance }} has not answered Prometheus for a minute."),
          new AlertRule(
              "MatriarchMonitorStale",
              WARNING,
              "time() - "
                  + all(MetricName.MONITOR_LAST_SUCCESS_TIMESTAMP)
                  + " > "
                  + AGE_SECONDS_MAX,
              "30s",
              "An agent runs and has stopped observing PostgreSQL.",
              RESOURCE
                  + " was last observed on {{ $labels.node }}"
                  + " {{ $value | humanizeDuration }} ago."));

  static final List<AlertRule> ALL =
      Stream.of(
              ESSENTIAL,
              PacemakerAlerts.ALL,
              ReplicationAlerts.ALL,
              ServerAlerts.ALL,
              FailoverAlerts.ALL)
          .flatMap(List::stream)
          .toList();

  private AlertRules() {}

  static String yaml() {
    return """
    # Generated from the agent's metric names: change AlertRules.java, not this file.
    # The scrape job's name must contain "matriarch".
    groups:
      - name: matriarch-records
        rules:
    """
        + Records.yaml()
        + "  - name: matriarch\n    rules:\n"
        + ALL.stream().map(AlertRule::yaml).collect(Collectors.joining());
  }
}

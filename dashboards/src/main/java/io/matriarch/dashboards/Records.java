package io.matriarch.dashboards;

import static io.matriarch.dashboards.Promql.all;

import io.matriarch.telemetry.MetricName;
import java.util.List;
import java.util.stream.Collectors;

/// What the fleet's page asks for each cluster, computed beforehand.
///
/// @param name level, metric and operation
record Records(String name, String expression) {

  private static final String BY = " by (cluster_name, resource) (";

  static final List<Records> ALL =
      List.of(
          new Records(
              "cluster:matriarch_primaries:count",
              "sum" + BY + all(MetricName.ROLE, "role=\"primary\"") + ")"),
          new Records(
              "cluster:matriarch_streaming_standbys:count",
              "sum" + BY + all(MetricName.REPLICATION_STATE, "state=\"streaming\"") + ")"),
          new Records(
              "cluster:matriarch_replay_lag_bytes:max",
              "max" + BY + all(MetricName.REPLICATION_REPLAY_LAG_BYTES) + ")"),
          new Records(
              "cluster:matriarch_last_failover_duration_seconds:max",
              "max" + BY + all(MetricName.LAST_FAILOVER_DURATION) + ")"),
          new Records(
              "cluster:matriarch_quorate:min", "min" + BY + all(MetricName.CLUSTER_QUORATE) + ")"));

  static String yaml() {
    return ALL.stream()
        .map(
            record ->
                "      - record: %s\n        expr: '%s'\n"
                    .formatted(record.name(), record.expression()))
        .collect(Collectors.joining());
  }
}

package io.matriarch.dashboards;

import io.matriarch.telemetry.MetricName;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Selectors of the agent's metrics; a label that the metric does not have is refused.
final class Promql {

  private static final String[] CHOSEN = {
    "job=~\"$job\"", "cluster_name=~\"$cluster\"", "instance=~\"$instance\""
  };

  private Promql() {}

  /// The metric of all agents, as alert rules see it.
  static String all(MetricName name, String... matchers) {
    Arrays.stream(matchers).forEach(matcher -> check(name, matcher));
    return matchers.length == 0
        ? name.text()
        : name.text() + "{" + String.join(",", matchers) + "}";
  }

  /// The metric of what the dashboard's variables choose.
  static String chosen(MetricName name, String... matchers) {
    return selector(name, name.text(), matchers);
  }

  /// The buckets of a histogram of what the dashboard's variables choose.
  static String chosenBuckets(MetricName name) {
    if (name.kind() != MetricName.Kind.HISTOGRAM) {
      throw new IllegalArgumentException(name + " is no histogram: it has no buckets");
    }
    return selector(name, name.text() + "_bucket");
  }

  /// What the nodes know of the last failover, of those that saw it: who was away knows of one
  /// before.
  static String ofLastFailover(MetricName name) {
    String ended = chosen(MetricName.LAST_FAILOVER_TIMESTAMP);
    return chosen(name)
        + " and on (cluster_name, resource, node) ("
        + ended
        + " > on (cluster_name, resource) group_left max by (cluster_name, resource) ("
        + ended
        + ") - 20)";
  }

  /// By how much the counter of what the variables choose has grown.
  static String grown(MetricName counter) {
    return "increase(" + chosen(counter) + "[$__rate_interval])";
  }

  /// The firing alerts that ask for somebody, of the chosen clusters and of none: that an agent is
  /// gone is known of its address alone.
  static String firing() {
    return "ALERTS{alertstate=\"firing\",alertname=~\"Matriarch.*\",severity!=\"info\","
        + "cluster_name=~\"$cluster|\"}";
  }

  private static String selector(MetricName name, String series, String... matchers) {
    Arrays.stream(matchers).forEach(matcher -> check(name, matcher));
    return Stream.concat(Arrays.stream(CHOSEN), Arrays.stream(matchers))
        .collect(Collectors.joining(",", series + "{", "}"));
  }

  private static void check(MetricName name, String matcher) {
    String label = matcher.replaceAll("[=!~].*", "");
    if (!name.labels().contains(label) && !MetricName.COMMON_LABELS.contains(label)) {
      throw new IllegalArgumentException(
          "%s has no label %s: it has %s".formatted(name.text(), label, name.labels()));
    }
  }
}

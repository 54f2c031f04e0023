package io.matriarch.telemetry;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The points of one scrape; not for several threads.
final class Points {

  private record Point(Labels labels, double value) {}

  private final Map<MetricName, List<Point>> points;
  private final Labels common;

  Points(Identity identity) {
    this(
        new EnumMap<>(MetricName.class),
        Labels.of("cluster_name", identity.clusterName(), "node", identity.node()));
  }

  private Points(Map<MetricName, List<Point>> points, Labels common) {
    this.points = points;
    this.common = common;
  }

  /// The same scrape, with points that belong to the resource.
  Points of(String resource) {
    return new Points(points, common.add("resource", resource));
  }

  /// Adds a point; the label values are in the order of [MetricName#labels].
  void add(MetricName name, double value, String... labelValues) {
    Labels labels = common;
    for (int i = 0; i < labelValues.length; i++) {
      labels = labels.add(name.labels().get(i), labelValues[i]);
    }
    points.computeIfAbsent(name, _ -> new ArrayList<>()).add(new Point(labels, value));
  }

  /// Exact up to 2^53.
  void add(MetricName name, long value, String... labelValues) {
    add(name, (double) value, labelValues);
  }

  void add(MetricName name, boolean holds, String... labelValues) {
    add(name, holds ? 1 : 0, labelValues);
  }

  MetricSnapshots snapshots() {
    return new MetricSnapshots(
        points.entrySet().stream().map(e -> snapshot(e.getKey(), e.getValue())).toList());
  }

  private static MetricSnapshot snapshot(MetricName name, List<Point> of) {
    MetricMetadata metadata = new MetricMetadata(name.baseName(), name.help());
    return switch (name.kind()) {
      case GAUGE ->
          new GaugeSnapshot(
              metadata,
              of.stream().map(p -> new GaugeDataPointSnapshot(p.value, p.labels, null)).toList());
      case COUNTER ->
          new CounterSnapshot(
              metadata,
              of.stream()
                  .map(p -> new CounterDataPointSnapshot(p.value, p.labels, null, 0))
                  .toList());
      case INFO ->
          new InfoSnapshot(
              metadata, of.stream().map(p -> new InfoDataPointSnapshot(p.labels)).toList());
      case HISTOGRAM ->
          throw new IllegalStateException(name + " is kept by Micrometer, not made from snapshots");
    };
  }
}

package io.matriarch.dashboards;

import io.matriarch.dashboards.Look.Meaning;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One panel of a dashboard.
///
/// @param unit Grafana's id of the unit
/// @param labels a table's columns that are labels, with their titles
/// @param columns a table's columns that are values, one for each target
record Panel(
    Kind kind,
    String title,
    String description,
    String unit,
    List<Target> targets,
    Look look,
    Map<String, String> labels,
    List<Column> columns) {

  /// A query and how its series are called.
  record Target(String expression, String legend) {}

  /// How it is drawn, and in which size on a grid of 24 columns.
  enum Kind {
    STAT("stat", 4, 4),
    /// A stat that shows which series there are.
    NAMES("stat", 4, 4),
    TIME_SERIES("timeseries", 12, 8),
    STATE_TIMELINE("state-timeline", 24, 7),
    /// A timeline of many rows.
    LONG_TIMELINE("state-timeline", 24, 14),
    BAR_GAUGE("bargauge", 12, 7),
    TABLE("table", 24, 8);

    private final String id;
    private final int width;
    private final int height;

    Kind(String id, int width, int height) {
      this.id = id;
      this.width = width;
      this.height = height;
    }

    String id() {
      return id;
    }

    int width() {
      return width;
    }

    int height() {
      return height;
    }
  }

  Panel {
    targets = List.copyOf(targets);
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    columns = List.copyOf(columns);
  }

  static Panel of(Kind kind, String title, String description, String unit, Target... targets) {
    return new Panel(
        kind, title, description, unit, List.of(targets), Look.PLAIN, Map.of(), List.of());
  }

  static Panel stat(String title, String description, Target... targets) {
    return of(Kind.STAT, title, description, "none", targets);
  }

  static Panel series(String title, String description, String unit, Target... targets) {
    return of(Kind.TIME_SERIES, title, description, unit, targets);
  }

  /// A row for each set of labels that the columns' queries have in common.
  static Panel table(
      String title, String description, Map<String, String> labels, Column... columns) {
    List<Target> targets =
        Arrays.stream(columns).map(column -> new Target(column.expression(), "")).toList();
    return new Panel(
        Kind.TABLE, title, description, "none", targets, Look.PLAIN, labels, List.of(columns));
  }

  Panel looking(Look other) {
    return new Panel(kind, title, description, unit, targets, other, labels, columns);
  }

  Panel as(String otherUnit) {
    return new Panel(kind, title, description, otherUnit, targets, look, labels, columns);
  }

  Panel meaning(Map<Integer, Meaning> of) {
    return looking(Look.meaning(of));
  }

  Panel limits(Map<Integer, String> of) {
    return looking(Look.limits(of));
  }

  Panel nothing(String word) {
    return looking(look.withNothing(word));
  }
}

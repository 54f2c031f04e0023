package io.matriarch.dashboards;

import java.util.List;
import java.util.Map;

/// One panel of a dashboard.
///
/// @param unit Grafana's id of the unit
/// @param meanings what a number stands for, with its colour; empty where the number speaks itself
record Panel(
    Kind kind,
    String title,
    String description,
    String unit,
    List<Target> targets,
    Map<Integer, Meaning> meanings) {

  /// A query and how its series are called.
  record Target(String expression, String legend) {}

  /// The words and the colour for a number.
  record Meaning(String text, String colour) {}

  /// How it is drawn, and in which size on a grid of 24 columns.
  enum Kind {
    STAT("stat", 4, 4),
    TIME_SERIES("timeseries", 12, 8),
    STATE_TIMELINE("state-timeline", 24, 7),
    BAR_GAUGE("bargauge", 12, 8),
    TABLE("table", 24, 9);

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
    meanings = Map.copyOf(meanings);
  }

  static Panel of(Kind kind, String title, String description, String unit, Target... targets) {
    return new Panel(kind, title, description, unit, List.of(targets), Map.of());
  }

  Panel meaning(Map<Integer, Meaning> of) {
    return new Panel(kind, title, description, unit, targets, of);
  }
}

package io.matriarch.dashboards;

/// A column of a table.
///
/// @param title empty for one that is not shown, whose query is there for its labels
/// @param unit Grafana's id of the unit
record Column(String title, String expression, String unit, Look look) {

  static Column of(String title, String expression) {
    return new Column(title, expression, "none", Look.PLAIN);
  }

  static Column hidden(String expression) {
    return of("", expression);
  }

  Column as(String otherUnit) {
    return new Column(title, expression, otherUnit, look);
  }

  Column looking(Look other) {
    return new Column(title, expression, unit, other);
  }

  boolean isHidden() {
    return title.isEmpty();
  }
}

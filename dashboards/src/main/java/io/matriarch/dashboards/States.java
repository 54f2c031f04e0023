package io.matriarch.dashboards;

import io.matriarch.dashboards.Look.Meaning;
import io.matriarch.dashboards.Panel.Target;
import io.matriarch.telemetry.MetricName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/// States of which one holds at a time, each drawn as the number of its place.
///
/// @param label the metric's label that names the state
/// @param states the label's values, with their colours
record States(MetricName metric, String label, List<Meaning> states) {

  States {
    states = List.copyOf(states);
  }

  Panel timeline(String title, String description, String by, String legend) {
    return Panel.of(
            Panel.Kind.STATE_TIMELINE,
            title,
            description,
            "none",
            new Target(expression(by), legend))
        .meaning(meanings());
  }

  private String expression(String by) {
    StringJoiner sum = new StringJoiner(" + ");
    for (int number = 0; number < states.size(); number++) {
      String matcher = "%s=\"%s\"".formatted(label, states.get(number).text());
      sum.add("%d * sum by (%s) (%s)".formatted(number, by, Promql.chosen(metric, matcher)));
    }
    return sum.toString();
  }

  private Map<Integer, Meaning> meanings() {
    Map<Integer, Meaning> meanings = new LinkedHashMap<>();
    for (int number = 0; number < states.size(); number++) {
      meanings.put(number, states.get(number));
    }
    return meanings;
  }
}

package io.matriarch.stories;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A query of a Grafana dashboard: a panel's, an annotation's or a variable's.
///
/// @param key what its answer is called by for the page that draws the dashboard
/// @param instant whether it asks how things are, rather than how they were
record DashboardQuery(
    String dashboard, String title, String key, boolean instant, String expression) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String VARIABLE = "variable/";
  private static final Pattern LABEL_VALUES =
      Pattern.compile("label_values\\((?<metric>.*), *(?<label>\\w+)\\)");

  static List<DashboardQuery> of(Path file) throws IOException {
    JsonNode dashboard = JSON.readTree(file.toFile());
    String name = dashboard.path("uid").asText();
    List<DashboardQuery> queries = new ArrayList<>();
    dashboard.path("panels").forEach(panel -> queries.addAll(ofPanel(name, panel)));
    for (JsonNode annotation : dashboard.path("annotations").path("list")) {
      if (annotation.hasNonNull("expr")) {
        String title = annotation.path("name").asText();
        String expression = annotation.path("expr").asText();
        queries.add(new DashboardQuery(name, title, "annotation/" + title, false, expression));
      }
    }
    for (JsonNode variable : dashboard.path("templating").path("list")) {
      if (variable.path("type").asText().equals("query")) {
        String title = variable.path("name").asText();
        String expression = variable.path("query").asText();
        queries.add(new DashboardQuery(name, title, VARIABLE + title, true, expression));
      }
    }
    return queries;
  }

  /// Whether a panel or an annotation shows the answer.
  boolean isDrawn() {
    return !key.startsWith(VARIABLE);
  }

  /// The expression with every variable standing for all, as a dashboard begins.
  String filled() {
    Matcher values = LABEL_VALUES.matcher(expression);
    String query =
        values.matches()
            ? "count by (%s) (%s)".formatted(values.group("label"), values.group("metric"))
            : expression;
    return query
        .replace("$__rate_interval", "30s")
        .replace("$__interval", "10s")
        .replace("$__range", "10m")
        .replaceAll("\\$(job|cluster|instance)\\b", ".*");
  }

  private static List<DashboardQuery> ofPanel(String dashboard, JsonNode panel) {
    List<DashboardQuery> queries = new ArrayList<>();
    String title = panel.path("title").asText();
    for (JsonNode target : panel.path("targets")) {
      String key = panel.path("id").asText() + "/" + target.path("refId").asText();
      boolean instant = target.path("instant").asBoolean();
      queries.add(new DashboardQuery(dashboard, title, key, instant, target.path("expr").asText()));
    }
    panel.path("panels").forEach(inner -> queries.addAll(ofPanel(dashboard, inner)));
    return queries;
  }

  @Override
  public String toString() {
    return "%s, '%s': %s".formatted(dashboard, title, expression);
  }
}

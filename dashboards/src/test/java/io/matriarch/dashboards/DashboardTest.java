package io.matriarch.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

@ParameterizedClass
@FieldSource("DASHBOARDS")
final class DashboardTest {

  private static final Pattern SELECTOR = Pattern.compile("matriarch_\\w+(\\{[^}]*\\})?");
  private static final Pattern BARE_COUNTER =
      Pattern.compile("(?<!rate\\()(?<!increase\\()matriarch_\\w+_total");

  @TempDir private Path directory = Path.of("");

  static final List<Dashboard> DASHBOARDS = Dashboard.ALL;

  private final JsonNode dashboard;

  DashboardTest(Dashboard tested) {
    dashboard = read(tested);
  }

  private static JsonNode read(Dashboard tested) {
    try {
      return new ObjectMapper().readTree(tested.text());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<JsonNode> panels() {
    return all().filter(panel -> !panel.path("type").asText().equals("row")).toList();
  }

  private Stream<JsonNode> all() {
    return StreamSupport.stream(dashboard.path("panels").spliterator(), false);
  }

  private List<String> expressions() {
    List<String> all = new ArrayList<>(dashboard.findValuesAsText("expr"));
    all.removeIf(expression -> expression.startsWith("ALERTS"));
    return all;
  }

  @Test
  void every_panel_has_a_title_a_description_a_unit_and_a_query() {
    assertThat(panels())
        .allSatisfy(
            panel -> {
              assertThat(panel.path("title").asText()).isNotEmpty();
              assertThat(panel.path("description").asText()).endsWith(".");
              assertThat(panel.at("/fieldConfig/defaults/unit").asText()).isNotEmpty();
              assertThat(panel.path("targets")).isNotEmpty();
            });
  }

  @Test
  void every_value_of_a_table_has_a_title_or_is_left_out() {
    assertThat(panels())
        .filteredOn(panel -> panel.path("type").asText().equals("table"))
        .allSatisfy(
            table -> {
              JsonNode organized = table.at("/transformations/1/options");
              for (JsonNode target : table.path("targets")) {
                String value = "Value #" + target.path("refId").asText();
                assertThat(
                        organized.path("renameByName").has(value)
                            || organized.path("excludeByName").has(value))
                    .as("%s of '%s'", value, table.path("title").asText())
                    .isTrue();
              }
            });
  }

  @Test
  void a_bar_begins_at_zero() {
    assertThat(panels())
        .filteredOn(panel -> panel.path("type").asText().equals("bargauge"))
        .allMatch(panel -> panel.at("/fieldConfig/defaults/min").isInt());
  }

  @Test
  void every_selector_follows_the_variables() {
    assertThat(expressions())
        .filteredOn(expression -> !asksForAlertsAlone(expression))
        .allSatisfy(
            expression ->
                assertThat(SELECTOR.matcher(expression).results().map(r -> r.group()))
                    .isNotEmpty()
                    .allMatch(
                        selector ->
                            selector.contains("job=~\"$job\"")
                                && selector.contains("cluster_name=~\"$cluster\"")
                                && selector.contains("instance=~\"$instance\"")));
  }

  /// An alert may be of no agent and of no job.
  @Test
  void alerts_are_those_of_the_chosen_clusters() {
    assertThat(expressions())
        .filteredOn(expression -> expression.contains("ALERTS"))
        .allMatch(expression -> expression.contains(Promql.firing()));
    assertThat(Promql.firing()).contains("cluster_name=~\"$cluster|\"");
  }

  private static boolean asksForAlertsAlone(String expression) {
    return expression.contains(Promql.firing()) && !SELECTOR.matcher(expression).find();
  }

  @Test
  void a_counter_is_never_drawn_as_it_is() {
    assertThat(expressions()).noneMatch(expression -> BARE_COUNTER.matcher(expression).find());
  }

  @Test
  void no_two_panels_have_one_id_or_overlap() {
    List<JsonNode> panels = panels();
    assertThat(all().map(panel -> panel.path("id").asText())).doesNotHaveDuplicates();
    for (JsonNode one : panels) {
      assertThat(panels)
          .filteredOn(
              other -> !other.equals(one) && overlaps(one.path("gridPos"), other.path("gridPos")))
          .isEmpty();
    }
  }

  private static boolean overlaps(JsonNode one, JsonNode other) {
    return one.path("x").asInt() < end(other, "x", "w")
        && other.path("x").asInt() < end(one, "x", "w")
        && one.path("y").asInt() < end(other, "y", "h")
        && other.path("y").asInt() < end(one, "y", "h");
  }

  private static int end(JsonNode position, String start, String size) {
    return position.path(start).asInt() + position.path(size).asInt();
  }

  @Test
  void every_query_is_promql() throws Exception {
    StringBuilder rules = new StringBuilder("groups:\n  - name: panels\n    rules:\n");
    int number = 0;
    for (String expression : expressions()) {
      String query =
          expression
              .replace("$__rate_interval", "5m")
              .replaceAll("\\$(job|cluster|instance)", ".+")
              .replace("'", "''");
      rules.append("      - record: panel_%d%n        expr: '%s'%n".formatted(number++, query));
    }
    Path file = directory.resolve("panels.yml");
    Files.writeString(file, rules);
    Promtool.succeeds("check", "rules", file.toString());
  }
}

package io.matriarch.dashboards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.telemetry.MetricName;
import java.util.List;
import java.util.Map;

/// A page of Grafana in its classic JSON.
///
/// @param name the end of its uid and of its file's name
/// @param rows the panels, by the title of their row
record Dashboard(String name, String title, String description, Map<String, List<Panel>> rows) {

  private static final String TAG = "matriarch";

  static final List<Dashboard> ALL =
      List.of(
          new Dashboard(
              "fleet",
              "Fleet",
              "All clusters under Matriarch: which one needs somebody?",
              FleetPanels.rows()),
          new Dashboard(
              "cluster",
              "Cluster",
              "One PostgreSQL cluster under Matriarch: who is primary, and why.",
              ClusterPanels.rows()),
          new Dashboard(
              "node",
              "Node and agent",
              "One node: its PostgreSQL, its disk, and the agent that watches it.",
              NodePanels.rows()));

  String file() {
    return "matriarch-" + name + ".json";
  }

  String text() {
    try {
      return new ObjectMapper()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(new Layout(this).json())
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always writable", e);
    }
  }

  /// Puts the panels in their places.
  private static final class Layout {

    private static final int COLUMNS = 24;

    private final ArrayNode panels = JsonNodeFactory.instance.arrayNode();
    private int y;

    private final Dashboard dashboard;

    private Layout(Dashboard dashboard) {
      this.dashboard = dashboard;
    }

    private ObjectNode json() {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("uid", "matriarch-" + dashboard.name())
          .put("title", "Matriarch / " + dashboard.title());
      json.put("description", dashboard.description());
      json.putArray("tags").add(TAG);
      json.put("schemaVersion", 42).put("editable", false).put("graphTooltip", 1);
      json.put("refresh", "10s").put("timezone", "browser");
      json.putObject("time").put("from", "now-1h").put("to", "now");
      json.putArray("links")
          .addObject()
          .put("type", "dashboards")
          .put("title", "Matriarch")
          .put("asDropdown", true)
          .put("includeVars", true)
          .put("keepTime", true)
          .putArray("tags")
          .add(TAG);
      json.set("annotations", annotations());
      json.set("templating", variables());
      dashboard.rows().forEach(this::addRow);
      json.set("panels", panels);
      return json;
    }

    private void addRow(String title, List<Panel> of) {
      panels.add(PanelJson.row(title, panels.size() + 1, y++));
      int x = 0;
      int height = 0;
      for (Panel panel : of) {
        if (x + panel.kind().width() > COLUMNS) {
          x = 0;
          y += height;
          height = 0;
        }
        panels.add(PanelJson.panel(panel, panels.size() + 1, x, y));
        x += panel.kind().width();
        height = Math.max(height, panel.kind().height());
      }
      y += height;
    }

    private static ObjectNode annotations() {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      ArrayNode list = json.putArray("list");
      annotation(
              list,
              "Role changes",
              "blue",
              Promql.chosen(MetricName.ROLE_CHANGED_TIMESTAMP) + " * 1000 > 0")
          .put("titleFormat", "Role changed on {{node}}")
          .put("textFormat", "{{resource}} of {{cluster_name}}")
          .put("useValueForTime", true);
      annotation(
              list,
              "Failovers",
              "orange",
              Promql.chosen(MetricName.LAST_FAILOVER_TIMESTAMP) + " * 1000 > 0")
          .put("titleFormat", "Failover ended, as {{node}} saw it")
          .put("textFormat", "{{resource}} of {{cluster_name}}")
          .put("useValueForTime", true);
      annotation(list, "Alerts", "red", Promql.firing())
          .put("titleFormat", "{{alertname}}")
          .put("textFormat", "{{resource}} {{node}}")
          .put("useValueForTime", false);
      return json;
    }

    private static ObjectNode annotation(
        ArrayNode list, String name, String colour, String expression) {
      ObjectNode json = list.addObject();
      json.put("name", name).put("enable", true).put("iconColor", colour);
      json.set("datasource", PanelJson.datasource());
      return json.put("expr", expression).put("step", "10s");
    }

    private static ObjectNode variables() {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      ArrayNode list = json.putArray("list");
      list.addObject()
          .put("name", "datasource")
          .put("label", "Data source")
          .put("type", "datasource")
          .put("query", "prometheus")
          .put("refresh", 1);
      String role = MetricName.ROLE.text();
      Map<String, String> narrower =
          Map.of(
              "job", role,
              "cluster", role + "{job=~\"$job\"}",
              "instance", role + "{job=~\"$job\",cluster_name=~\"$cluster\"}");
      for (String name : List.of("job", "cluster", "instance")) {
        String label = name.equals("cluster") ? "cluster_name" : name;
        query(list.addObject(), name, "label_values(" + narrower.get(name) + ", " + label + ")");
      }
      return json;
    }

    private static void query(ObjectNode json, String name, String query) {
      json.put("name", name)
          .put("label", Character.toUpperCase(name.charAt(0)) + name.substring(1))
          .put("type", "query");
      json.set("datasource", PanelJson.datasource());
      json.put("query", query).put("definition", query);
      json.put("refresh", 2).put("sort", 1);
      json.put("multi", true).put("includeAll", true).put("allValue", ".+");
      json.putObject("current").put("text", "All").put("value", "$__all");
    }
  }
}

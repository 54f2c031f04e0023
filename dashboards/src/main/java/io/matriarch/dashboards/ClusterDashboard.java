package io.matriarch.dashboards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.telemetry.MetricName;
import java.util.List;
import java.util.Map;

/// The page to look at in an incident, as Grafana's classic dashboard JSON.
final class ClusterDashboard {

  private static final int COLUMNS = 24;

  private final ArrayNode panels = JsonNodeFactory.instance.arrayNode();
  private int y;

  private ClusterDashboard() {}

  static String text() {
    try {
      return new ObjectMapper()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(new ClusterDashboard().json())
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always writable", e);
    }
  }

  private ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("uid", "matriarch-cluster").put("title", "Matriarch / Cluster");
    json.put("description", "One PostgreSQL cluster under Matriarch: who is primary, and why.");
    json.putArray("tags").add("matriarch");
    json.put("schemaVersion", 42).put("editable", false).put("graphTooltip", 1);
    json.put("refresh", "10s").put("timezone", "browser");
    json.putObject("time").put("from", "now-1h").put("to", "now");
    json.putArray("links");
    json.set("annotations", annotations());
    json.set("templating", variables());
    ClusterPanels.rows().forEach(this::addRow);
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
      }
      panels.add(PanelJson.panel(panel, panels.size() + 1, x, y));
      x += panel.kind().width();
      height = panel.kind().height();
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
            "Alerts",
            "red",
            "ALERTS{alertstate=\"firing\",alertname=~\"Matriarch.*\",cluster_name=~\"$cluster\"}")
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

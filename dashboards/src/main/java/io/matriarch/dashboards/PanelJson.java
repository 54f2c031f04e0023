package io.matriarch.dashboards;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeMap;

/// Writes panels in Grafana's classic JSON.
final class PanelJson {

  private PanelJson() {}

  static ObjectNode datasource() {
    return object().put("type", "prometheus").put("uid", "${datasource}");
  }

  static ObjectNode row(String title, int id, int y) {
    ObjectNode row = object();
    row.put("type", "row").put("id", id).put("title", title).put("collapsed", false);
    row.set("gridPos", position(0, y, 24, 1));
    row.putArray("panels");
    return row;
  }

  static ObjectNode panel(Panel panel, int id, int x, int y) {
    ObjectNode json = object();
    json.put("type", panel.kind().id()).put("id", id);
    json.put("title", panel.title()).put("description", panel.description());
    json.set("datasource", datasource());
    json.set("gridPos", position(x, y, panel.kind().width(), panel.kind().height()));
    json.set("fieldConfig", fieldConfig(panel));
    json.set("options", options(panel.kind()));
    if (panel.kind() == Panel.Kind.TABLE) {
      ArrayNode transformations = json.putArray("transformations");
      transformations.addObject().put("id", "merge").putObject("options");
      hideTime(transformations.addObject().put("id", "organize").putObject("options"));
    }
    ArrayNode targets = json.putArray("targets");
    for (Panel.Target target : panel.targets()) {
      ObjectNode query = targets.addObject();
      query.set("datasource", datasource());
      query
          .put("expr", target.expression())
          .put("legendFormat", target.legend())
          .put("instant", isNow(panel.kind()))
          .put("range", !isNow(panel.kind()))
          .put("format", panel.kind() == Panel.Kind.TABLE ? "table" : "time_series")
          .put("refId", String.valueOf((char) ('A' + targets.size() - 1)));
    }
    return json;
  }

  private static void hideTime(ObjectNode options) {
    options.putObject("excludeByName").put("Time", true);
  }

  /// Whether it shows how things are, rather than how they were.
  private static boolean isNow(Panel.Kind kind) {
    return switch (kind) {
      case STAT, BAR_GAUGE, TABLE -> true;
      case TIME_SERIES, STATE_TIMELINE -> false;
    };
  }

  private static ObjectNode position(int x, int y, int width, int height) {
    return object().put("x", x).put("y", y).put("w", width).put("h", height);
  }

  private static ObjectNode fieldConfig(Panel panel) {
    ObjectNode config = object();
    ObjectNode defaults = config.putObject("defaults");
    defaults.put("unit", panel.unit());
    defaults
        .putObject("color")
        .put("mode", panel.meanings().isEmpty() ? "palette-classic" : "thresholds");
    ArrayNode mappings = defaults.putArray("mappings");
    ArrayNode steps = defaults.putObject("thresholds").put("mode", "absolute").putArray("steps");
    steps.addObject().put("color", "text").putNull("value");
    if (!panel.meanings().isEmpty()) {
      ObjectNode options = mappings.addObject().put("type", "value").putObject("options");
      new TreeMap<>(panel.meanings())
          .forEach(
              (value, meaning) -> {
                options
                    .putObject(Integer.toString(value))
                    .put("text", meaning.text())
                    .put("color", meaning.colour())
                    .put("index", options.size() - 1);
                steps.addObject().put("color", meaning.colour()).put("value", value);
              });
    }
    config.putArray("overrides");
    return config;
  }

  private static ObjectNode options(Panel.Kind kind) {
    ObjectNode options = object();
    switch (kind) {
      case STAT -> {
        options.put("colorMode", "value").put("graphMode", "none").put("textMode", "auto");
        options
            .putObject("reduceOptions")
            .put("values", false)
            .putArray("calcs")
            .add("lastNotNull");
      }
      case TIME_SERIES -> {
        options
            .putObject("legend")
            .put("showLegend", true)
            .put("displayMode", "list")
            .put("placement", "bottom");
        options.putObject("tooltip").put("mode", "multi").put("sort", "desc");
      }
      case BAR_GAUGE -> {
        options.put("orientation", "horizontal").put("displayMode", "basic");
        options
            .putObject("reduceOptions")
            .put("values", false)
            .putArray("calcs")
            .add("lastNotNull");
      }
      case TABLE -> options.put("showHeader", true).put("cellHeight", "sm");
      case STATE_TIMELINE -> {
        options.put("mergeValues", true).put("showValue", "auto").put("rowHeight", 0.8);
        options
            .putObject("legend")
            .put("showLegend", true)
            .put("displayMode", "list")
            .put("placement", "bottom");
      }
    }
    return options;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}

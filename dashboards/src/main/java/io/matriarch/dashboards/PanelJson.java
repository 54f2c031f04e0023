package io.matriarch.dashboards;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

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
    json.set("fieldConfig", FieldJson.config(panel));
    json.set("options", options(panel.kind()));
    if (panel.kind() == Panel.Kind.TABLE) {
      ArrayNode transformations = json.putArray("transformations");
      transformations.addObject().put("id", "merge").putObject("options");
      organize(transformations.addObject().put("id", "organize").putObject("options"), panel);
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
          .put("refId", refId(targets.size() - 1));
    }
    return json;
  }

  private static String refId(int target) {
    return String.valueOf((char) ('A' + target));
  }

  /// Grafana calls a value by its query's letter: this gives the columns their titles and order.
  private static void organize(ObjectNode options, Panel table) {
    ObjectNode excluded = options.putObject("excludeByName").put("Time", true);
    ObjectNode order = options.putObject("indexByName");
    ObjectNode titles = options.putObject("renameByName");
    table
        .labels()
        .forEach(
            (label, title) -> {
              order.put(label, order.size());
              titles.put(label, title);
            });
    for (int number = 0; number < table.columns().size(); number++) {
      Column column = table.columns().get(number);
      String name = table.columns().size() == 1 ? "Value" : "Value #" + refId(number);
      if (column.isHidden()) {
        excluded.put(name, true);
      } else {
        order.put(name, order.size());
        titles.put(name, column.title());
      }
    }
  }

  /// Whether it shows how things are, rather than how they were.
  private static boolean isNow(Panel.Kind kind) {
    return switch (kind) {
      case STAT, NAMES, BAR_GAUGE, TABLE -> true;
      case TIME_SERIES, STATE_TIMELINE, LONG_TIMELINE -> false;
    };
  }

  private static ObjectNode position(int x, int y, int width, int height) {
    return object().put("x", x).put("y", y).put("w", width).put("h", height);
  }

  private static ObjectNode options(Panel.Kind kind) {
    ObjectNode options = object();
    switch (kind) {
      case STAT, NAMES -> {
        options.put("colorMode", "value").put("graphMode", "none");
        options.put("textMode", kind == Panel.Kind.NAMES ? "name" : "auto");
        reduce(options);
      }
      case TIME_SERIES -> {
        legend(options);
        options.putObject("tooltip").put("mode", "multi").put("sort", "desc");
      }
      case BAR_GAUGE -> {
        options.put("orientation", "horizontal").put("displayMode", "basic");
        reduce(options);
      }
      case TABLE -> options.put("showHeader", true).put("cellHeight", "sm");
      case STATE_TIMELINE, LONG_TIMELINE -> {
        options.put("mergeValues", true).put("showValue", "auto").put("rowHeight", 0.8);
        legend(options);
      }
    }
    return options;
  }

  private static void reduce(ObjectNode options) {
    options.putObject("reduceOptions").put("values", false).putArray("calcs").add("lastNotNull");
  }

  private static void legend(ObjectNode options) {
    options
        .putObject("legend")
        .put("showLegend", true)
        .put("displayMode", "list")
        .put("placement", "bottom");
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}

package io.matriarch.dashboards;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/// Writes units, words and colours in Grafana's classic JSON.
final class FieldJson {

  private static final String PLAIN = "text";

  /// So that all columns of the widest table are in view on a usual screen.
  private static final int COLUMN_PIXELS = 100;

  private FieldJson() {}

  static ObjectNode config(Panel panel) {
    ObjectNode config = object();
    ObjectNode defaults = config.putObject("defaults");
    Look look = panel.look();
    defaults.put("unit", panel.unit());
    defaults.putObject("color").put("mode", look.isColoured() ? "thresholds" : "palette-classic");
    defaults.set("mappings", mappings(look));
    defaults.set("thresholds", thresholds(look));
    look.nothing().ifPresent(word -> defaults.put("noValue", word));
    if (panel.kind() == Panel.Kind.BAR_GAUGE) {
      defaults.put("min", 0);
    }
    if (panel.kind() == Panel.Kind.TABLE) {
      defaults.putObject("custom").put("minWidth", COLUMN_PIXELS);
    }
    ArrayNode overrides = config.putArray("overrides");
    panel.columns().stream()
        .filter(column -> !column.isHidden())
        .forEach(column -> override(overrides.addObject(), column));
    return config;
  }

  private static void override(ObjectNode override, Column column) {
    override.putObject("matcher").put("id", "byName").put("options", column.title());
    ArrayNode properties = override.putArray("properties");
    property(properties, "unit").put("value", column.unit());
    Look look = column.look();
    look.nothing().ifPresent(word -> property(properties, "noValue").put("value", word));
    if (look.isColoured()) {
      property(properties, "mappings").set("value", mappings(look));
      property(properties, "thresholds").set("value", thresholds(look));
      property(properties, "color").putObject("value").put("mode", "thresholds");
      property(properties, "custom.cellOptions").putObject("value").put("type", "color-text");
    }
  }

  private static ObjectNode property(ArrayNode properties, String id) {
    return properties.addObject().put("id", id);
  }

  private static ArrayNode mappings(Look look) {
    ArrayNode mappings = JsonNodeFactory.instance.arrayNode();
    if (!look.meanings().isEmpty()) {
      ObjectNode options = mappings.addObject().put("type", "value").putObject("options");
      new TreeMap<>(look.meanings())
          .forEach(
              (value, meaning) ->
                  options
                      .putObject(Integer.toString(value))
                      .put("text", meaning.text())
                      .put("color", meaning.colour())
                      .put("index", options.size() - 1));
    }
    return mappings;
  }

  private static ObjectNode thresholds(Look look) {
    Map<Integer, String> colours = new TreeMap<>();
    look.meanings().forEach((value, meaning) -> colours.put(value, meaning.colour()));
    colours.putAll(look.limits());
    ObjectNode thresholds = object().put("mode", "absolute");
    ArrayNode steps = thresholds.putArray("steps");
    steps.addObject().put("color", PLAIN).putNull("value");
    colours.forEach((value, colour) -> steps.addObject().put("color", colour).put("value", value));
    return thresholds;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}

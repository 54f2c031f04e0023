package io.matriarch.telemetry.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// An event as CloudEvents JSON, in one line: what is kept, and what is sent.
///
/// @param number unique on this node and growing; about the milliseconds of Unix time
/// @param type with its prefix
/// @param json the whole document
public record CloudEvent(long number, String type, String json) {

  public static final String PREFIX = "io.matriarch.";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  /// Where an event comes from.
  ///
  /// @param source a path that no other node has
  /// @param subject the resource, empty for what concerns the agent or the node
  /// @param correlation the failover that it belongs to
  public record Context(String source, String subject, Optional<String> correlation) {}

  static CloudEvent of(long number, Instant time, Context context, Event event) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("specversion", "1.0")
        .put("id", Long.toString(number))
        .put("source", context.source())
        .put("type", PREFIX + event.type())
        .put("time", TIME.format(time));
    if (!context.subject().isEmpty()) {
      json.put("subject", context.subject());
    }
    context.correlation().ifPresent(id -> json.put("correlationid", id));
    json.put("severity", event.severity().name().toLowerCase(Locale.ROOT))
        .put("datacontenttype", "application/json");
    ObjectNode data = json.putObject("data").put("sentence", event.sentence());
    data.setAll(MAPPER.<ObjectNode>valueToTree(event));
    return new CloudEvent(number, PREFIX + event.type(), json.toString());
  }

  /// Reads what was kept; empty for what is no such event, such as a line that was cut off.
  static Optional<CloudEvent> parse(String line) {
    try {
      JsonNode json = MAPPER.readTree(line);
      String id = json.path("id").asText();
      return id.matches("\\d{1,15}") && json.path("type").asText().startsWith(PREFIX)
          ? Optional.of(new CloudEvent(Long.parseLong(id), json.path("type").asText(), line))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /// The type without its prefix.
  public String shortType() {
    return type.substring(PREFIX.length());
  }

  /// How soon somebody should look.
  public Event.Severity severity() {
    return Event.Severity.valueOf(tree().path("severity").asText().toUpperCase(Locale.ROOT));
  }

  /// The failover that it belongs to, empty without one.
  public String correlation() {
    return tree().path("correlationid").asText();
  }

  /// The document as a tree.
  public JsonNode tree() {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("written by this class: " + json, e);
    }
  }
}

package io.matriarch.telemetry.sink;

import com.fasterxml.jackson.databind.JsonNode;
import io.matriarch.telemetry.event.CloudEvent;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/// An event in systemd's native journal protocol.
final class JournalEntry {

  static final String PREFIX = "MATRIARCH_";

  private static final int VALUE_CHARACTERS_MAX = 4096;

  private JournalEntry() {}

  /// The journal's name of an event type, always the same one: the name-based UUID (version 3) of
  /// the type with its prefix.
  static String messageId(String type) {
    byte[] name = type.getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(name).toString().replace("-", "");
  }

  static byte[] encode(CloudEvent event) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    fields(event).forEach((name, value) -> write(bytes, name, value));
    return bytes.toByteArray();
  }

  static Map<String, String> fields(CloudEvent event) {
    JsonNode json = event.tree();
    String subject = json.path("subject").asText();
    String sentence = json.at("/data/sentence").asText();
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("MESSAGE", subject.isEmpty() ? sentence : subject + ": " + sentence);
    fields.put("PRIORITY", priority(json.path("severity").asText()));
    fields.put("SYSLOG_IDENTIFIER", "matriarch");
    fields.put("MESSAGE_ID", messageId(event.type()));
    fields.put(PREFIX + "TYPE", event.shortType());
    for (String name : new String[] {"id", "source", "subject", "correlationid"}) {
      if (json.has(name)) {
        fields.put(name(name), json.path(name).asText());
      }
    }
    json.path("data")
        .properties()
        .forEach(
            field -> {
              if (!field.getKey().equals("sentence")) {
                fields.put(name(field.getKey()), text(field.getValue()));
              }
            });
    return fields;
  }

  private static String name(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT);
  }

  private static String text(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }

  private static String priority(String severity) {
    return switch (severity) {
      case "critical" -> "2";
      case "warning" -> "4";
      default -> "6";
    };
  }

  /// A value of several lines is told with its length, so that it cannot end before its end.
  private static void write(ByteArrayOutputStream to, String name, String value) {
    String bounded =
        value.length() > VALUE_CHARACTERS_MAX
            ? value.substring(0, VALUE_CHARACTERS_MAX) + "…"
            : value;
    byte[] text = bounded.getBytes(StandardCharsets.UTF_8);
    to.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    if (bounded.indexOf('\n') < 0) {
      to.write('=');
    } else {
      to.write('\n');
      ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      to.writeBytes(length.putLong(text.length).array());
    }
    to.writeBytes(text);
    to.write('\n');
  }
}

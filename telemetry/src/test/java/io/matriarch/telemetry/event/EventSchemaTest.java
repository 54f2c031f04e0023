package io.matriarch.telemetry.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The schema is made from the records, so an event that is added or changed shows in the diff.
final class EventSchemaTest {

  private static final Path FILE = Path.of("../docs/events.schema.json");
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final SnakeCaseStrategy SNAKE = new SnakeCaseStrategy();

  private static ObjectNode of(RecordComponent component) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    return switch (component.getType().getSimpleName()) {
      case "String" -> json.put("type", "string");
      case "int", "long" -> json.put("type", "integer");
      case "boolean" -> json.put("type", "boolean");
      case "List" -> {
        json.put("type", "array").putObject("items").put("type", "string");
        yield json;
      }
      case "SortedMap" -> {
        json.put("type", "object").putObject("additionalProperties").put("type", "integer");
        yield json;
      }
      default -> throw new IllegalStateException("no JSON type for " + component);
    };
  }

  private static ObjectNode schema() throws ReflectiveOperationException {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema
        .put("$schema", "http://json-schema.org/draft-07/schema#")
        .put("title", "An event of Matriarch: CloudEvents 1.0 in JSON")
        .put("type", "object");
    ArrayNode required = schema.putArray("required");
    List.of("specversion", "id", "source", "type", "time", "severity", "data")
        .forEach(required::add);
    ObjectNode properties = schema.putObject("properties");
    properties.putObject("specversion").put("const", "1.0");
    properties.putObject("id").put("type", "string").put("pattern", "^[0-9]{1,15}$");
    properties.putObject("source").put("type", "string").put("pattern", "^/matriarch/.+/.+$");
    properties.putObject("time").put("type", "string").put("format", "date-time");
    properties.putObject("subject").put("type", "string");
    properties.putObject("correlationid").put("type", "string");
    ArrayNode severities = properties.putObject("severity").putArray("enum");
    List.of("info", "warning", "critical").forEach(severities::add);
    properties.putObject("datacontenttype").put("const", "application/json");
    ArrayNode kinds = schema.putArray("oneOf");
    for (Class<?> type : EventKinds.records().toList()) {
      kind(kinds.addObject(), type);
    }
    return schema;
  }

  private static void kind(ObjectNode kind, Class<?> type) throws ReflectiveOperationException {
    kind.put("title", type.getSimpleName());
    ObjectNode properties = kind.putObject("properties");
    properties.putObject("type").put("const", CloudEvent.PREFIX + EventKinds.sample(type).type());
    ObjectNode data = properties.putObject("data").put("type", "object");
    ArrayNode required = data.putArray("required").add("sentence");
    ObjectNode fields = data.putObject("properties");
    fields.putObject("sentence").put("type", "string");
    for (RecordComponent component : type.getRecordComponents()) {
      String name = SNAKE.translate(component.getName());
      required.add(name);
      fields.set(name, of(component));
    }
    data.put("additionalProperties", false);
  }

  @Test
  void the_committed_schema_is_that_of_the_records()
      throws ReflectiveOperationException, IOException {
    String text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(schema()) + "\n";
    if (Boolean.getBoolean("rewrite")) {
      Files.writeString(FILE, text);
    }
    assertThat(text)
        .as("%s: -Drewrite=true writes it anew", FILE)
        .isEqualTo(Files.exists(FILE) ? Files.readString(FILE) : "");
  }

  @Test
  void each_type_has_a_name_of_its_own() throws ReflectiveOperationException {
    List<String> names = new ArrayList<>();
    for (Class<?> type : EventKinds.records().toList()) {
      names.add(EventKinds.sample(type).type());
    }
    assertThat(names).doesNotHaveDuplicates().allMatch(n -> n.matches("[a-z]+(\\.[a-z]+)?"));
  }

  @Test
  void what_is_written_has_the_keys_of_the_schema() throws ReflectiveOperationException {
    for (Class<?> type : EventKinds.records().toList()) {
      CloudEvent written =
          CloudEvent.of(
              1,
              Instant.EPOCH,
              new CloudEvent.Context("/matriarch/herd/n1", "pgsqld", Optional.of("pgsqld-1")),
              EventKinds.sample(type));
      JsonNode data = written.tree().path("data");
      ObjectNode kind = JsonNodeFactory.instance.objectNode();
      kind(kind, type);
      List<String> required = new ArrayList<>();
      kind.at("/properties/data/required").forEach(name -> required.add(name.asText()));
      assertThat(data.fieldNames()).toIterable().containsExactlyElementsOf(required);
    }
  }
}

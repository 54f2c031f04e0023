package io.matriarch.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The status documents that the telemetry module's tests keep equal to what agents really tell.
final class Documents {

  private static final Path TOLD =
      Path.of("../telemetry/src/test/resources/io/matriarch/telemetry");
  private static final Path GOLDEN = Path.of("src/test/resources/io/matriarch/app/view");

  private Documents() {}

  static ObjectNode read(String state) {
    try {
      return (ObjectNode)
          new ObjectMapper().readTree(TOLD.resolve("status-" + state + ".json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A document as the agent of another node would tell it.
  static ObjectNode read(String state, String node) {
    ObjectNode document = read(state);
    object(document, "/agent").put("node", node);
    return document;
  }

  static ObjectNode object(JsonNode document, String pointer) {
    return (ObjectNode) document.at(pointer);
  }

  /// All three nodes are members, in all documents.
  static void allOnline(JsonNode document) {
    ObjectNode third = object(document, "/resources/0/cluster/nodes/2");
    third.put("online", true).put("role", "unpromoted").put("score", 1000);
  }

  static AgentAnswer told(JsonNode document) {
    return new AgentAnswer.Told(document);
  }

  static ClusterStatus status(JsonNode local, Map<String, AgentAnswer> others) {
    SortedMap<String, AgentAnswer> answers = new TreeMap<>(others);
    answers.put(local.at("/agent/node").asText(), told(local));
    return new ClusterStatus(local, answers);
  }

  /// A cluster in which all is well.
  static ClusterStatus well() {
    ObjectNode primary = read("primary");
    allOnline(primary);
    return status(primary, Map.of("n2", told(read("standby")), "n3", told(read("standby", "n3"))));
  }

  /// Compares with a committed file; `-Drewrite=true` writes it anew.
  static void checkGolden(String name, String actual) throws IOException {
    Path file = GOLDEN.resolve(name);
    if (Boolean.getBoolean("rewrite")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(file, actual);
    }
    assertThat(actual)
        .as("%s: -Drewrite=true writes it anew", file)
        .isEqualTo(Files.exists(file) ? Files.readString(file) : "");
  }
}

package io.matriarch.app.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.agent.model.WalPosition;
import java.util.List;
import java.util.Map;

/// What a promotion of one node would lose: what its agent told, and what the others hold now.
record LossView(String resource, String node, ObjectNode told) {

  /// Adds the positions of the running instances to what the node's own agent told.
  static LossView of(ClusterStatus status, String resource, JsonNode assessed) {
    ObjectNode told = assessed.deepCopy();
    WalPosition held = WalPosition.parse(told.path("position").asText());
    ArrayNode lacks = (ArrayNode) told.get("lacks");
    for (Map.Entry<String, AgentAnswer> peer : status.answers().entrySet()) {
      if (!peer.getKey().equals(status.node()) && runs(status, resource, peer.getKey())) {
        peer.getValue()
            .resource(resource)
            .flatMap(InstanceStatus::held)
            .ifPresentOrElse(
                theirs -> addAhead(lacks, peer.getKey(), theirs, held),
                () -> lacks.add(lack("what %s holds: it cannot be asked", peer.getKey())));
      }
    }
    return new LossView(resource, status.node(), told);
  }

  private static boolean runs(ClusterStatus status, String resource, String peer) {
    return status.of(status.node(), resource).stream()
        .flatMap(own -> own.nodes().stream())
        .anyMatch(n -> n.name().equals(peer) && n.online() && n.role().equals("Unpromoted"));
  }

  /// Timelines of different numbers are shown, and not compared.
  private static void addAhead(ArrayNode lacks, String peer, WalPosition theirs, WalPosition held) {
    if (theirs.timeline() != held.timeline()) {
      lacks.add(
          lack("what %s holds, which is on another timeline", peer).put("end", theirs.toString()));
    } else if (!held.lsn().isAtLeast(theirs.lsn())) {
      lacks.add(
          lack("what %s holds now", peer)
              .put("end", theirs.toString())
              .put("bytes", theirs.lsn().bytesPast(held.lsn())));
    }
  }

  private static ObjectNode lack(String what, String peer) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("what", what.formatted(peer))
        .putNull("end")
        .putNull("bytes");
  }

  String position() {
    return told.path("position").asText();
  }

  boolean losesNothing() {
    return told.path("lacks").isEmpty();
  }

  /// The assessment, for programs.
  ObjectNode json(boolean allowed) {
    return told.deepCopy().put("resource", resource).put("node", node).put("allowed", allowed);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s on %s holds %s. If it is promoted as it stands, this is lost for good:\n\n"
            .formatted(resource, node, position()));
    for (JsonNode lack : told.path("lacks")) {
      text.append("  - ").append(sentence(lack)).append('\n');
    }
    long age = told.path("since_last_commit_ms").asLong();
    text.append('\n');
    text.append(
        age > 0
            ? "The last commit that it has replayed was made %s ago.\n"
                .formatted(Units.duration(age))
            : "It has replayed no commit since it was started.\n");
    return text.toString();
  }

  private static String sentence(JsonNode lack) {
    List<String> parts =
        List.of(
            lack.path("what").asText(),
            lack.path("end").isTextual() ? ", up to " + lack.path("end").asText() : "",
            lack.path("bytes").isNumber()
                ? ": %d bytes of WAL".formatted(lack.path("bytes").asLong())
                : ": how much is unknown");
    return String.join("", parts);
  }
}

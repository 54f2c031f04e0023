package io.matriarch.app.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Tells why one node's agent answers Pacemaker as it does.
final class ExplainView {

  private static final Map<String, String> AGES =
      Map.of(
          "primary_for_ms", "seen as primary for",
          "apart_for_ms", "not streaming for",
          "starting_for_ms", "starting for",
          "silent_for_ms", "without an answer for",
          "down_for_ms", "without a postmaster for");

  private static final Map<String, String> HEALTH =
      Map.of(
          "refusing_for_ms", "no new connection was answered for",
          "storage_stuck_for_ms", "a write to its storage has not ended for",
          "resumed_for_ms", "its agent was not scheduled for seconds, and went on before");

  private final ClusterStatus status;
  private final String node;
  private final boolean colour;

  ExplainView(ClusterStatus status, String node, boolean colour) {
    this.status = status;
    this.node = node;
    this.colour = colour;
  }

  String text(InstanceStatus instance) {
    StringBuilder text = new StringBuilder();
    text.append(Style.TITLE.on("Resource " + instance.resource() + " on node " + node, colour))
        .append(", as of ")
        .append(Units.duration(instance.ageMillis()))
        .append(" ago\n\n");
    Table table = new Table();
    row(table, "PostgreSQL", server(instance));
    health(instance).forEach(finding -> row(table, "well-being", finding));
    slots(instance).forEach(slot -> row(table, "slot", slot));
    row(table, "rule", instance.rule());
    row(table, "because", instance.because());
    row(table, "monitor answers", answer(instance));
    row(table, "promotion score", score(instance));
    instance.missingScore().ifPresent(sentence -> row(table, "", sentence));
    failures(instance).ifPresent(count -> row(table, "fail count", count));
    faults(instance).forEach(fault -> row(table, "wrong parameter", fault));
    memory(instance).forEach(remembered -> row(table, "remembers", remembered));
    refusals(instance).forEach(kept -> row(table, "kept in the CIB", kept));
    others(instance).forEach(other -> row(table, "others", other));
    row(table, "promotion record", record(instance));
    return text.append(table.text(colour)).toString();
  }

  private static void row(Table table, String title, String text) {
    table.add(List.of(Table.Cell.plain("  " + title), Table.Cell.plain(text)));
  }

  private static String server(InstanceStatus instance) {
    List<String> parts = new ArrayList<>(List.of(instance.stateText()));
    if (instance.server().path("timeline").isNumber()) {
      parts.add("timeline " + instance.timeline());
    }
    instance.position().ifPresent(lsn -> parts.add("WAL " + lsn));
    JsonNode control = instance.server().path("control");
    if (control.isObject()) {
      parts.add("pg_control says \"" + control.path("state").asText() + "\"");
    }
    for (String key : List.of("reason", "cause")) {
      if (instance.server().path(key).isTextual()) {
        parts.add(instance.server().path(key).asText());
      }
    }
    return String.join(", ", parts);
  }

  private static List<String> health(InstanceStatus instance) {
    JsonNode health = instance.json().path("health");
    List<String> findings = new ArrayList<>();
    HEALTH.entrySet().stream()
        .filter(e -> health.path(e.getKey()).isNumber())
        .map(e -> e.getValue() + " " + Units.duration(health.path(e.getKey()).asLong()))
        .sorted()
        .forEach(findings::add);
    JsonNode disk = health.path("disk");
    if (disk.isObject()) {
      findings.add(
          "%s of %s free on %s"
              .formatted(
                  Units.bytes(disk.path("free_bytes").asLong()),
                  Units.bytes(disk.path("total_bytes").asLong()),
                  disk.path("path").asText()));
    }
    return findings;
  }

  private static List<String> slots(InstanceStatus instance) {
    return InstanceStatus.elements(instance.server().path("slots")).map(ExplainView::slot).toList();
  }

  private static String slot(JsonNode slot) {
    List<String> parts = new ArrayList<>();
    parts.add(slot.path("slot_name").asText());
    parts.add(slot.path("active").asBoolean() ? "in use" : "not in use");
    if (slot.path("retained_wal_bytes").isNumber()) {
      parts.add(Units.bytes(slot.path("retained_wal_bytes").asLong()) + " of WAL held");
    }
    if (slot.path("safe_wal_bytes").isNumber()) {
      parts.add(Units.bytes(slot.path("safe_wal_bytes").asLong()) + " until it is cut off");
    }
    String status = slot.path("wal_status").asText("reserved");
    if (!status.equals("reserved")) {
      parts.add(status);
    }
    return String.join(", ", parts);
  }

  private Optional<String> failures(InstanceStatus instance) {
    return instance.nodes().stream()
        .filter(n -> n.name().equals(node) && n.failures() > 0)
        .map(
            n ->
                instance.failures(n)
                    + (instance.isKeptOff(n) ? ": Pacemaker keeps it off this node" : ""))
        .findFirst();
  }

  private static String answer(InstanceStatus instance) {
    String reason = instance.decision().path("exit_reason").asText();
    String code = instance.exitCode() + " " + instance.decision().path("exit_code_name").asText();
    return reason.isEmpty() ? code : code + ", with the reason: " + reason;
  }

  private String score(InstanceStatus instance) {
    JsonNode score = instance.decision().path("score");
    String inCib =
        instance.nodes().stream()
            .filter(n -> n.name().equals(node))
            .findFirst()
            .flatMap(InstanceStatus.Node::score)
            .orElse("none");
    String wanted =
        switch (score.path("action").asText()) {
          case "publish" -> "is to be " + score.path("value").asText();
          case "clear" -> "is to be removed";
          default -> "is left alone";
        };
    return wanted + "; the CIB has " + inCib;
  }

  private static List<String> faults(InstanceStatus instance) {
    return InstanceStatus.elements(instance.json().path("faults")).map(JsonNode::asText).toList();
  }

  private static List<String> memory(InstanceStatus instance) {
    JsonNode memory = instance.memory();
    List<String> remembered = new ArrayList<>();
    String operation = memory.path("operation").asText("none");
    if (!operation.equals("none")) {
      remembered.add("Pacemaker's " + operation + " runs now");
    }
    AGES.entrySet().stream()
        .filter(e -> memory.path(e.getKey()).isNumber())
        .map(e -> e.getValue() + " " + Units.duration(memory.path(e.getKey()).asLong()))
        .sorted()
        .forEach(remembered::add);
    String synchronous =
        InstanceStatus.elements(memory.path("synchronous_at_last"))
            .map(JsonNode::asText)
            .collect(Collectors.joining(", "));
    if (!synchronous.isEmpty()) {
      remembered.add("synchronous standbys when last seen as primary: " + synchronous);
    }
    if (memory.path("gave_up").asBoolean()) {
      remembered.add("it left the primary role to another node at its crash");
    }
    if (memory.path("comeback").asBoolean()) {
      remembered.add("it is to be brought back as a standby");
    }
    JsonNode loss = memory.path("lost_to");
    if (loss.isObject()) {
      remembered.add(
          "it lost an election to %s, which held %s:%s"
              .formatted(
                  loss.path("node").asText(),
                  loss.path("timeline").asText(),
                  loss.path("lsn").asText()));
    }
    return remembered.isEmpty() ? List.of("nothing in particular") : remembered;
  }

  /// What stands against its promotion over restarts, and what was allowed nevertheless.
  private List<String> refusals(InstanceStatus instance) {
    return instance.nodes().stream()
        .filter(n -> n.name().equals(node))
        .flatMap(
            n ->
                Stream.concat(
                    n.refusal().map(why -> "refused until it holds more: it " + why).stream(),
                    n
                        .dataLossAllowed()
                        .map(at -> "may be promoted with a loss, allowed at " + at)
                        .stream()))
        .toList();
  }

  private List<String> others(InstanceStatus instance) {
    return status.answers().entrySet().stream()
        .filter(e -> !e.getKey().equals(node))
        .map(e -> e.getKey() + ": " + claim(instance, e.getKey(), e.getValue()))
        .toList();
  }

  private static String claim(InstanceStatus instance, String peer, AgentAnswer answer) {
    Optional<InstanceStatus.Node> seen =
        instance.nodes().stream().filter(n -> n.name().equals(peer)).findFirst();
    String known =
        "%s, score %s"
                .formatted(
                    seen.map(InstanceStatus.Node::role).orElse("Unknown"),
                    seen.flatMap(InstanceStatus.Node::score).orElse("none"))
            + seen.flatMap(InstanceStatus.Node::refusal).map(why -> ", refused: " + why).orElse("");
    return switch (answer) {
      case AgentAnswer.Silent(var reason) -> known + "; " + reason;
      case AgentAnswer.Told told ->
          told.resource(instance.resource())
              .map(other -> known + "; " + other.rule() + ": " + other.because())
              .orElse(known + "; its agent does not serve this resource");
    };
  }

  private static String record(InstanceStatus instance) {
    JsonNode promoted = instance.cluster().path("promotion_record");
    return promoted.isObject()
        ? "%s began timeline %s at %s, system identifier %s"
            .formatted(
                promoted.path("node").asText(),
                promoted.path("timeline").asText(),
                promoted.path("lsn").asText(),
                promoted.path("system_identifier").asText())
        : "none";
  }
}

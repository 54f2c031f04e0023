package io.matriarch.app.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.agent.model.Lsn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Draws the cluster's status for a person, or merges it for a program.
final class StatusView {

  private static final String NONE = "-";
  private static final List<String> HEADINGS =
      List.of("NODE", "ROLE", "POSTGRESQL", "TIMELINE", "WAL", "LAG", "SCORE");
  private static final String FAILED = "FAILED";
  private static final String REASON = "REASON";

  private final ClusterStatus status;
  private final Findings findings;
  private final boolean colour;

  StatusView(ClusterStatus status, Findings findings, boolean colour) {
    this.status = status;
    this.findings = findings;
    this.colour = colour;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    status.resources().stream().findFirst().ifPresent(first -> text.append(header(first)));
    for (InstanceStatus resource : status.resources()) {
      text.append('\n').append(resourceLine(resource)).append(table(resource));
    }
    if (!findings.problems().isEmpty()) {
      text.append('\n').append(Style.BAD.on("Not well:", colour)).append('\n');
      findings.problems().forEach(p -> text.append("  ").append(p).append('\n'));
    }
    return text.toString();
  }

  private String header(InstanceStatus any) {
    String name = Style.TITLE.on("Cluster " + status.clusterName(), colour);
    if (!any.clusterKnown()) {
      return name + Style.BAD.on("   state unknown", colour) + "\n";
    }
    JsonNode cluster = any.cluster();
    String controller = cluster.path("designated_controller").asText();
    return String.join(
            "   ",
            name,
            flag(cluster.path("quorate").asBoolean(), "quorum: yes", "quorum: NO", Style.BAD),
            flag(
                !cluster.path("maintenance").asBoolean(),
                "maintenance: no",
                "maintenance: YES",
                Style.WARNING),
            flag(
                cluster.path("fencing_enabled").asBoolean(),
                "fencing: on",
                "fencing: OFF",
                Style.WARNING),
            "DC: " + (controller.isEmpty() ? "none" : controller))
        + "\n";
  }

  private String flag(boolean well, String good, String bad, Style badly) {
    return well ? Style.GOOD.on(good, colour) : badly.on(bad, colour);
  }

  private String resourceLine(InstanceStatus resource) {
    JsonNode promoted = resource.cluster().path("promotion_record");
    String last =
        promoted.isObject()
            ? "last promotion: %s began timeline %s at %s"
                .formatted(
                    promoted.path("node").asText(),
                    promoted.path("timeline").asText(),
                    promoted.path("lsn").asText())
            : "no promotion is recorded";
    return Style.TITLE.on("Resource " + resource.resource(), colour) + "   " + last + "\n\n";
  }

  private String table(InstanceStatus resource) {
    Table table = new Table();
    boolean failed = resource.nodes().stream().anyMatch(node -> node.failures() > 0);
    table.add(headings(failed).map(h -> Table.Cell.of(h, Style.TITLE)).toList());
    Optional<Lsn> end =
        status.primaries(resource.resource()).stream()
            .findFirst()
            .flatMap(node -> status.of(node, resource.resource()))
            .flatMap(InstanceStatus::position);
    for (Map.Entry<String, AgentAnswer> entry : status.answers().entrySet()) {
      table.add(row(resource, entry.getKey(), entry.getValue(), end, failed));
    }
    return table.text(colour);
  }

  /// The fail counts are shown where there are any.
  private static Stream<String> headings(boolean failed) {
    return Stream.of(
            HEADINGS.stream(), failed ? Stream.of(FAILED) : Stream.<String>of(), Stream.of(REASON))
        .flatMap(headings -> headings);
  }

  private List<Table.Cell> row(
      InstanceStatus local, String name, AgentAnswer answer, Optional<Lsn> end, boolean failed) {
    Optional<InstanceStatus.Node> node =
        local.nodes().stream().filter(n -> n.name().equals(name)).findFirst();
    String role = node.map(InstanceStatus.Node::role).orElse("Unknown");
    String score = node.flatMap(InstanceStatus.Node::score).orElse(NONE);
    Optional<InstanceStatus> instance = answer.resource(local.resource());
    List<Table.Cell> middle =
        instance
            .map(i -> known(i, end))
            .orElseGet(() -> List.of(silent(answer), none(), none(), none()));
    String because = instance.map(InstanceStatus::because).orElseGet(() -> reason(answer));
    return Stream.of(
            Stream.of(Table.Cell.plain(name), Table.Cell.plain(role)),
            middle.stream(),
            Stream.of(Table.Cell.plain(score)),
            failed ? Stream.of(failures(local, node)) : Stream.<Table.Cell>of(),
            Stream.of(Table.Cell.plain(because)))
        .flatMap(cells -> cells)
        .toList();
  }

  private static Table.Cell failures(InstanceStatus local, Optional<InstanceStatus.Node> node) {
    return node.filter(n -> n.failures() > 0)
        .map(n -> Table.Cell.of(local.failures(n), local.isKeptOff(n) ? Style.BAD : Style.WARNING))
        .orElseGet(StatusView::none);
  }

  private static List<Table.Cell> known(InstanceStatus instance, Optional<Lsn> end) {
    Style style =
        !instance.fresh() || !(instance.well() || instance.degraded())
            ? Style.BAD
            : instance.degraded() ? Style.WARNING : Style.GOOD;
    return List.of(
        Table.Cell.of(instance.stateText(), style),
        Table.Cell.plain(instance.timeline()),
        Table.Cell.plain(instance.position().map(Lsn::toString).orElse(NONE)),
        Table.Cell.plain(lag(instance, end)));
  }

  private static String lag(InstanceStatus instance, Optional<Lsn> end) {
    return instance.lagBytes(end).stream().mapToObj(Units::bytes).findFirst().orElse(NONE);
  }

  private static Table.Cell none() {
    return Table.Cell.plain(NONE);
  }

  private static Table.Cell silent(AgentAnswer answer) {
    return switch (answer) {
      case AgentAnswer.Told _ -> Table.Cell.of("not served", Style.WARNING);
      case AgentAnswer.Silent(var reason) ->
          Table.Cell.of(
              reason.equals(ClusterStatus.NOT_A_MEMBER) ? "offline" : "agent silent", Style.BAD);
    };
  }

  private static String reason(AgentAnswer answer) {
    return switch (answer) {
      case AgentAnswer.Told _ -> "its agent does not serve this resource";
      case AgentAnswer.Silent(var reason) -> reason;
    };
  }

  /// Everything that was told, with what was concluded from it.
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("cluster_name", status.clusterName());
    json.put("asked_on", status.node());
    json.put("exit_code", findings.exitCode());
    ArrayNode problems = json.putArray("problems");
    findings.problems().forEach(problems::add);
    ObjectNode nodes = json.putObject("nodes");
    status.answers().forEach((node, answer) -> nodes.set(node, json(answer)));
    return json;
  }

  static ObjectNode json(AgentAnswer answer) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    switch (answer) {
      case AgentAnswer.Told(var document) ->
          json.put("answered", true).putNull("reason").set("status", document);
      case AgentAnswer.Silent(var reason) ->
          json.put("answered", false).put("reason", reason).putNull("status");
    }
    return json;
  }
}

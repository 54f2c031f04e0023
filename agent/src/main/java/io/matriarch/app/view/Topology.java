package io.matriarch.app.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.agent.model.Lsn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Who streams from whom, as the servers that send WAL tell it.
///
/// @param roots the primaries
/// @param apart the other nodes that stream from none of them
record Topology(String resource, List<Place> roots, List<Place> apart) {

  /// A node in the tree.
  ///
  /// @param link how the server above sees it, `null` in JSON for who has none
  record Place(String node, String described, Optional<JsonNode> link, List<Place> below) {

    Place {
      below = List.copyOf(below);
    }
  }

  Topology {
    roots = List.copyOf(roots);
    apart = List.copyOf(apart);
  }

  static Topology of(ClusterStatus status, String resource) {
    Set<String> placed = new TreeSet<>();
    List<Place> roots = new ArrayList<>();
    for (String primary : status.primaries(resource)) {
      roots.add(place(status, resource, primary, Optional.empty(), placed));
    }
    List<Place> apart =
        status.answers().keySet().stream()
            .filter(node -> !placed.contains(node))
            .map(
                node ->
                    new Place(node, described(status, resource, node), Optional.empty(), List.of()))
            .toList();
    return new Topology(resource, roots, apart);
  }

  /// A standby's own standbys hang below it; a name that was seen before is not followed again.
  private static Place place(
      ClusterStatus status,
      String resource,
      String node,
      Optional<JsonNode> link,
      Set<String> placed) {
    placed.add(node);
    Optional<InstanceStatus> instance = status.of(node, resource);
    List<Place> below = new ArrayList<>();
    instance.stream()
        .flatMap(i -> InstanceStatus.elements(i.server().path("standbys")))
        .filter(l -> !placed.contains(l.path("standby").asText()))
        .forEach(
            l ->
                below.add(
                    place(status, resource, l.path("standby").asText(), Optional.of(l), placed)));
    String lag = link.map(l -> ", " + linked(l, status, resource)).orElse("");
    return new Place(node, described(status, resource, node) + lag, link, below);
  }

  private static String linked(JsonNode link, ClusterStatus status, String resource) {
    Optional<Lsn> end =
        status.primaries(resource).stream()
            .findFirst()
            .flatMap(primary -> status.of(primary, resource))
            .flatMap(InstanceStatus::position);
    String behind =
        end.map(e -> Units.bytes(e.bytesPast(Lsn.parse(link.path("replayed").asText("0/0")))))
            .map(text -> ", " + text + " behind in replay")
            .orElse("");
    return link.path("state").asText() + ", " + link.path("sync_state").asText() + behind;
  }

  private static String described(ClusterStatus status, String resource, String node) {
    return status
        .of(node, resource)
        .map(
            i ->
                "%s, timeline %s at %s"
                    .formatted(
                        i.state(), i.timeline(), i.position().map(Lsn::toString).orElse("-")))
        .orElseGet(
            () ->
                switch (status.answers().get(node)) {
                  case AgentAnswer.Silent(var reason) -> reason;
                  case AgentAnswer.Told _ -> "its agent does not serve this resource";
                  case null -> "not a node of the cluster";
                });
  }

  int exitCode() {
    return roots.isEmpty()
        ? Findings.NO_PRIMARY
        : roots.size() > 1 || !apart.isEmpty() ? Findings.DEGRADED : Findings.WELL;
  }

  String text(boolean colour) {
    StringBuilder text = new StringBuilder(Style.TITLE.on("Resource " + resource, colour));
    text.append("\n\n");
    for (Place root : roots) {
      text.append(Style.GOOD.on(root.node(), colour)).append("  ").append(root.described());
      text.append('\n');
      draw(text, root.below(), "");
    }
    if (roots.isEmpty()) {
      text.append(Style.BAD.on("No primary", colour)).append('\n');
    }
    if (!apart.isEmpty()) {
      text.append("\nFollows nobody:\n");
      apart.forEach(p -> text.append("  %s  %s\n".formatted(p.node(), p.described())));
    }
    return text.toString();
  }

  private static void draw(StringBuilder text, List<Place> places, String indent) {
    for (int i = 0; i < places.size(); i++) {
      boolean last = i == places.size() - 1;
      Place place = places.get(i);
      text.append(indent)
          .append(last ? "└─ " : "├─ ")
          .append(place.node())
          .append("  ")
          .append(place.described())
          .append('\n');
      draw(text, place.below(), indent + (last ? "   " : "│  "));
    }
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("resource", resource);
    ArrayNode primaries = json.putArray("primaries");
    roots.forEach(root -> primaries.add(json(root)));
    ArrayNode others = json.putArray("apart");
    apart.forEach(place -> others.add(json(place)));
    return json;
  }

  private static ObjectNode json(Place place) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("node", place.node()).put("described", place.described());
    place.link().ifPresentOrElse(l -> json.set("link", l), () -> json.putNull("link"));
    ArrayNode below = json.putArray("standbys");
    place.below().forEach(standby -> below.add(json(standby)));
    return json;
  }
}

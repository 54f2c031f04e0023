package io.matriarch.stories;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What crm_mon shows of the cluster at one instant.
///
/// @param attributes the attributes of each node
/// @param failures the failed and degraded actions, a sentence each
/// @param fencings how many times a node was fenced
record ClusterState(
    Optional<String> dc,
    SortedMap<String, Member> nodes,
    SortedMap<String, Instance> instances,
    SortedMap<String, SortedMap<String, String>> attributes,
    List<String> failures,
    int fencings) {

  static final String PROMOTED = "Promoted";
  static final String UNPROMOTED = "Unpromoted";

  /// A node.
  record Member(boolean online, boolean standby, boolean maintenance) {}

  /// The instance of the resource that is active on a node.
  record Instance(String role, boolean managed, boolean failed) {}

  ClusterState {
    nodes = new TreeMap<>(nodes);
    instances = new TreeMap<>(instances);
    attributes = new TreeMap<>(attributes);
    failures = List.copyOf(failures);
  }

  List<String> nodesIn(String role) {
    return instances.entrySet().stream()
        .filter(e -> e.getValue().role().equals(role))
        .map(Map.Entry::getKey)
        .toList();
  }

  /// The node that Pacemaker has promoted, if it is exactly one.
  Optional<String> primary() {
    List<String> promoted = nodesIn(PROMOTED);
    return promoted.size() == 1 ? Optional.of(promoted.getFirst()) : Optional.empty();
  }

  boolean isOnline(Node node) {
    return Optional.ofNullable(nodes.get(node.name())).map(Member::online).orElse(false);
  }

  boolean isActiveOn(Node node) {
    return instances.containsKey(node.name());
  }

  boolean isPromoted(Node node) {
    return primary().equals(Optional.of(node.name()));
  }

  boolean isUnpromoted(Node node) {
    return nodesIn(UNPROMOTED).contains(node.name());
  }

  Optional<Integer> score(Node node) {
    return attribute(node, "master-" + Bed.RESOURCE).map(Integer::valueOf);
  }

  boolean mayBePromoted(Node node) {
    return score(node).orElse(-1) >= 0;
  }

  /// The lasting refusal that the node's agent keeps.
  Optional<String> refusal(Node node) {
    return attribute(node, "matriarch-%s-refused".formatted(Bed.RESOURCE));
  }

  Optional<String> attribute(Node node, String name) {
    return Optional.ofNullable(attributes.get(node.name())).map(own -> own.get(name));
  }

  /// What failed or is degraded on the node.
  List<String> failuresOn(Node node) {
    return failures.stream().filter(f -> f.contains(" on %s: ".formatted(node))).toList();
  }
}

package io.matriarch.stories;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What crm_mon shows of the cluster at one instant.
///
/// @param failures the failed actions, a sentence each
record ClusterState(
    Optional<String> dc,
    SortedMap<String, Member> nodes,
    SortedMap<String, Instance> instances,
    SortedMap<String, Integer> scores,
    List<String> failures) {

  static final String PROMOTED = "Promoted";
  static final String UNPROMOTED = "Unpromoted";

  /// A node.
  record Member(boolean online, boolean standby, boolean maintenance) {}

  /// The instance of the resource that is active on a node.
  record Instance(String role, boolean managed, boolean failed) {}

  ClusterState {
    nodes = new TreeMap<>(nodes);
    instances = new TreeMap<>(instances);
    scores = new TreeMap<>(scores);
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
    return Optional.ofNullable(scores.get(node.name()));
  }
}

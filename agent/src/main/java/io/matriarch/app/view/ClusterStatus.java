package io.matriarch.app.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/// The answers of all agents, with this node's own one to say who the others are.
///
/// @param local this node's status document
/// @param answers by node, this one's included
record ClusterStatus(JsonNode local, SortedMap<String, AgentAnswer> answers) {

  static final String NOT_A_MEMBER = "not a member of the cluster";

  /// Asks the agents of all other members at the same time.
  static ClusterStatus gather(
      AgentAnswer.Told own, BiFunction<String, Integer, Supplier<AgentAnswer>> ask, int port) {
    Map<String, Supplier<AgentAnswer>> asked = new LinkedHashMap<>();
    Set<String> online = new LinkedHashSet<>();
    Set<String> known = new TreeSet<>();
    for (InstanceStatus resource : own.resources()) {
      resource.nodes().stream().map(InstanceStatus.Node::name).forEach(known::add);
      resource.nodes().stream()
          .filter(InstanceStatus.Node::online)
          .map(InstanceStatus.Node::name)
          .forEach(online::add);
    }
    String node = own.document().at("/agent/node").asText();
    online.remove(node);
    online.forEach(peer -> asked.put(peer, ask.apply(peer, port)));
    SortedMap<String, AgentAnswer> answers = new TreeMap<>();
    known.forEach(peer -> answers.put(peer, new AgentAnswer.Silent(NOT_A_MEMBER)));
    asked.forEach((peer, answer) -> answers.put(peer, answer.get()));
    answers.put(node, own);
    return new ClusterStatus(own.document(), answers);
  }

  String node() {
    return local.at("/agent/node").asText();
  }

  String clusterName() {
    return local.at("/agent/cluster_name").asText();
  }

  /// The resources that this node's agent serves.
  List<InstanceStatus> resources() {
    return new AgentAnswer.Told(local).resources();
  }

  Optional<InstanceStatus> of(String node, String resource) {
    AgentAnswer answer = answers.get(node);
    return answer == null ? Optional.empty() : answer.resource(resource);
  }

  /// What is said of a name that is no node's.
  String noNode(String name) {
    return "no node '%s' in the cluster: known are %s"
        .formatted(name, String.join(", ", answers.keySet()));
  }

  /// What is said of a name that is no resource's of this node.
  String noResource(String name) {
    return "no resource '%s' on %s: known are %s"
        .formatted(name, node(), String.join(", ", resourceNames()));
  }

  List<String> resourceNames() {
    return resources().stream().map(InstanceStatus::resource).toList();
  }

  /// The node on which Pacemaker has promoted the resource, in this node's view.
  Optional<String> promoted(String resource) {
    return of(node(), resource).stream()
        .flatMap(local -> local.nodes().stream())
        .filter(node -> node.online() && node.promoted())
        .map(InstanceStatus.Node::name)
        .findFirst();
  }

  /// The nodes whose agents see a primary there now.
  List<String> primaries(String resource) {
    return answers.entrySet().stream()
        .filter(e -> e.getValue().resource(resource).filter(InstanceStatus::primary).isPresent())
        .map(Map.Entry::getKey)
        .toList();
  }
}

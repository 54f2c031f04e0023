package io.matriarch.agent.model;

import java.util.List;
import java.util.Optional;

/// All that this node knew at one instant, including that instant and who it is.
///
/// @param faults what is wrong with the instance's parameters, a sentence each
public record Snapshot(
    String node,
    Instance instance,
    List<String> faults,
    BootTime now,
    Fact<ServerState> server,
    Fact<ClusterView> cluster,
    Health health,
    Repair repair,
    Memory memory) {

  public Snapshot {
    faults = List.copyOf(faults);
  }

  /// The same with another memory.
  public Snapshot withMemory(Memory other) {
    return new Snapshot(node, instance, faults, now, server, cluster, health, repair, other);
  }

  /// The score that the CIB has for this node, as far as that is known.
  public Optional<Integer> publishedScore() {
    return cluster
        .map(view -> view.node(node).flatMap(ClusterView.Node::score))
        .orElse(Optional.empty());
  }
}

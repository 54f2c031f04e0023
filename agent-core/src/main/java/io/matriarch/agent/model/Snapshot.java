package io.matriarch.agent.model;

import java.util.List;
import java.util.Optional;

/// All that this node knew at one instant, including that instant and who it is.
///
/// @param faults what is wrong with the instance's parameters, a sentence each
/// @param history of the timeline that a running server is on
public record Snapshot(
    String node,
    Instance instance,
    List<String> faults,
    BootTime now,
    Fact<ServerState> server,
    Fact<ClusterView> cluster,
    Health health,
    Repair repair,
    Memory memory,
    Fact<TimelineHistory> history) {

  public Snapshot {
    faults = List.copyOf(faults);
  }

  /// A snapshot in which no history was read.
  public Snapshot(
      String node,
      Instance instance,
      List<String> faults,
      BootTime now,
      Fact<ServerState> server,
      Fact<ClusterView> cluster,
      Health health,
      Repair repair,
      Memory memory) {
    this(
        node,
        instance,
        faults,
        now,
        server,
        cluster,
        health,
        repair,
        memory,
        Fact.unknown("no history was read"));
  }

  /// The same with another history.
  public Snapshot withHistory(Fact<TimelineHistory> other) {
    return new Snapshot(
        node, instance, faults, now, server, cluster, health, repair, memory, other);
  }

  /// The same with another memory.
  public Snapshot withMemory(Memory other) {
    return new Snapshot(
        node, instance, faults, now, server, cluster, health, repair, other, history);
  }

  /// The score that the CIB has for this node, as far as that is known.
  public Optional<Integer> publishedScore() {
    return cluster.map(view -> view.score(node)).orElse(Optional.empty());
  }

  /// This node as the CIB describes it, as far as that is known.
  public Optional<ClusterView.Node> ownNode() {
    return cluster.map(view -> view.node(node)).orElse(Optional.empty());
  }

  /// What a running server holds, once its position and its history are known.
  public Optional<Lineage> lineage() {
    return position()
        .flatMap(
            held ->
                history
                    .map(Optional::of)
                    .orElse(Optional.empty())
                    .filter(known -> known.timeline() == held.timeline())
                    .map(known -> new Lineage(held, known)));
  }

  /// What a running server holds.
  public Optional<WalPosition> position() {
    return server
        .map(
            state ->
                switch (state) {
                  case ServerState.Standby standby -> Optional.of(standby.held());
                  case ServerState.Primary primary -> Optional.of(primary.written());
                  case ServerState.Absent _,
                      ServerState.Stopped _,
                      ServerState.Crashed _,
                      ServerState.Starting _,
                      ServerState.Unreachable _ ->
                      Optional.<WalPosition>empty();
                })
        .orElse(Optional.empty());
  }
}

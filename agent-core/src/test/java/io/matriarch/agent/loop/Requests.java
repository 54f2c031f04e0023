package io.matriarch.agent.loop;

import java.util.List;
import java.util.Optional;

/// Operations as Pacemaker would ask for them, with a minute each.
final class Requests {

  private Requests() {}

  static OperationRequest of(String word, String node) {
    return switch (word) {
      case "monitor" -> new OperationRequest.Monitor(false, Optional.empty(), Agent.BUDGET);
      case "probe" -> new OperationRequest.Monitor(true, Optional.empty(), Agent.BUDGET);
      case "start" -> new OperationRequest.Start(Agent.BUDGET);
      case "stop" -> new OperationRequest.Stop(Agent.BUDGET);
      case "demote" -> new OperationRequest.Demote(Agent.BUDGET);
      case "promote" -> promote(node, node);
      case "reload-agent" -> new OperationRequest.ReloadAgent(Agent.BUDGET);
      case "validate-all" -> new OperationRequest.ValidateAll(Agent.BUDGET);
      default -> throw new IllegalArgumentException(word);
    };
  }

  /// The promotion of a node, while those nodes are active.
  static OperationRequest promote(String node, String... active) {
    return new OperationRequest.Promote(roster(node, active), Agent.BUDGET);
  }

  static OperationRequest prePromote(String node, String... active) {
    return new OperationRequest.Notify("pre", "promote", roster(node, active), Agent.BUDGET);
  }

  static OperationRequest postPromote(String node, String... active) {
    return new OperationRequest.Notify("post", "promote", roster(node, active), Agent.BUDGET);
  }

  static OperationRequest preDemote(String node) {
    Roster roster = new Roster(List.of(node), List.of(), List.of(), List.of(), List.of(node));
    return new OperationRequest.Notify("pre", "demote", roster, Agent.BUDGET);
  }

  private static Roster roster(String promote, String... active) {
    return new Roster(List.of(active), List.of(), List.of(), List.of(promote), List.of());
  }
}

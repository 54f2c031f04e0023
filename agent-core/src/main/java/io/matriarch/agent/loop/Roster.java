package io.matriarch.agent.loop;

import java.util.List;
import java.util.TreeSet;

/// The nodes that a transition concerns, as Pacemaker's notify variables list them: the state
/// before the transition, and what it will do.
public record Roster(
    List<String> active,
    List<String> start,
    List<String> stop,
    List<String> promote,
    List<String> demote) {

  public Roster {
    active = List.copyOf(active);
    start = List.copyOf(start);
    stop = List.copyOf(stop);
    promote = List.copyOf(promote);
    demote = List.copyOf(demote);
  }

  /// The nodes whose instance is active once the transition is through, each once, sorted. A node
  /// that is both stopped and started is restarted, and counts.
  public List<String> activeAfter() {
    TreeSet<String> after = new TreeSet<>(active);
    after.removeAll(stop);
    after.addAll(start);
    return List.copyOf(after);
  }
}

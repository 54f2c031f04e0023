package io.matriarch.agent.model;

import java.util.List;

/// What follows from a snapshot, with the rule that says so and a sentence with the numbers.
///
/// @param givesUp whether a crashed primary leaves its role to another node by this decision
public record Decision(
    RuleId rule,
    String because,
    Verdict verdict,
    Score score,
    List<Action> actions,
    boolean givesUp) {

  public Decision {
    actions = List.copyOf(actions);
  }
}

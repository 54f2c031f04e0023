package io.matriarch.agent.model;

/// What the agent does of its own accord, beside its verdict and its score.
public sealed interface Action permits Action.BringBack, Action.RecordPromotion, Upkeep {

  /// Starts the crashed instance as a standby, as Pacemaker believes it to be since its demote.
  record BringBack() implements Action {}

  /// Keeps in the CIB that this node began its timeline.
  record RecordPromotion(int timeline, String systemIdentifier) implements Action {}
}

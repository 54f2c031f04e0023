package io.matriarch.agent.model;

/// What the agent does of its own accord, beside its verdict and its score.
public sealed interface Action {

  /// Starts the crashed instance as a standby, as Pacemaker believes it to be since its demote.
  record BringBack() implements Action {}

  /// Keeps in the CIB that this node began its timeline.
  record RecordPromotion(int timeline, String systemIdentifier) implements Action {}

  /// Keeps in the CIB that this node must not be promoted, and why.
  record Refuse(Refusal refusal) implements Action {}

  /// Takes this node's refusal back: it is answered.
  record WithdrawRefusal(Refusal refusal) implements Action {}

  /// Takes back that this node may be promoted with a loss.
  record WithdrawDataLoss() implements Action {}
}

package io.matriarch.agent.model;

/// What the agent does of its own accord, beside its verdict and its score.
public sealed interface Action
    permits Action.BringBack,
        Action.RecordPromotion,
        Action.Refuse,
        Action.WithdrawRefusal,
        Action.WithdrawDataLoss,
        Action.AskUpstream,
        Action.Reconnect,
        Action.Repair,
        Action.ResumeRepair,
        Action.ForgetRepair,
        Action.Follow,
        Upkeep {

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

  /// Asks the upstream in the background why this standby does not stream from it.
  ///
  /// @param held where this standby stands
  record AskUpstream(WalPosition held, String systemIdentifier) implements Action {}

  /// Has the standby's WAL receiver connect anew.
  record Reconnect() implements Action {}

  /// Begins to make a working standby of this instance again.
  ///
  /// @param method the mildest one that can help
  /// @param primary the last promotion, on the node that is Promoted now
  /// @param reason why, a sentence without a full stop
  record Repair(Policy.Rejoin.Method method, PromotionRecord primary, String reason)
      implements Action {}

  /// Goes on with the repair that was begun before.
  record ResumeRepair(PromotionRecord primary) implements Action {}

  /// Forgets a repair that failed: the instance has recovered without it.
  record ForgetRepair() implements Action {}

  /// Points `primary_conninfo` at the promoted node.
  record Follow(String node) implements Action {}
}

package io.matriarch.agent.decide;

import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.WalPosition;

/// What another instance said of itself for an election.
public sealed interface PeerPosition {

  /// It holds the WAL of that system up to there.
  record Holds(String systemIdentifier, WalPosition position) implements PeerPosition {}

  /// It cannot tell its position, but its agent, which has watched it since, vouches that the
  /// refusal still stands: whoever holds what it lacks holds more.
  record Lacks(Refusal refusal, String reason) implements PeerPosition {}

  /// Its position is known, and none of it is of the lineage since the recorded promotion.
  record Outside(WalPosition position, String reason) implements PeerPosition {}

  /// It gave its claim up by a decision of the cluster's policy and does not count.
  record Abstains(String reason) implements PeerPosition {}

  /// It did not say in time, or cannot say.
  record Silent(String reason) implements PeerPosition {}
}

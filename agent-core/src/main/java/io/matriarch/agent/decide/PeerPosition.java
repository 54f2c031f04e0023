package io.matriarch.agent.decide;

import io.matriarch.agent.model.WalPosition;

/// What another instance said of itself for an election.
public sealed interface PeerPosition {

  /// It holds the WAL of that system up to there.
  record Holds(String systemIdentifier, WalPosition position) implements PeerPosition {}

  /// It gave its claim up by a decision of the cluster's policy and does not count.
  record Abstains(String reason) implements PeerPosition {}

  /// It did not say in time, or cannot say.
  record Silent(String reason) implements PeerPosition {}
}

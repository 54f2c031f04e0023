package io.matriarch.agent.decide;

import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.WalPosition;
import java.util.Optional;

/// What another instance said of itself for an election.
public sealed interface PeerPosition {

  /// It holds the WAL of that system up to there.
  ///
  /// @param position as far as it is of the recorded lineage
  /// @param past where it stands on a timeline that it left that lineage for, which nobody recorded
  record Holds(String systemIdentifier, WalPosition position, Optional<WalPosition> past)
      implements PeerPosition {

    public Holds(String systemIdentifier, WalPosition position) {
      this(systemIdentifier, position, Optional.empty());
    }

    /// All of it.
    WalPosition held() {
      return past.orElse(position);
    }
  }

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

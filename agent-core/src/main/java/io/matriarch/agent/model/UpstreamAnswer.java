package io.matriarch.agent.model;

import java.util.Optional;

/// What a server said that was asked whether a standby can follow it.
public sealed interface UpstreamAnswer {

  /// Nothing of use.
  ///
  /// @param refused whether it answered with a refusal: `false` is silence
  /// @param sentence why, with SQLSTATE where there is one; never a secret
  record Silent(boolean refused, String sentence) implements UpstreamAnswer {}

  /// Who it is, and how it took the wish to stream.
  ///
  /// @param name where it was asked, such as `n1:5432`
  /// @param standby whether it is in recovery itself
  /// @param history its own lineage
  /// @param position the end of its WAL on its own timeline
  /// @param slotMissing the slot that the standby wants and the server does not have
  /// @param streaming what it said to the wish to stream, empty when nothing spoke against it
  record Server(
      String name,
      String systemIdentifier,
      boolean standby,
      TimelineHistory history,
      Lsn position,
      Optional<String> slotMissing,
      Optional<Fault> streaming)
      implements UpstreamAnswer {}

  /// An error of PostgreSQL.
  record Fault(String sqlState, String message) {

    @Override
    public String toString() {
      return sqlState + " " + message;
    }
  }
}

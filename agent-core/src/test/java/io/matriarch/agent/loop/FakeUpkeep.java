package io.matriarch.agent.loop;

import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.ReplicationSlot;
import io.matriarch.agent.model.ServerSettings;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.StandbyLink;
import io.matriarch.agent.model.Upkeep.AdvanceSlot;
import io.matriarch.agent.model.Upkeep.CreateSlot;
import io.matriarch.agent.model.Upkeep.DropSlot;
import io.matriarch.agent.model.Upkeep.RenewSlot;
import io.matriarch.agent.model.Upkeep.SlotChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a running server becomes by the agent's upkeep.
final class FakeUpkeep {

  private FakeUpkeep() {}

  static ServerState withNames(ServerState state, String text) {
    return switch (state) {
      case ServerState.Primary p -> with(p, named(p.settings(), text), p.slots());
      case ServerState.Standby s -> with(s, named(s.settings(), text), s.slots());
      default -> throw new IllegalStateException("connection refused");
    };
  }

  static ServerState withSlot(ServerState state, SlotChange change) {
    return switch (state) {
      case ServerState.Primary p -> with(p, p.settings(), changed(p.slots(), change));
      case ServerState.Standby s -> with(s, s.settings(), changed(s.slots(), change));
      default -> throw new IllegalStateException("connection refused");
    };
  }

  private static List<ReplicationSlot> changed(List<ReplicationSlot> slots, SlotChange change) {
    List<ReplicationSlot> left = new ArrayList<>(slots);
    left.removeIf(slot -> slot.name().equals(change.name()));
    switch (change) {
      case CreateSlot create ->
          left.add(slot(create.name(), create.reserve() ? Optional.of(held()) : Optional.empty()));
      case AdvanceSlot advance -> left.add(slot(advance.name(), Optional.of(advance.to())));
      case RenewSlot renew -> left.add(slot(renew.name(), Optional.of(held())));
      case DropSlot _ -> {}
    }
    return left;
  }

  private static Lsn held() {
    return FakeServer.HELD.lsn();
  }

  static ReplicationSlot slot(String name, Optional<Lsn> restart) {
    return new ReplicationSlot(
        name, "physical", false, false, 0, "reserved", restart, false, Optional.empty());
  }

  /// A primary from which those stream.
  static ServerState.Primary primary(String... standbys) {
    Lsn lsn = held();
    List<StandbyLink> links = new ArrayList<>();
    for (String standby : standbys) {
      links.add(
          new StandbyLink(
              standby,
              "",
              "streaming",
              "async",
              lsn,
              lsn,
              lsn,
              lsn,
              Duration.ZERO,
              Duration.ZERO,
              Duration.ZERO));
    }
    var alone = (ServerState.Primary) FakeServer.primary(FakeServer.HELD);
    return new ServerState.Primary(
        alone.settings(), alone.written(), alone.flushed(), links, alone.slots());
  }

  static ServerState.Primary with(
      ServerState.Primary p, ServerSettings settings, List<ReplicationSlot> slots) {
    return new ServerState.Primary(settings, p.written(), p.flushed(), p.standbys(), slots);
  }

  private static ServerState.Standby with(
      ServerState.Standby s, ServerSettings settings, List<ReplicationSlot> slots) {
    return new ServerState.Standby(
        settings,
        s.held(),
        s.received(),
        s.replayed(),
        s.replayPaused(),
        s.replayAge(),
        s.receiver(),
        s.standbys(),
        slots);
  }

  static ServerSettings named(ServerSettings s, String text) {
    return new ServerSettings(
        s.versionNumber(),
        s.systemIdentifier(),
        text,
        s.synchronousCommit(),
        s.applicationName(),
        s.walLevel(),
        s.recoveryTargetTimeline(),
        s.maxReplicationSlots(),
        s.pendingRestart(),
        s.startedAtEpochMillis(),
        s.dataChecksums());
  }
}

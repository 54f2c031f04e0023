package io.matriarch.telemetry;

import io.matriarch.agent.model.ControlData;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.ServerSettings;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.WalReceiver;
import io.matriarch.telemetry.event.Role;
import io.matriarch.telemetry.event.StateName;
import java.time.Duration;
import java.time.Instant;

/// Turns what is known of one server into points.
final class ServerMetrics {

  private static final double MILLIS = 1000.0;
  private static final int MINOR_DIGITS = 10_000;

  private final Points points;
  private final Instant observedAt;

  /// @param observedAt the wall clock's time of the observation
  ServerMetrics(Points points, Instant observedAt) {
    this.points = points;
    this.observedAt = observedAt;
  }

  void add(Fact<ServerState> server) {
    for (Role role : Role.values()) {
      points.add(MetricName.ROLE, role == Role.of(server), role.word());
    }
    for (StateName state : StateName.values()) {
      points.add(MetricName.POSTGRES_STATE, state == StateName.of(server), state.word());
    }
    switch (server) {
      case Fact.Unknown<ServerState> _ -> points.add(MetricName.POSTGRES_UP, false);
      case Fact.Known<ServerState>(var state, var _) -> addState(state);
    }
  }

  private void addState(ServerState state) {
    points.add(MetricName.POSTGRES_UP, answers(state));
    switch (state) {
      case ServerState.Absent _ -> {}
      case ServerState.Stopped stopped -> addControl(stopped.control());
      case ServerState.Crashed crashed -> addControl(crashed.control());
      case ServerState.Starting starting -> addControl(starting.control());
      case ServerState.Unreachable unreachable -> addControl(unreachable.control());
      case ServerState.Primary primary -> addPrimary(primary);
      case ServerState.Standby standby -> addStandby(standby);
    }
  }

  private static boolean answers(ServerState state) {
    return switch (state) {
      case ServerState.Primary _, ServerState.Standby _ -> true;
      case ServerState.Unreachable unreachable -> unreachable.accepting();
      case ServerState.Absent _,
          ServerState.Stopped _,
          ServerState.Crashed _,
          ServerState.Starting _ ->
          false;
    };
  }

  private void addControl(ControlData control) {
    points.add(MetricName.POSTGRES_TIMELINE_ID, control.timeline());
  }

  private void addPrimary(ServerState.Primary primary) {
    addSettings(primary.settings());
    points.add(MetricName.POSTGRES_TIMELINE_ID, primary.written().timeline());
    points.add(MetricName.WAL_WRITE_POSITION, bytes(primary.written().lsn()));
    points.add(MetricName.WAL_FLUSH_POSITION, bytes(primary.flushed()));
    ReplicationMetrics replication = new ReplicationMetrics(points);
    replication.addStandbys(primary.written().lsn(), primary.standbys());
    replication.addRisk(primary);
    replication.addSlots(primary.slots());
  }

  private void addStandby(ServerState.Standby standby) {
    addSettings(standby.settings());
    points.add(MetricName.POSTGRES_TIMELINE_ID, standby.held().timeline());
    points.add(MetricName.WAL_RECEIVE_POSITION, bytes(standby.received()));
    points.add(MetricName.WAL_REPLAY_POSITION, bytes(standby.replayed()));
    points.add(MetricName.REPLAY_PAUSED, standby.replayPaused());
    points.add(MetricName.LAST_REPLAYED_TRANSACTION_TIMESTAMP, secondsBefore(standby.replayAge()));
    points.add(MetricName.REPLAY_LAG_SECONDS, replayLag(standby));
    points.add(MetricName.WAL_RECEIVER_UP, standby.streaming());
    standby.receiver().stream().findFirst().ifPresent(receiver -> addReceiver(standby, receiver));
    ReplicationMetrics replication = new ReplicationMetrics(points);
    replication.addStandbys(standby.held().lsn(), standby.standbys());
    replication.addSlots(standby.slots());
  }

  /// Without this a standby of an idle primary would seem to fall behind.
  private static double replayLag(ServerState.Standby standby) {
    return standby.replayed().isAtLeast(standby.received())
        ? 0
        : standby.replayAge().toMillis() / MILLIS;
  }

  private void addReceiver(ServerState.Standby standby, WalReceiver receiver) {
    points.add(MetricName.REPLICATION_RECEIVE_LAG_BYTES, standby.lagBytes());
    if (receiver.messageAgeMillis() >= 0) {
      points.add(
          MetricName.WAL_RECEIVER_LAST_MESSAGE_TIMESTAMP,
          secondsBefore(Duration.ofMillis(receiver.messageAgeMillis())));
    }
  }

  private void addSettings(ServerSettings settings) {
    points.add(
        MetricName.POSTGRES_INFO,
        1,
        settings.versionNumber() / MINOR_DIGITS + "." + settings.versionNumber() % MINOR_DIGITS,
        settings.systemIdentifier(),
        settings.dataChecksums() ? "on" : "off");
    points.add(MetricName.POSTGRES_PENDING_RESTART, settings.pendingRestart());
    points.add(MetricName.POSTGRES_START_TIMESTAMP, settings.startedAtEpochMillis() / MILLIS);
  }

  private double secondsBefore(Duration age) {
    return observedAt.minus(age).toEpochMilli() / MILLIS;
  }

  /// Exact up to 2^53, that is 8 PiB of WAL.
  static double bytes(Lsn lsn) {
    return lsn.value() >= 0 ? lsn.value() : lsn.value() + 0x1p64;
  }
}

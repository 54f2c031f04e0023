package io.matriarch.telemetry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ControlData;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.ReplicationSlot;
import io.matriarch.agent.model.ServerSettings;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.StandbyLink;
import io.matriarch.agent.model.WalReceiver;
import io.matriarch.telemetry.event.Role;
import io.matriarch.telemetry.event.StateName;
import java.time.Duration;
import java.util.List;

/// The part of the status that tells of PostgreSQL.
final class ServerJson {

  private static final double MICROS = 1000.0;

  private final BootTime now;

  ServerJson(BootTime now) {
    this.now = now;
  }

  ObjectNode of(Fact<ServerState> server) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("state", StateName.of(server).word());
    json.put("role", Role.of(server).word());
    switch (server) {
      case Fact.Unknown<ServerState>(var reason) -> json.put("reason", reason);
      case Fact.Known<ServerState>(var state, BootTime at) -> {
        json.put("age_ms", now.since(at).toMillis());
        add(json, state);
      }
    }
    return json;
  }

  private static void add(ObjectNode json, ServerState state) {
    switch (state) {
      case ServerState.Absent(var reason) -> json.put("reason", reason);
      case ServerState.Stopped(var control) -> addControl(json, control);
      case ServerState.Crashed(var control, boolean standbySignal, int orphans) -> {
        json.put("standby_signal", standbySignal).put("orphans", orphans);
        addControl(json, control);
      }
      case ServerState.Starting(var control, boolean standbySignal, var phase) -> {
        json.put("phase", phase).put("standby_signal", standbySignal);
        addControl(json, control);
      }
      case ServerState.Unreachable(var control, var standbySignal, var accepting, var cause) -> {
        json.put("accepting", accepting).put("cause", cause).put("standby_signal", standbySignal);
        addControl(json, control);
      }
      case ServerState.Primary primary -> addPrimary(json, primary);
      case ServerState.Standby standby -> addStandby(json, standby);
    }
  }

  private static void addControl(ObjectNode json, ControlData control) {
    json.put("timeline", control.timeline());
    json.put("system_identifier", control.systemIdentifier());
    json.putObject("control")
        .put("state", control.state().text())
        .put("checkpoint", control.checkpoint().toString())
        .put("redo", control.redo().toString())
        .put("min_recovery_end", control.minRecoveryEnd().toString())
        .put("min_recovery_timeline", control.minRecoveryTimeline())
        .put("wal_level", control.walLevel());
  }

  private static void addPrimary(ObjectNode json, ServerState.Primary primary) {
    json.put("timeline", primary.written().timeline());
    json.put("system_identifier", primary.settings().systemIdentifier());
    json.put("written", primary.written().lsn().toString());
    json.put("flushed", primary.flushed().toString());
    addRest(json, primary.settings(), primary.standbys(), primary.slots());
  }

  private static void addStandby(ObjectNode json, ServerState.Standby standby) {
    json.put("timeline", standby.held().timeline());
    json.put("system_identifier", standby.settings().systemIdentifier());
    json.put("held", standby.held().lsn().toString());
    json.put("received", standby.received().toString());
    json.put("replayed", standby.replayed().toString());
    json.put("replay_paused", standby.replayPaused());
    json.put("replay_age_ms", standby.replayAge().toMillis());
    json.put("streaming", standby.streaming());
    json.put("receive_lag_bytes", standby.lagBytes());
    standby.receiver().stream()
        .findFirst()
        .ifPresentOrElse(
            receiver -> addReceiver(json.putObject("receiver"), receiver),
            () -> json.putNull("receiver"));
    addRest(json, standby.settings(), standby.standbys(), standby.slots());
  }

  private static void addReceiver(ObjectNode json, WalReceiver receiver) {
    json.put("status", receiver.status())
        .put("sender_host", receiver.senderHost())
        .put("sender_port", receiver.senderPort())
        .put("timeline", receiver.timeline())
        .put("written", receiver.written().toString())
        .put("flushed", receiver.flushed().toString())
        .put("latest_end", receiver.latestEnd().toString())
        .put("message_age_ms", receiver.messageAgeMillis());
  }

  private static void addRest(
      ObjectNode json,
      ServerSettings settings,
      List<StandbyLink> standbys,
      List<ReplicationSlot> slots) {
    json.putObject("settings")
        .put("server_version_num", settings.versionNumber())
        .put("synchronous_standby_names", settings.synchronousStandbyNames())
        .put("synchronous_commit", settings.synchronousCommit())
        .put("application_name", settings.applicationName())
        .put("wal_level", settings.walLevel())
        .put("recovery_target_timeline", settings.recoveryTargetTimeline())
        .put("pending_restart", settings.pendingRestart())
        .put("started_at_epoch_ms", settings.startedAtEpochMillis());
    ArrayNode links = json.putArray("standbys");
    standbys.forEach(link -> addLink(links.addObject(), link));
    ArrayNode held = json.putArray("slots");
    slots.forEach(
        slot -> {
          ObjectNode of =
              held.addObject()
                  .put("slot_name", slot.name())
                  .put("slot_type", slot.slotType())
                  .put("active", slot.active())
                  .put("retained_wal_bytes", slot.retainedBytes());
          slot.safeBytes()
              .ifPresentOrElse(
                  safe -> of.put("safe_wal_bytes", safe), () -> of.putNull("safe_wal_bytes"));
          of.put("wal_status", slot.walStatus());
        });
  }

  private static void addLink(ObjectNode json, StandbyLink link) {
    json.put("standby", link.standby())
        .put("address", link.address())
        .put("state", link.state())
        .put("sync_state", link.syncState())
        .put("sent", link.sent().toString())
        .put("written", link.written().toString())
        .put("flushed", link.flushed().toString())
        .put("replayed", link.replayed().toString())
        .put("write_lag_ms", millis(link.writeLag()))
        .put("flush_lag_ms", millis(link.flushLag()))
        .put("replay_lag_ms", millis(link.replayLag()));
  }

  private static double millis(Duration lag) {
    return lag.toNanos() / MICROS / MICROS;
  }
}

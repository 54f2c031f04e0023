package io.matriarch.agent.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.ReplicationSlot;
import io.matriarch.agent.model.ServerSettings;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.StandbyLink;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.model.WalReceiver;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Turns the answer to [StatusQuery] into a [ServerState].
final class StatusReader {

  private static final ObjectMapper JSON = new ObjectMapper();

  private StatusReader() {}

  static ServerState read(String text) {
    try {
      JsonNode status = JSON.readTree(text);
      return status.path("standby").asBoolean() ? standby(status) : primary(status);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "PostgreSQL's status is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static ServerState primary(JsonNode status) {
    return new ServerState.Primary(
        settings(status.path("settings")),
        held(status),
        lsn(status, "flushed"),
        each(status.path("standbys"), StatusReader::link),
        each(status.path("slots"), StatusReader::slot));
  }

  private static ServerState standby(JsonNode status) {
    return new ServerState.Standby(
        settings(status.path("settings")),
        held(status),
        lsn(status, "received"),
        lsn(status, "replayed"),
        status.path("replay_paused").asBoolean(),
        Duration.ofMillis(Math.max(0, status.path("replay_age_ms").asLong())),
        each(status.path("receiver"), StatusReader::receiver),
        each(status.path("standbys"), StatusReader::link),
        each(status.path("slots"), StatusReader::slot));
  }

  private static WalPosition held(JsonNode status) {
    return new WalPosition(status.path("timeline").asInt(), lsn(status, "held"));
  }

  private static ServerSettings settings(JsonNode row) {
    return new ServerSettings(
        row.path("version").asInt(),
        row.path("system_identifier").asText(),
        row.path("synchronous_standby_names").asText(),
        row.path("synchronous_commit").asText(),
        ConninfoScanner.unquoted(row.path("application_name").asText()),
        row.path("wal_level").asText(),
        row.path("recovery_target_timeline").asText(),
        row.path("max_replication_slots").asInt(),
        row.path("pending_restart").asInt(),
        row.path("started_at_ms").asLong(),
        row.path("data_checksums").asBoolean());
  }

  private static WalReceiver receiver(JsonNode row) {
    return new WalReceiver(
        row.path("waits").asBoolean() ? "waiting" : row.path("status").asText(),
        row.path("host").asText(),
        row.path("port").asInt(),
        row.path("timeline").asInt(),
        lsn(row, "written"),
        lsn(row, "flushed"),
        lsn(row, "latest_end"),
        row.path("message_age_ms").asLong());
  }

  private static StandbyLink link(JsonNode row) {
    return new StandbyLink(
        row.path("name").asText(),
        row.path("address").asText(),
        row.path("state").asText(),
        row.path("sync_state").asText(),
        lsn(row, "sent"),
        lsn(row, "written"),
        lsn(row, "flushed"),
        lsn(row, "replayed"),
        lag(row, "write_lag_us"),
        lag(row, "flush_lag_us"),
        lag(row, "replay_lag_us"));
  }

  private static ReplicationSlot slot(JsonNode row) {
    return new ReplicationSlot(
        row.path("name").asText(),
        row.path("type").asText(),
        row.path("temporary").asBoolean(),
        row.path("active").asBoolean(),
        row.path("retained").asLong(),
        row.path("wal_status").asText(),
        Optional.of(row.path("restart").asText()).filter(text -> !text.isEmpty()).map(Lsn::parse),
        row.path("xmin").asBoolean(),
        Optional.of(row.path("safe")).filter(JsonNode::isNumber).map(JsonNode::asLong));
  }

  private static Lsn lsn(JsonNode row, String name) {
    return Lsn.parse(row.path(name).asText());
  }

  private static Duration lag(JsonNode row, String name) {
    return Duration.of(row.path(name).asLong(), ChronoUnit.MICROS);
  }

  private static <T> List<T> each(JsonNode rows, Function<JsonNode, T> read) {
    return rows.valueStream().map(read).toList();
  }
}

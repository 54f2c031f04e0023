package io.matriarch.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Health;
import io.matriarch.agent.model.Instance;
import io.matriarch.agent.model.Memory;
import io.matriarch.agent.model.Score;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.telemetry.sink.Webhook;
import java.util.Locale;
import java.util.Optional;

/// The status of this node's agent as JSON, with its keys always in the same order; its shape is
/// described in `docs/status-json.md`.
final class StatusDocument {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Telemetry telemetry;

  StatusDocument(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  /// The document as a line of text.
  String text() {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json()) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always writable", e);
    }
  }

  ObjectNode json() {
    BootTime now = telemetry.now();
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ObjectNode agent =
        document
            .putObject("agent")
            .put("version", telemetry.identity().version())
            .put("node", telemetry.identity().node())
            .put("cluster_name", telemetry.identity().clusterName())
            .put("time", telemetry.wallTime().toString());
    agent.set("webhook", webhook());
    ArrayNode resources = document.putArray("resources");
    telemetry.latest().values().forEach(latest -> addResource(resources.addObject(), latest, now));
    return document;
  }

  private JsonNode webhook() {
    return telemetry.webhook().<JsonNode>map(StatusDocument::webhook).orElse(NullNode.instance);
  }

  private static ObjectNode webhook(Webhook webhook) {
    Webhook.State state = webhook.state();
    return JsonNodeFactory.instance
        .objectNode()
        .put("target", webhook.origin())
        .put("failing", state.isFailing())
        .put("reason", state.reason())
        .put("queued", state.queued())
        .put("delivered", state.delivered())
        .put("dropped", state.dropped());
  }

  private static void addResource(ObjectNode json, Observed latest, BootTime now) {
    Snapshot snapshot = latest.snapshot();
    json.put("resource", snapshot.instance().resource());
    json.put("snapshot_age_ms", now.since(snapshot.now()).toMillis());
    json.set("instance", instance(snapshot.instance()));
    ArrayNode faults = json.putArray("faults");
    snapshot.faults().forEach(faults::add);
    json.set("server", new ServerJson(now).of(snapshot.server()));
    json.set("health", health(snapshot.health(), now));
    json.set("cluster", new ClusterJson(now).of(snapshot.cluster()));
    json.set("decision", decision(latest, now));
    json.set("memory", memory(snapshot.memory(), now));
  }

  /// Without `start_opts`: it may hold whatever an administrator has put there.
  private static ObjectNode instance(Instance instance) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("system_user", instance.systemUser())
        .put("bindir", instance.bindir().toString())
        .put("pgdata", instance.pgdata().toString())
        .put("datadir", instance.datadir().toString())
        .put("pghost", instance.pghost())
        .put("pgport", instance.pgport())
        .put("maxlag_bytes", instance.policy().maxlagBytes())
        .put("crash_policy", instance.policy().crashPolicy().name().toLowerCase(Locale.ROOT))
        .put("recovery_wait_ms", instance.policy().recoveryWait().toMillis())
        .put("election_wait_ms", instance.policy().electionWait().toMillis())
        .put("hang_timeout_ms", instance.policy().hangTimeout().toMillis())
        .put("disk_low_bytes", instance.policy().diskLowBytes())
        .put("notifications", instance.notifications());
  }

  private static ObjectNode health(Health health, BootTime now) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    putAge(json, "refusing_for_ms", health.refusing(), now);
    putAge(json, "storage_stuck_for_ms", health.storageStuck(), now);
    health
        .disk()
        .ifPresentOrElse(
            disk ->
                json.putObject("disk")
                    .put("path", disk.path())
                    .put("free_bytes", disk.freeBytes())
                    .put("total_bytes", disk.totalBytes()),
            () -> json.putNull("disk"));
    putAge(json, "resumed_for_ms", health.resumed(), now);
    return json;
  }

  private static ObjectNode decision(Observed latest, BootTime now) {
    Decision decision = latest.decision();
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("rule", decision.rule().id())
            .put("because", decision.because())
            .put("exit_code", decision.verdict().code().code())
            .put("exit_code_name", decision.verdict().code().name().toLowerCase(Locale.ROOT))
            .put("exit_reason", decision.verdict().reason());
    ObjectNode score = json.putObject("score");
    switch (decision.score()) {
      case Score.Publish(int value) -> score.put("action", "publish").put("value", value);
      case Score.Keep _ -> score.put("action", "keep").putNull("value");
      case Score.Clear _ -> score.put("action", "clear").putNull("value");
    }
    putAge(score, "missing_for_ms", latest.missingScore().map(MissingScore::since), now);
    latest
        .missingScore()
        .map(MissingScore::reason)
        .filter(reason -> !reason.isEmpty())
        .ifPresentOrElse(
            reason -> score.put("missing_because", reason), () -> score.putNull("missing_because"));
    return json.put("gives_up", decision.givesUp());
  }

  private static ObjectNode memory(Memory memory, BootTime now) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("operation", memory.operation().name().toLowerCase(Locale.ROOT));
    putAge(json, "primary_for_ms", memory.primarySince(), now);
    putAge(json, "apart_for_ms", memory.apartSince(), now);
    putAge(json, "starting_for_ms", memory.startingSince(), now);
    putAge(json, "silent_for_ms", memory.silentSince(), now);
    putAge(json, "down_for_ms", memory.downSince(), now);
    ArrayNode synchronous = json.putArray("synchronous_at_last");
    memory.synchronousAtLast().forEach(synchronous::add);
    memory
        .lastScore()
        .ifPresentOrElse(s -> json.put("last_score", s), () -> json.putNull("last_score"));
    memory
        .startedFrom()
        .ifPresentOrElse(
            from -> json.put("started_from", from.state().text()),
            () -> json.putNull("started_from"));
    json.put("gave_up", memory.gaveUp()).put("comeback", memory.comeback());
    memory
        .lostTo()
        .ifPresentOrElse(
            loss ->
                json.putObject("lost_to")
                    .put("node", loss.node())
                    .put("timeline", loss.held().timeline())
                    .put("lsn", loss.held().lsn().toString()),
            () -> json.putNull("lost_to"));
    memory
        .upstream()
        .ifPresentOrElse(
            end -> json.put("upstream", end.toString()), () -> json.putNull("upstream"));
    return json;
  }

  private static void putAge(ObjectNode json, String name, Optional<BootTime> at, BootTime now) {
    at.ifPresentOrElse(
        since -> json.put(name, now.since(since).toMillis()), () -> json.putNull(name));
  }
}

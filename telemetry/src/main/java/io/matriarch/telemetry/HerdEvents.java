package io.matriarch.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.agent.model.BootTime;
import io.matriarch.telemetry.event.CloudEvent;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/// The latest events of all nodes, for the page. Of the others some are kept, and their agents are
/// asked for what came since: only while somebody looks, and at most once a second.
final class HerdEvents {

  static final int KEPT_MAX = 500;

  private static final int ASKED_MAX = 200;
  private static final long REUSE_MILLIS = 900;

  private record Refreshed(long at, Future<?> done) {}

  /// What is kept of one node; each use is one short moment on an event loop.
  private static final class Kept {
    private final Deque<JsonNode> events = new ArrayDeque<>();
    private long newest;
    private Optional<BootTime> answered = Optional.empty();
    private Optional<String> reason = Optional.empty();

    private synchronized String question() {
      return "/v1/events?limit=" + ASKED_MAX + (newest == 0 ? "" : "&since=" + newest);
    }

    private synchronized Kept take(JsonNode answer, BootTime now) {
      answered = Optional.of(now);
      reason = Optional.empty();
      for (JsonNode event : answer) {
        if (isEvent(event) && number(event) > newest) {
          newest = number(event);
          events.addLast(event);
        }
      }
      while (events.size() > KEPT_MAX) {
        events.removeFirst();
      }
      return this;
    }

    private synchronized Kept silent(String why) {
      reason = Optional.of("its agent does not answer: " + why);
      return this;
    }

    private synchronized ObjectNode json(long after, BootTime now) {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      reason.ifPresentOrElse(why -> json.put("reason", why), () -> json.putNull("reason"));
      answered.ifPresentOrElse(
          at -> json.put("age_ms", now.since(at).toMillis()), () -> json.putNull("age_ms"));
      ArrayNode array = json.putArray("events");
      events.stream().filter(event -> number(event) > after).forEach(array::add);
      return json;
    }
  }

  private final Telemetry telemetry;
  private final PeerClient peers;
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();
  private final AtomicReference<Refreshed> latest =
      new AtomicReference<>(new Refreshed(Long.MIN_VALUE / 2, Future.succeededFuture()));

  HerdEvents(Telemetry telemetry, PeerClient peers) {
    this.telemetry = telemetry;
    this.peers = peers;
  }

  private static boolean isEvent(JsonNode event) {
    return event.path("id").asText().matches("\\d{1,15}")
        && event.path("type").asText().startsWith(CloudEvent.PREFIX)
        && event.path("time").isTextual()
        && event.path("data").path("sentence").isTextual();
  }

  private static long number(JsonNode event) {
    return event.path("id").asLong();
  }

  /// @param after for each node, the number of the event that the reader has last
  Future<String> json(Map<String, Long> after) {
    long now = telemetry.now().millis();
    return latest
        .updateAndGet(
            before -> now - before.at() < REUSE_MILLIS ? before : new Refreshed(now, refresh()))
        .done()
        .map(_ -> document(after));
  }

  private Future<?> refresh() {
    List<String> others = telemetry.others();
    kept.keySet().retainAll(others);
    List<Future<Kept>> asked = new ArrayList<>();
    for (String node : others) {
      Kept of = kept.computeIfAbsent(node, _ -> new Kept());
      asked.add(
          peers
              .get(node, of.question())
              .map(answer -> of.take(answer, telemetry.now()))
              .otherwise(failure -> of.silent(String.valueOf(failure.getMessage()))));
    }
    return Future.join(asked);
  }

  private String document(Map<String, Long> after) {
    BootTime now = telemetry.now();
    String own = telemetry.identity().node();
    ObjectNode all = JsonNodeFactory.instance.objectNode().put("node", own);
    Map<String, ObjectNode> nodes = new TreeMap<>();
    kept.forEach((node, of) -> nodes.put(node, of.json(after.getOrDefault(node, 0L), now)));
    nodes.put(own, own(after.getOrDefault(own, 0L)));
    all.putObject("nodes").setAll(nodes);
    return all + "\n";
  }

  private ObjectNode own(long after) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().putNull("reason").put("age_ms", 0);
    ArrayNode array = json.putArray("events");
    telemetry.journal().latest(KEPT_MAX).stream()
        .filter(event -> event.number() > after)
        .map(CloudEvent::tree)
        .forEach(array::add);
    return json;
  }
}

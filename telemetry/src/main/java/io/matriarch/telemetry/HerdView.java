package io.matriarch.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.agent.model.BootTime;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/// The status documents of all nodes in one, for the page: the other members' agents are asked, at
/// most once a second whoever looks. Of whoever does not answer in time it is said, and what it
/// told last, apart and with its age.
final class HerdView {

  private static final long REUSE_MILLIS = 900;

  private record Made(long at, Future<String> text) {}

  private record Heard(BootTime at, JsonNode status) {}

  private final Telemetry telemetry;
  private final StatusDocument status;
  private final PeerClient peers;
  private final Map<String, Heard> heard = new ConcurrentHashMap<>();
  private final AtomicReference<Made> latest =
      new AtomicReference<>(new Made(Long.MIN_VALUE / 2, Future.succeededFuture("{}")));

  HerdView(Telemetry telemetry, StatusDocument status, PeerClient peers) {
    this.telemetry = telemetry;
    this.status = status;
    this.peers = peers;
  }

  Future<String> json() {
    long now = telemetry.now().millis();
    return latest
        .updateAndGet(before -> now - before.at() < REUSE_MILLIS ? before : new Made(now, make()))
        .text();
  }

  private Future<String> make() {
    String own = telemetry.identity().node();
    List<String> others = telemetry.others();
    heard.keySet().retainAll(others);
    Map<String, Future<ObjectNode>> asked = new TreeMap<>();
    others.forEach(node -> asked.put(node, ask(node)));
    asked.put(own, Future.succeededFuture(told(status.json())));
    return Future.join(new ArrayList<>(asked.values())).map(_ -> document(own, asked));
  }

  private Future<ObjectNode> ask(String node) {
    return peers
        .get(node, "/v1/status")
        .compose(
            answer ->
                answer.path("agent").isObject()
                    ? Future.succeededFuture(answer)
                    : Future.<JsonNode>failedFuture("its answer is not a status document"))
        .map(
            answer -> {
              heard.put(node, new Heard(telemetry.now(), answer));
              return told(answer);
            })
        .otherwise(failure -> silent(node, failure));
  }

  private static ObjectNode told(JsonNode document) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().putNull("reason").put("age_ms", 0);
    json.set("status", document);
    return json;
  }

  /// What it told last is no status: whoever counts primaries must not count it.
  private ObjectNode silent(String node, Throwable failure) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("reason", "its agent does not answer: " + failure.getMessage());
    Optional<Heard> last = Optional.ofNullable(heard.get(node));
    json.set(
        "age_ms",
        last.<JsonNode>map(h -> json.numberNode(telemetry.now().since(h.at()).toMillis()))
            .orElseGet(json::nullNode));
    json.putNull("status");
    last.ifPresent(h -> json.set("last_status", h.status()));
    return json;
  }

  private static String document(String own, Map<String, Future<ObjectNode>> answers) {
    ObjectNode all = JsonNodeFactory.instance.objectNode().put("node", own);
    ObjectNode nodes = all.putObject("nodes");
    answers.forEach((node, answer) -> nodes.set(node, answer.result()));
    return all + "\n";
  }
}

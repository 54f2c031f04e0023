package io.matriarch.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.agent.model.BootTime;
import io.matriarch.telemetry.event.AgentEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the page is told of the other nodes: one of them, whose name is an address, answers as each
/// test wants.
@Timeout(60)
final class HerdTest {

  private static final String PEER = "127.0.0.1";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Vertx vertx = Vertx.vertx();
  private final Fixture fixture = new Fixture();
  private final AtomicReference<String> answer = new AtomicReference<>("{}");
  private final AtomicReference<String> headers = new AtomicReference<>("");
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final HttpServer peer =
      await(
          vertx
              .createHttpServer()
              .requestHandler(
                  request -> {
                    asked.add(request.uri());
                    headers.set(String.valueOf(request.getHeader("Authorization")));
                    request.response().end(answer.get());
                  })
              .listen(0, PEER));
  private final PeerClient client =
      new PeerClient(
          vertx,
          () ->
              new PeerAccess(
                  peer.actualPort(), Optional.empty(), Optional.of("Basic aDpzZWNyZXQ=")),
          PATIENCE);
  private final HerdView herd =
      new HerdView(fixture.telemetry, new StatusDocument(fixture.telemetry), client);
  private final HerdEvents events = new HerdEvents(fixture.telemetry, client);

  @BeforeEach
  void join() {
    fixture.tell(Snapshots.renamed(Snapshots.primary(), "n2", PEER));
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  /// A second later the others are asked again.
  private void pass(long millis) {
    fixture.now.set(new BootTime(fixture.now.get().millis() + millis));
  }

  private JsonNode herd() throws Exception {
    return MAPPER.readTree(await(herd.json()));
  }

  private JsonNode events(Map<String, Long> after) throws Exception {
    return MAPPER.readTree(await(events.json(after)));
  }

  private static ObjectNode event(long number, String sentence) {
    ObjectNode event = MAPPER.createObjectNode();
    event
        .put("id", Long.toString(number))
        .put("type", "io.matriarch.step.taken")
        .put("time", "2026-03-01T12:00:00.000Z");
    event.putObject("data").put("sentence", sentence);
    return event;
  }

  private static String batch(ObjectNode... of) {
    ArrayNode all = MAPPER.createArrayNode();
    all.addAll(List.of(of));
    return all.toString();
  }

  @Test
  void a_peers_document_is_told_as_it_is_and_asked_for_once_a_second() throws Exception {
    answer.set("{\"agent\":{\"node\":\"n2\"},\"resources\":[]}");
    herd();
    assertThat(herd().at("/nodes/127.0.0.1/status/agent/node").asText()).isEqualTo("n2");
    assertThat(herd().at("/nodes/n1/status/agent/node").asText()).isEqualTo("n1");
    assertThat(asked).containsExactly("/v1/status");
    assertThat(headers).hasValue("Basic aDpzZWNyZXQ=");
    pass(1000);
    herd();
    assertThat(asked).hasSize(2);
  }

  @Test
  void what_is_no_status_document_is_not_passed_on() throws Exception {
    for (String wrong : List.of("}{", "{\"a\":1}\", \"x\":{", "[1]", "{\"agent\":{\"a\":1}")) {
      answer.set(wrong);
      pass(1000);
      JsonNode told = herd().at("/nodes/127.0.0.1");
      assertThat(told.path("status").isNull()).as(wrong).isTrue();
      assertThat(told.path("reason").asText()).as(wrong).contains("its answer is not");
    }
  }

  @Test
  void an_answer_without_bounds_is_refused() throws Exception {
    answer.set("{\"agent\":{\"x\":\"" + "y".repeat(1 << 20) + "\"}}");
    assertThat(herd().at("/nodes/127.0.0.1/reason").asText()).contains("longer than 1 MiB");
  }

  @Test
  void of_who_falls_silent_the_last_is_told_apart_and_with_its_age() throws Exception {
    answer.set("{\"agent\":{\"node\":\"n2\"},\"resources\":[]}");
    herd();
    await(peer.close());
    pass(7000);
    JsonNode told = herd().at("/nodes/127.0.0.1");
    assertThat(told.path("status").isNull()).isTrue();
    assertThat(told.path("reason").asText()).startsWith("its agent does not answer");
    assertThat(told.path("age_ms").asLong()).isEqualTo(7000);
    assertThat(told.at("/last_status/agent/node").asText()).isEqualTo("n2");
  }

  @Test
  void events_of_all_nodes_are_told_each_once() throws Exception {
    fixture.telemetry.tell(new AgentEvent.StepTaken("slot/created", "own"));
    long own = fixture.telemetry.journal().newest();
    answer.set(batch(event(5, "five"), event(7, "seven")));
    JsonNode first = events(Map.of());
    assertThat(first.at("/nodes/127.0.0.1/events").findValuesAsText("sentence"))
        .containsExactly("five", "seven");
    assertThat(first.at("/nodes/n1/events").findValuesAsText("sentence"))
        .contains("slot/created: own");
    answer.set(batch(event(9, "nine")));
    pass(1000);
    JsonNode next = events(Map.of(PEER, 7L, "n1", own));
    assertThat(next.at("/nodes/127.0.0.1/events").findValuesAsText("sentence"))
        .containsExactly("nine");
    assertThat(next.at("/nodes/n1/events")).isEmpty();
    assertThat(asked).containsExactly("/v1/events?limit=200", "/v1/events?limit=200&since=7");
  }

  @Test
  void events_of_who_falls_silent_stay_with_their_age() throws Exception {
    answer.set(batch(event(5, "five")));
    events(Map.of());
    await(peer.close());
    pass(3000);
    JsonNode told = events(Map.of()).at("/nodes/127.0.0.1");
    assertThat(told.path("reason").asText()).startsWith("its agent does not answer");
    assertThat(told.path("age_ms").asLong()).isEqualTo(3000);
    assertThat(told.path("events").findValuesAsText("sentence")).containsExactly("five");
  }

  @Test
  void what_is_no_event_is_left_out() throws Exception {
    answer.set("[1, {\"id\":\"x\"}, {\"id\":\"6\",\"type\":\"other\"}, " + event(8, "eight") + "]");
    JsonNode told = events(Map.of()).at("/nodes/127.0.0.1/events");
    assertThat(told).hasSize(1);
    assertThat(told.findValuesAsText("sentence")).containsExactly("eight");
  }

  @Test
  void of_a_peers_events_some_are_kept_and_no_more() throws Exception {
    for (int round = 0; round < 3; round++) {
      ObjectNode[] many = new ObjectNode[300];
      for (int i = 0; i < many.length; i++) {
        many[i] = event(1 + round * 300L + i, "x");
      }
      answer.set(batch(many));
      pass(1000);
      events(Map.of());
    }
    assertThat(events(Map.of()).at("/nodes/127.0.0.1/events")).hasSize(HerdEvents.KEPT_MAX);
  }
}

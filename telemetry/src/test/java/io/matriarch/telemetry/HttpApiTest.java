package io.matriarch.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.InstanceParameters;
import io.matriarch.agent.model.Snapshot;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HttpApiTest {

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Fixture fixture = new Fixture();
  private final HttpServer server =
      await(
          vertx
              .createHttpServer()
              .requestHandler(
                  new HttpApi(fixture.telemetry, () -> PeerAccess.plain(1)).router(vertx))
              .listen(0, "127.0.0.1"));

  @AfterAll
  void close() {
    client.close();
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private HttpResponse<String> send(String method, String path, String accept) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
            .timeout(Duration.ofSeconds(10))
            .header("Accept", accept)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send("GET", path, "*/*");
  }

  private void tell(Snapshot snapshot) {
    fixture.telemetry.forget("other");
    fixture.now.set(Snapshots.NOW);
    fixture.tell(snapshot);
  }

  private static Snapshot named(String resource, Snapshot snapshot) {
    return new Snapshot(
        snapshot.node(),
        InstanceParameters.parse(resource, Map.of(), true).instance(),
        snapshot.faults(),
        snapshot.now(),
        snapshot.server(),
        snapshot.cluster(),
        snapshot.health(),
        snapshot.repair(),
        snapshot.memory());
  }

  @Test
  void metrics_are_text_unless_open_metrics_is_asked_for() throws Exception {
    tell(Snapshots.primary());
    HttpResponse<String> text = get("/metrics");
    assertThat(text.statusCode()).isEqualTo(200);
    assertThat(text.headers().firstValue("content-type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    assertThat(text.body()).contains("# HELP matriarch_role ");
    assertThat(send("GET", "/metrics", "application/openmetrics-text;version=1.0.0").body())
        .endsWith("# EOF\n");
  }

  @Test
  void head_tells_the_length_and_sends_no_body() throws Exception {
    tell(Snapshots.primary());
    HttpResponse<String> head = send("HEAD", "/v1/status", "*/*");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValueAsLong("content-length").orElse(0)).isGreaterThan(1000);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void the_status_is_json() throws Exception {
    tell(Snapshots.primary());
    HttpResponse<String> status = get("/v1/status");
    assertThat(status.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(status.body()).contains("\"rule\" : \"primary/running\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"})
  void whatever_might_change_something_is_refused(String method) throws Exception {
    for (String path : new String[] {"/", "/metrics", "/v1/status", "/ocf/stop", "/nowhere"}) {
      HttpResponse<String> refused = send(method, path, "*/*");
      assertThat(refused.statusCode()).as(path).isEqualTo(405);
      assertThat(refused.headers().firstValue("allow")).hasValue("GET, HEAD, OPTIONS");
    }
  }

  @Test
  void options_tells_what_is_allowed() throws Exception {
    HttpResponse<String> options = send("OPTIONS", "/metrics", "*/*");
    assertThat(options.statusCode()).isEqualTo(204);
    assertThat(options.headers().firstValue("allow")).hasValue("GET, HEAD, OPTIONS");
  }

  @Test
  void an_unknown_path_is_told_the_known_ones() throws Exception {
    HttpResponse<String> missing = get("/v2/status");
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.body()).contains("/v2/status", "/v1/status", "/metrics");
  }

  @Test
  void the_page_lists_the_paths() throws Exception {
    assertThat(get("/").body()).contains("node n1 of cluster herd", "/health/primary");
  }

  @Test
  void a_fresh_primary_is_healthy_as_primary_only() throws Exception {
    tell(Snapshots.primary());
    assertThat(get("/health/primary").statusCode()).isEqualTo(200);
    assertThat(get("/health/replica").statusCode()).isEqualTo(503);
    assertThat(get("/health/agent").statusCode()).isEqualTo(200);
  }

  @Test
  void a_standby_is_healthy_as_replica_only() throws Exception {
    tell(Snapshots.standby("n1"));
    assertThat(get("/health/replica").statusCode()).isEqualTo(200);
    assertThat(get("/health/primary").statusCode()).isEqualTo(503);
  }

  @Test
  void an_observation_older_than_three_seconds_proves_nothing() throws Exception {
    tell(Snapshots.primary());
    fixture.now.set(new BootTime(Snapshots.NOW.millis() + 3000));
    assertThat(get("/health/primary").statusCode()).isEqualTo(200);
    fixture.now.set(new BootTime(Snapshots.NOW.millis() + 3001));
    assertThat(get("/health/primary").statusCode()).isEqualTo(503);
    assertThat(get("/health/agent").statusCode()).isEqualTo(503);
  }

  @Test
  void a_primary_beside_the_one_that_pacemaker_promoted_gets_no_traffic() throws Exception {
    tell(Snapshots.of("n2", Snapshots.primary().server(), true));
    HttpResponse<String> health = get("/health/primary");
    assertThat(health.statusCode()).isEqualTo(503);
    assertThat(health.body()).contains("Pacemaker has n1 as Promoted");
  }

  @Test
  void what_could_not_be_observed_is_not_healthy() throws Exception {
    tell(Snapshots.of("n1", Fact.unknown("PGDATA cannot be read"), true));
    assertThat(get("/health/primary").body()).contains("PGDATA cannot be read");
    assertThat(get("/health/primary").statusCode()).isEqualTo(503);
    assertThat(get("/health/agent").statusCode()).isEqualTo(200);
  }

  @Test
  void among_several_resources_one_must_be_named() throws Exception {
    tell(Snapshots.primary());
    fixture.tell(named("other", Snapshots.standby("n1")));
    assertThat(get("/health/primary").statusCode()).isEqualTo(400);
    assertThat(get("/health/primary").body()).contains("other, postgres");
    assertThat(get("/health/primary?resource=postgres").statusCode()).isEqualTo(200);
    assertThat(get("/health/replica?resource=other").statusCode()).isEqualTo(200);
    assertThat(get("/health/replica?resource=none").statusCode()).isEqualTo(404);
  }

  @Test
  void a_replica_may_be_asked_for_within_a_lag() throws Exception {
    tell(Snapshots.standby("n1"));
    assertThat(get("/health/replica?max_lag=1kB").statusCode()).isEqualTo(200);
    assertThat(get("/health/replica?max_lag=16").statusCode()).isEqualTo(503);
    assertThat(get("/health/replica?max_lag=16").body()).contains("184 bytes behind");
    assertThat(get("/health/replica?max_lag=far").statusCode()).isEqualTo(400);
  }

  @Test
  void a_wrong_escape_in_a_query_is_named() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /v1/events?limit=2%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 400")
          .contains("write %25");
    }
  }

  @Test
  void whoever_answers_queries_is_good_for_reading() throws Exception {
    tell(Snapshots.standby("n1"));
    assertThat(get("/health/read-only").statusCode()).isEqualTo(200);
    tell(Snapshots.primary());
    assertThat(get("/health/read-only").statusCode()).isEqualTo(200);
    tell(Snapshots.crashed());
    assertThat(get("/health/read-only").statusCode()).isEqualTo(503);
  }

  @Test
  void only_a_member_of_the_synchronous_set_is_synchronous() throws Exception {
    tell(Snapshots.standby("n1"));
    assertThat(get("/health/sync").body()).contains("not in the synchronous set");
    tell(Snapshots.primary());
    assertThat(get("/health/sync").statusCode()).isEqualTo(503);
  }

  @Test
  void a_primary_without_quorum_gets_no_traffic() throws Exception {
    tell(Snapshots.withoutQuorum(Snapshots.primary()));
    assertThat(get("/health/primary").body()).contains("no quorum");
    assertThat(get("/health/read-only").statusCode()).isEqualTo(503);
  }

  @Test
  void a_browser_gets_the_page_and_nothing_from_elsewhere() throws Exception {
    HttpResponse<String> page = send("GET", "/", "text/html,*/*;q=0.8");
    assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("content-security-policy").orElse(""))
        .startsWith("default-src 'none'")
        .doesNotContain("unsafe");
    assertThat(page.body()).doesNotContain("<script>", "style=", "onclick", "http:", "https:");
    Pattern.compile("(?:src|href)=\"(/page/[^\"]+)\"")
        .matcher(page.body())
        .results()
        .map(found -> found.group(1))
        .forEach(path -> assertThat(status(path)).as(path).isEqualTo(200));
  }

  private int status(String path) {
    try {
      return get(path).statusCode();
    } catch (Exception e) {
      throw new AssertionError(path, e);
    }
  }

  @Test
  void the_herd_is_told_though_the_others_are_silent() throws Exception {
    tell(Snapshots.primary());
    HttpResponse<String> herd = get("/v1/herd");
    assertThat(herd.statusCode()).isEqualTo(200);
    assertThat(herd.body())
        .startsWith("{\"node\":\"n1\"")
        .contains("\"n2\":{\"reason\":\"its agent does not answer");
  }

  @Test
  void a_place_that_is_none_is_named() throws Exception {
    assertThat(get("/v1/herd/events?after=n1:5,n-2.x:6").statusCode()).isEqualTo(200);
    HttpResponse<String> wrong = get("/v1/herd/events?after=n1:5,n2");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).isEqualTo("after: n2 is not NODE:NUMBER\n");
  }
}

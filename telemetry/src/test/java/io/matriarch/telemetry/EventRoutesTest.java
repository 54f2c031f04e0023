package io.matriarch.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.telemetry.event.AgentEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class EventRoutesTest {

  private final Vertx vertx = Vertx.vertx();
  private final Fixture fixture = new Fixture();
  private final HttpServer server =
      await(
          vertx
              .createHttpServer()
              .requestHandler(
                  new HttpApi(fixture.telemetry, () -> PeerAccess.plain(1)).router(vertx))
              .listen(0, "127.0.0.1"));

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private void tell(String detail) {
    fixture.telemetry.tell(new AgentEvent.StepTaken("slot/created", detail));
  }

  private HttpResponse<String> get(String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
              .timeout(Duration.ofSeconds(10))
              .build(),
          BodyHandlers.ofString());
    }
  }

  /// A follower that reads only when it is told to.
  private Socket follower(String more) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
    String request =
        "GET /v1/events%s HTTP/1.1\r\nHost: n1\r\nAccept: text/event-stream\r\n\r\n"
            .formatted(more);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String read(Socket socket, String until) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder text = new StringBuilder();
    byte[] some = new byte[1 << 16];
    int length = 0;
    while (text.indexOf(until) < 0 && length >= 0) {
      length = in.read(some);
      text.append(new String(some, 0, Math.max(0, length), StandardCharsets.UTF_8));
    }
    return text.toString();
  }

  @Test
  void whoever_asks_plainly_gets_a_batch() throws Exception {
    tell("one");
    tell("two");
    HttpResponse<String> all = get("/v1/events");
    assertThat(all.headers().firstValue("content-type"))
        .hasValue("application/cloudevents-batch+json");
    assertThat(all.body()).contains("\"detail\":\"one\"", "\"detail\":\"two\"");
    assertThat(get("/v1/events?limit=1").body()).contains("two").doesNotContain("one");
    assertThat(get("/v1/events?type=role.changed").body()).isEqualTo("[]\n");
    assertThat(get("/v1/events?correlation=pgsqld-5").body()).isEqualTo("[]\n");
  }

  @Test
  void a_place_that_is_no_number_is_named() throws Exception {
    HttpResponse<String> wrong = get("/v1/events?since=yesterday");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("since=yesterday", "id of an event");
  }

  @Test
  void a_follower_gets_what_comes() throws Exception {
    tell("before");
    try (Socket follower = follower("")) {
      read(follower, "retry: 2000");
      tell("after");
      assertThat(read(follower, "\"detail\":\"after\""))
          .contains("event: step.taken")
          .doesNotContain("before");
    }
  }

  @Test
  void a_follower_goes_on_where_it_was() throws Exception {
    tell("one");
    long place = fixture.telemetry.journal().newest();
    tell("two");
    try (Socket follower = follower("?since=" + place)) {
      assertThat(read(follower, "two")).doesNotContain("\"detail\":\"one\"");
    }
  }

  @Test
  void a_follower_that_does_not_read_delays_nobody_and_is_told_of_its_gap() throws Exception {
    String long_ = "x".repeat(20_000);
    tell("first");
    try (Socket slow = follower("?since=" + fixture.telemetry.journal().newest());
        Socket quick = follower("")) {
      read(quick, "retry: 2000");
      read(slow, "retry: 2000");
      long began = System.nanoTime();
      for (int i = 0; i < 4000; i++) {
        tell(long_);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
      tell("last");
      assertThat(read(quick, "\"detail\":\"last\"")).contains("last");
      assertThat(read(slow, "\"detail\":\"last\"")).contains("event: gap");
    }
  }
}

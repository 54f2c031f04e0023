package io.matriarch.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.app.web.Admission;
import io.vertx.ext.web.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The port that anybody in the network may reach, with real sockets.
class NetworkPortBoundsTest {

  private static final int PLACES = 16;
  private static final List<String> CHANGING =
      List.of("POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "MKCOL", "X");

  @TempDir private Path directory;
  private TwoServers servers;

  @BeforeEach
  void start() throws Exception {
    servers = TwoServers.in(directory, new Admission.Limits(PLACES, Duration.ofSeconds(10)));
  }

  /// Servers that wait for a request for half a second only.
  private TwoServers hasty() throws Exception {
    Path other = Files.createDirectory(directory.resolve("hasty"));
    return TwoServers.in(other, new Admission.Limits(PLACES, Duration.ofMillis(500)));
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  private static String status(String answer) {
    return answer.isEmpty() ? "" : answer.lines().findFirst().orElse("").replaceFirst("\\S+ ", "");
  }

  private String health() throws Exception {
    return status(RawClient.get(servers.network, "/health/agent"));
  }

  /// Every path that the real router serves, and those of the unix socket.
  private List<String> paths() {
    Stream<String> routes =
        servers.router.getRoutes().stream().map(Route::getPath).filter(Objects::nonNull);
    return Stream.concat(
            routes,
            Stream.of(
                "/ping",
                "/ocf/stop",
                "/ocf/promote",
                "/control/allow-data-loss",
                "/control/checkpoint",
                "/nowhere"))
        .distinct()
        .toList();
  }

  @Test
  void no_path_takes_a_method_that_could_change_something() throws Exception {
    String before = RawClient.get(servers.network, "/v1/events");
    List<String> paths = paths();
    assertThat(paths).contains("/metrics", "/v1/status", "/v1/events").hasSizeGreaterThan(15);
    for (String path : paths) {
      for (String method : CHANGING) {
        String answer =
            RawClient.exchange(
                servers.network,
                RawClient.bytes(
                    "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"
                        .formatted(method, path)));
        assertThat(status(answer)).as("%s %s", method, path).startsWith("405");
      }
    }
    assertThat(RawClient.get(servers.network, "/v1/events")).isEqualTo(before);
  }

  @Test
  void every_path_answers_those_who_read() throws Exception {
    for (String path : paths()) {
      for (String method : List.of("GET", "HEAD", "OPTIONS")) {
        String answer =
            RawClient.exchange(
                servers.network,
                RawClient.bytes(
                    "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                        .formatted(method, path)));
        assertThat(status(answer)).as("%s %s", method, path).matches("(200|204|400|404|503) .*");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ocf/stop", "/control/checkpoint", "/control/allow-data-loss", "/ping"})
  void what_the_unix_socket_serves_is_not_there(String path) throws Exception {
    assertThat(status(RawClient.get(servers.network, path))).startsWith("404");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "G", "GET / HTTP/1.1\r\nHost: x\r\n", "GET / HTTP/1.1\r\nX: "})
  void a_request_that_does_not_end_is_cut_off(String beginning) throws Exception {
    try (TwoServers hasty = hasty();
        RawClient client = RawClient.open(hasty.network).send(beginning)) {
      client.awaitEnd();
      assertThat(client.received()).isEmpty();
    }
  }

  @Test
  void a_request_that_trickles_in_is_cut_off() throws Exception {
    try (TwoServers hasty = hasty();
        RawClient client = RawClient.open(hasty.network)) {
      client.trickle("GET / HTTP/1.1\r\nX: " + "a".repeat(4000), Duration.ofMillis(50));
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void a_connection_that_is_kept_and_not_used_is_closed() throws Exception {
    try (TwoServers hasty = hasty();
        RawClient client = RawClient.open(hasty.network)) {
      client.send("GET /health/agent HTTP/1.1\r\nHost: x\r\n\r\n").awaitText("200 OK");
      client.awaitEnd();
    }
  }

  @Test
  void clients_that_say_nothing_keep_nobody_out() throws Exception {
    List<RawClient> silent = new ArrayList<>();
    for (int i = 0; i < 10 * PLACES; i++) {
      silent.add(RawClient.open(servers.network));
    }
    for (int i = 0; i < 10; i++) {
      assertThat(health()).isEqualTo("200 OK");
    }
    for (RawClient client : silent) {
      client.awaitEnd();
      client.close();
    }
  }

  @Test
  void a_client_that_follows_the_events_keeps_its_place() throws Exception {
    try (RawClient follower = RawClient.open(servers.network)) {
      follower
          .send("GET /v1/events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n")
          .awaitText("retry: 2000");
      List<RawClient> silent = new ArrayList<>();
      for (int i = 0; i < 2 * PLACES; i++) {
        silent.add(RawClient.open(servers.network));
      }
      for (RawClient client : silent) {
        client.awaitEnd();
        client.close();
      }
      assertThat(follower.ended()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 5", "Transfer-Encoding: chunked"})
  void a_request_with_a_body_is_refused_unread(String header) throws Exception {
    try (RawClient client = RawClient.open(servers.network)) {
      client.send("GET /metrics HTTP/1.1\r\nHost: x\r\n" + header + "\r\n\r\n").awaitText("\r\n");
      assertThat(status(client.received())).startsWith("413");
      client.awaitEnd();
    }
  }

  @Test
  void a_head_of_a_request_is_not_read_beyond_its_bound() throws Exception {
    String huge = "GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(1 << 20) + "\r\n\r\n";
    String answer = RawClient.exchange(servers.network, RawClient.bytes(huge));
    assertThat(status(answer)).doesNotStartWith("2");
    String line = "GET /" + "a".repeat(1 << 20) + " HTTP/1.1\r\nHost: x\r\n\r\n";
    assertThat(status(RawClient.exchange(servers.network, RawClient.bytes(line))))
        .doesNotStartWith("2");
    assertThat(health()).isEqualTo("200 OK");
  }

  @Test
  void the_resource_agent_is_answered_while_the_network_floods() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger asked = new AtomicInteger();
    try (ExecutorService flood = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 4 * PLACES; i++) {
        int number = i;
        flood.execute(
            () -> {
              while (!over.get()) {
                flood(number);
                asked.incrementAndGet();
              }
            });
      }
      try {
        for (int i = 0; i < 50; i++) {
          assertThat(servers.probed()).startsWith("HTTP/1.1 200").contains("\r\n\r\n7\n");
        }
      } finally {
        over.set(true);
      }
    }
    assertThat(asked.get()).isGreaterThan(50);
  }

  private void flood(int number) {
    try {
      switch (number % 4) {
        case 0 -> RawClient.get(servers.network, "/metrics");
        case 1 -> RawClient.get(servers.network, "/v1/events?limit=1000");
        case 2 ->
            RawClient.exchange(servers.network, RawClient.bytes("\u0016\u0003\u0001 no HTTP"));
        default -> {
          try (RawClient client = RawClient.open(servers.network)) {
            client.send("GET / HTTP/1.1\r\nX: ").awaitEnd();
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

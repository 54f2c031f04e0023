package io.matriarch.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.app.web.Admission;
import io.matriarch.fuzz.Fuzz;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests on the daemon's two sockets, spoilt.
class HttpFuzzTest {

  private static final String[] MEANINGFUL = {
    "\r\n",
    "\r\n\r\n",
    "Content-Length: ",
    "Transfer-Encoding: chunked\r\n",
    "Expect: 100-continue\r\n",
    "Upgrade: h2c\r\n",
    "Upgrade: websocket\r\n",
    "Host: ",
    "HTTP/1.0",
    "HTTP/9.9",
    "GET ",
    "HEAD ",
    "?resource=",
    "?max_lag=",
    "?since=",
    "%zz",
    "%00",
    "/../",
    "//",
    "Accept: text/event-stream\r\n"
  };

  private static final PrintStream ERRORS = System.err;

  @TempDir private Path directory;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private TwoServers servers;

  @BeforeEach
  void start() throws Exception {
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    servers = TwoServers.in(directory, new Admission.Limits(16, Duration.ofSeconds(10)));
  }

  @AfterEach
  void stop() {
    servers.close();
    System.setErr(ERRORS);
  }

  /// Whoever can fill it hides in it.
  private void assertThatTheLogIsEmpty() {
    assertThat(log.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  /// Answers with a status that is no fault of the agent's, or hangs up. An odd version of HTTP
  /// comes back as it was.
  private static Fuzz.Property<byte[]> answers(SocketAddress address) {
    return request -> {
      String answer = RawClient.exchange(address, request);
      if (!answer.isEmpty()) {
        assertThat(answer).matches("(?s)[^ ]+ ([1234]\\d\\d|501|503|505) .*");
      }
    };
  }

  @Test
  void a_request_from_the_network_is_answered_or_cut_off() throws Exception {
    Fuzz.of(
            200,
            "GET /health/replica?max_lag=16MB HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            "GET /v1/events?since=1&limit=2 HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /v1/status HTTP/1.1\r\nHost: x\r\n\r\nHEAD / HTTP/1.1\r\nHost: x\r\n\r\n",
            "POST /ocf/stop HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nOCF_")
        .with(MEANINGFUL)
        .bytes(answers(servers.network));
    assertThat(RawClient.get(servers.network, "/health/agent")).startsWith("HTTP/1.1 200");
    assertThatTheLogIsEmpty();
  }

  @Test
  void a_request_on_the_unix_socket_is_answered_or_cut_off() throws Exception {
    String json = "{\"resource\":\"pg\",\"position\":\"3:0/5000148\"}";
    Fuzz.of(
            200,
            List.of(
                TwoServers.probe(),
                RawClient.bytes(
                    "POST /control/allow-data-loss HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(json.length(), json)),
                RawClient.bytes(
                    "POST /control/checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 17\r\n\r\n"
                        + "{\"resource\":\"pg\"}"),
                RawClient.bytes("GET /ping HTTP/1.1\r\nHost: x\r\n\r\n")))
        .with(MEANINGFUL)
        .bytes(answers(servers.socket));
    assertThat(servers.probed()).startsWith("HTTP/1.1 200");
    assertThatTheLogIsEmpty();
  }
}

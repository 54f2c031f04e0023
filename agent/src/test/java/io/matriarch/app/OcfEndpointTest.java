package io.matriarch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.matriarch.agent.process.Command;
import io.matriarch.agent.process.CommandResult;
import io.matriarch.agent.process.Commands;
import io.matriarch.app.web.Admission;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The unix socket, by which the instance is acted upon, with real connections.
class OcfEndpointTest {

  private static final int PLACES = 16;
  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

  @TempDir private Path directory;
  private final AbsentWorlds worlds = new AbsentWorlds();
  private TwoServers servers;

  @BeforeEach
  void start() throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    servers =
        TwoServers.in(directory, worlds, new Admission.Limits(PLACES, Duration.ofSeconds(10)));
  }

  /// Servers that wait for a request for half a second only.
  private TwoServers hasty() throws Exception {
    Path other = Files.createDirectory(directory.resolve("hasty"));
    return TwoServers.in(other, worlds, new Admission.Limits(PLACES, Duration.ofMillis(500)));
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  private static CommandResult ping(Path socket, String... before) {
    List<String> line = new ArrayList<>(List.of(before));
    line.addAll(
        List.of("curl", "-q", "-s", "--unix-socket", socket.toString(), "http://localhost/ping"));
    return Objects.requireNonNull(
        Commands.run(Command.of(line).within(RawClient.DEADLINE)).block());
  }

  @Test
  void its_file_is_its_owner_s_alone() throws Exception {
    assertThat(Files.getPosixFilePermissions(servers.socket.getPath()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void another_user_is_not_let_in() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root can be somebody else");
    assumeTrue(Files.isExecutable(SETPRIV), "setpriv is not installed");
    Path reachable = Files.createTempDirectory(Path.of("/tmp"), "matriarch-socket");
    Files.setPosixFilePermissions(reachable, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (TwoServers other =
        TwoServers.in(reachable, new Admission.Limits(PLACES, Duration.ofSeconds(10)))) {
      Path socket = other.socket.getPath();
      assertThat(ping(socket).stdout()).isEqualTo("pong");
      CommandResult refused =
          ping(socket, "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
      assertThat(refused.exitCode()).as("curl's code for no connection").isEqualTo(7);
    } finally {
      Files.deleteIfExists(reachable.resolve("agent.sock"));
      Files.delete(reachable);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "POST /ocf/stop HTTP/1.1\r\nHost: x\r\n",
        "POST /ocf/stop HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nOCF_RESOURCE",
        "POST /ocf/stop HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nOCF_R"
      })
  void half_a_request_does_nothing_and_is_cut_off(String half) throws Exception {
    try (TwoServers hasty = hasty();
        RawClient client = RawClient.open(hasty.socket).send(half)) {
      client.awaitEnd();
      assertThat(client.received()).isEmpty();
    }
    assertThat(worlds.looks()).isZero();
  }

  @Test
  void a_body_that_trickles_in_is_cut_off() throws Exception {
    try (TwoServers hasty = hasty();
        RawClient client = RawClient.open(hasty.socket)) {
      client.send("POST /ocf/stop HTTP/1.1\r\nHost: x\r\nContent-Length: 4000\r\n\r\n");
      client.trickle("a".repeat(4000), Duration.ofMillis(50));
      assertThat(client.ended()).isTrue();
    }
    assertThat(worlds.looks()).isZero();
  }

  @Test
  void a_body_beyond_the_bound_is_refused() throws Exception {
    long length = OcfEndpoint.BODY_BYTES_MAX + 1;
    try (RawClient client = RawClient.open(servers.socket)) {
      client.send("POST /ocf/stop HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n");
      client.awaitText("\r\n");
      assertThat(client.received()).startsWith("HTTP/1.1 413");
    }
    assertThat(worlds.looks()).isZero();
  }

  @Test
  void a_body_that_does_not_tell_its_length_is_read_up_to_the_bound() throws Exception {
    String chunk = "10000\r\n" + "a".repeat(1 << 16) + "\r\n";
    try (RawClient client = RawClient.open(servers.socket)) {
      client.send("POST /ocf/stop HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (int i = 0; i < 64; i++) {
        client.send(chunk);
      }
      client.awaitText("\r\n");
      assertThat(client.received()).startsWith("HTTP/1.1 413");
    }
    assertThat(worlds.looks()).isZero();
  }

  @Test
  void the_resource_agent_is_answered_among_thousands_of_connections() throws Exception {
    Deque<RawClient> silent = new ArrayDeque<>();
    for (int i = 0; i < 3000; i++) {
      silent.addLast(RawClient.open(servers.socket));
      if (silent.size() > 4 * PLACES) {
        silent.removeFirst().close();
      }
      if (i % 100 == 0) {
        assertThat(servers.probed()).startsWith("HTTP/1.1 200").contains("\r\n\r\n7\n");
      }
    }
    for (RawClient client : silent) {
      client.close();
    }
  }

  @Test
  void an_operation_that_runs_gives_its_place_to_nobody() throws Exception {
    worlds.hold();
    try (RawClient operation = RawClient.open(servers.socket)) {
      operation.send(TwoServers.probe());
      worlds.awaitLook();
      List<RawClient> silent = new ArrayList<>();
      for (int i = 0; i < 4 * PLACES; i++) {
        silent.add(RawClient.open(servers.socket));
      }
      for (RawClient client : silent.subList(0, 3 * PLACES)) {
        client.awaitEnd();
      }
      worlds.release();
      operation.awaitEnd();
      assertThat(operation.received()).contains("\r\n\r\n7\n");
      for (RawClient client : silent) {
        client.close();
      }
    }
  }
}

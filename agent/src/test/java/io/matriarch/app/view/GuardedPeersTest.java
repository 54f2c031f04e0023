package io.matriarch.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.app.web.Certificates;
import io.matriarch.app.web.NetworkPort;
import io.matriarch.app.web.NetworkSettings;
import io.matriarch.app.web.PeerLink;
import io.matriarch.app.web.PeerSettings;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The commands with another agent whose port has TLS and a password.
final class GuardedPeersTest {

  private static final String PEER = "localhost";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path shared = Path.of("");
  @TempDir private Path directory = Path.of("");
  private final Vertx vertx = Vertx.vertx();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private int port;

  @BeforeAll
  static void make() throws Exception {
    new Certificates(shared).issue("node");
  }

  @BeforeEach
  void serve() throws Exception {
    ObjectNode local = Documents.read("primary");
    Documents.object(local, "/resources/0/cluster/nodes/1").put("node", PEER);
    vertx
        .createHttpServer()
        .requestHandler(r -> r.response().end(local.toString()))
        .listen(SocketAddress.domainSocketAddress(directory.resolve("agent.sock").toString()))
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    Path web =
        write(
            "web.yml",
            "tls_server_config:\n  cert_file: %1$s/node.pem\n  key_file: %1$s/node.key\n"
                    .formatted(shared)
                + "basic_auth_users:\n  herd: '%s'\n"
                    .formatted(BCrypt.withDefaults().hashToString(4, "secret".toCharArray())));
    NetworkPort peer =
        NetworkPort.prepare(
            vertx, new NetworkSettings("127.0.0.1", 0, Optional.of(web), PeerSettings.PLAIN));
    String answer = Documents.read("standby", PEER).toString();
    peer.listen(
        request -> {
          if ("/v1/events".equals(request.path())) {
            request
                .response()
                .setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .write("id: 5\nevent: step.taken\ndata: {\"id\":\"5\"}\n\n");
          } else {
            request.response().end(answer);
          }
        });
    port = peer.port();
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private Path write(String name, String text) throws Exception {
    return Files.writeString(directory.resolve(name), text);
  }

  private int status(String peers) throws Exception {
    Path config = write("matriarch.toml", "[peers]\n" + peers);
    return new CommandLine(new StatusCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(
            "--socket",
            directory.resolve("agent.sock").toString(),
            "--port",
            Integer.toString(port),
            "--config",
            config.toString());
  }

  private String https() {
    return "scheme = \"https\"\nca_file = \"%s\"\n".formatted(shared.resolve("ca.pem"));
  }

  private String login(String password) throws Exception {
    return "username = \"herd\"\npassword_file = \"%s\"\n"
        .formatted(write("password", password + "\n"));
  }

  @Test
  void they_are_asked_as_the_configuration_says() throws Exception {
    assertThat(status(https() + login("secret"))).isEqualTo(Findings.DEGRADED);
    assertThat(out.toString()).contains("standby, streaming");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void their_events_are_followed_the_same_way() throws Exception {
    Path config = write("matriarch.toml", "[peers]\n" + https() + login("secret"));
    List<String> faults = new ArrayList<>();
    PeerLink link = PeerLink.of(PeerSettings.read(config, faults), faults);
    assertThat(faults).isEmpty();
    CompletableFuture<EventFeed.News> told = new CompletableFuture<>();
    EventFeed feed =
        new EventFeed(
            PEER,
            new Connection.PeerDoor(link, PEER, port),
            "4",
            false,
            news -> {
              told.complete(news);
              throw new InterruptedException("one is enough");
            },
            EventFeed.Timing.USUAL);
    Thread.ofPlatform().daemon().start(feed);
    assertThat(told.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            EventFeed.News.Happened.class,
            happened -> assertThat(happened.event().number()).isEqualTo(5));
  }

  @Test
  void a_wrong_password_is_told_as_what_it_is() throws Exception {
    status(https() + login("guess"));
    assertThat(out.toString()).contains("it answered with HTTP/1.1 401").doesNotContain("guess");
  }

  @Test
  void a_certificate_of_another_authority_is_refused() throws Exception {
    status("scheme = \"https\"\n" + login("secret"));
    assertThat(out.toString()).contains("PKIX path building failed");
  }

  @Test
  void a_wrong_configuration_is_told_with_all_that_is_wrong() throws Exception {
    status("scheme = \"https\"\nca_file = \"/none.pem\"\nusername = \"herd\"\ncolour = 1\n");
    assertThat(err.toString())
        .contains(
            "unknown key peers.colour",
            "peers.username needs peers.password_file beside it",
            "peers.ca_file /none.pem does not exist");
  }
}

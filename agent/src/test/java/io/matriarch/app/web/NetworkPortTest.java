package io.matriarch.app.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.matriarch.telemetry.PeerAccess;
import io.matriarch.telemetry.PeerClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NetworkPortTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir static Path shared = Path.of("");
  private Path directory = Path.of("");
  private final Vertx vertx = Vertx.vertx();
  private final List<NetworkPort> ports = new ArrayList<>();
  private final List<PeerClient> clients = new ArrayList<>();
  private final AtomicInteger served = new AtomicInteger();
  private int number;

  @BeforeAll
  void make() throws Exception {
    new Certificates(shared).issue("first").issue("second");
  }

  @AfterEach
  void close() {
    ports.forEach(NetworkPort::close);
    ports.clear();
    served.set(0);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private void use(String certificate, String key) throws IOException {
    write("server.pem", Files.readString(shared.resolve(certificate + ".pem")));
    write("server.key", Files.readString(shared.resolve(key + ".key")));
  }

  private static NetworkSettings settings(Optional<Path> file, int port, PeerSettings peers) {
    return new NetworkSettings("127.0.0.1", port, file, peers);
  }

  /// Serves with that web configuration, next to a pair of files of its own.
  private NetworkPort serve(String yaml) throws Exception {
    directory = Files.createDirectory(shared.resolve("port-" + number++));
    use("first", "first");
    return listen(settings(Optional.of(write("web.yml", yaml)), 0, PeerSettings.PLAIN));
  }

  private NetworkPort listen(NetworkSettings settings) throws Exception {
    NetworkPort port = NetworkPort.prepare(vertx, settings);
    port.listen(
        request -> {
          served.incrementAndGet();
          request.response().end("{\"path\":\"" + request.path() + "\"}");
        });
    ports.add(port);
    return port;
  }

  private static String tls(String more) {
    return "tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n" + more;
  }

  private static String user(String name, String password) {
    return "basic_auth_users:\n  %s: '%s'\n"
        .formatted(name, BCrypt.withDefaults().hashToString(4, password.toCharArray()));
  }

  private PeerSettings peers(boolean shown) {
    return new PeerSettings(
        true,
        Optional.of(shared.resolve("ca.pem")),
        shown
            ? Optional.of(
                new PeerSettings.Pair(shared.resolve("second.pem"), shared.resolve("second.key")))
            : Optional.empty(),
        Optional.empty());
  }

  private static PeerLink link(PeerSettings settings) {
    List<String> faults = new ArrayList<>();
    PeerLink link = PeerLink.of(settings, faults);
    assertThat(faults).isEmpty();
    return link;
  }

  private static String exchange(Socket socket, String path, String headers) throws IOException {
    String request =
        "GET %s HTTP/1.1\r\nHost: n1\r\nConnection: close\r\n%s\r\n".formatted(path, headers);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    try (InputStream in = socket.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String plain(NetworkPort port, String path, String headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.port())) {
      return exchange(socket, path, headers);
    }
  }

  private static String as(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair) + "\r\n";
  }

  private static String encrypted(NetworkPort port, PeerSettings peers) throws IOException {
    try (Socket socket = link(peers).open("localhost", port.port(), PATIENCE)) {
      return exchange(socket, "/metrics", "");
    }
  }

  private String certificate(NetworkPort port) throws IOException {
    try (Socket socket = link(peers(false)).open("localhost", port.port(), PATIENCE)) {
      var shown = ((SSLSocket) socket).getSession().getPeerCertificates()[0];
      return ((X509Certificate) shown).getSubjectX500Principal().getName();
    }
  }

  @Test
  void without_a_file_everybody_is_answered_in_plain() throws Exception {
    NetworkPort port = listen(settings(Optional.empty(), 0, PeerSettings.PLAIN));
    assertThat(plain(port, "/metrics", "")).startsWith("HTTP/1.1 200");
  }

  @Test
  void with_a_certificate_it_speaks_tls_and_nothing_else() throws Exception {
    NetworkPort port = serve(tls(""));
    assertThat(encrypted(port, peers(false))).startsWith("HTTP/1.1 200");
    assertThat(certificate(port)).isEqualTo("CN=first");
    assertThat(plain(port, "/metrics", "")).doesNotContain("HTTP/1.1 200");
    assertThat(served).hasValue(1);
  }

  @Test
  void a_renewed_certificate_is_shown_without_a_restart() throws Exception {
    NetworkPort port = serve(tls(""));
    use("second", "second");
    port.look();
    assertThat(becomes(port, "CN=second")).isEqualTo("CN=second");
  }

  /// The new one is taken into use a moment after it was read.
  private String becomes(NetworkPort port, String name) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String shown = certificate(port);
    while (!shown.equals(name) && System.nanoTime() < deadline) {
      shown = certificate(port);
    }
    return shown;
  }

  @Test
  void who_must_show_a_certificate_and_has_none_is_refused() throws Exception {
    NetworkPort port =
        serve(tls("  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ../ca.pem\n"));
    assertThat(encrypted(port, peers(true))).startsWith("HTTP/1.1 200");
    assertThatThrownBy(() -> encrypted(port, peers(false))).isInstanceOf(IOException.class);
    assertThat(served).hasValue(1);
  }

  @Test
  void an_older_version_than_the_least_is_refused() throws Exception {
    NetworkPort port = serve(tls("  min_version: TLS13\n"));
    assertThat(encrypted(port, peers(false))).startsWith("HTTP/1.1 200");
    assertThatThrownBy(() -> handshake(port, "TLSv1.2")).isInstanceOf(IOException.class);
  }

  private void handshake(NetworkPort port, String protocol) throws IOException {
    var factory = link(peers(false)).tls().orElseThrow();
    try (Socket socket = factory.createSocket("localhost", port.port())) {
      ((SSLSocket) socket).setEnabledProtocols(new String[] {protocol});
      ((SSLSocket) socket).startHandshake();
    }
  }

  @Test
  void all_that_is_wrong_with_the_files_is_told_before_anything_is_served() throws Exception {
    directory = Files.createDirectory(shared.resolve("wrong"));
    use("first", "second");
    Path web = write("web.yml", tls(""));
    Path missing = shared.resolve("none.pem");
    PeerSettings peers =
        new PeerSettings(true, Optional.of(missing), Optional.empty(), Optional.empty());
    assertThatThrownBy(() -> NetworkPort.prepare(vertx, settings(Optional.of(web), 0, peers)))
        .isInstanceOf(WrongFilesException.class)
        .hasMessageContaining("the key is not that of the certificate")
        .hasMessageContaining("peers.ca_file " + missing + " does not exist");
  }

  @Test
  void without_a_password_nothing_is_answered_and_health_neither() throws Exception {
    NetworkPort port = serve(user("prometheus", "right"));
    for (String path : List.of("/metrics", "/health/primary", "/", "/nowhere")) {
      assertThat(plain(port, path, ""))
          .startsWith("HTTP/1.1 401")
          .containsIgnoringCase("WWW-Authenticate: Basic");
    }
    assertThat(plain(port, "/metrics", "Authorization: Basic !\r\n")).startsWith("HTTP/1.1 401");
    assertThat(served).hasValue(0);
  }

  @Test
  void the_right_password_is_compared_once_however_often_it_comes() throws Exception {
    NetworkPort port = serve(user("prometheus", "right"));
    for (int i = 0; i < 5; i++) {
      assertThat(plain(port, "/metrics", as("prometheus", "right"))).startsWith("HTTP/1.1 200");
    }
    assertThat(port.passwords().compared()).isEqualTo(1);
  }

  @Test
  void a_wrong_password_and_an_unknown_user_get_the_same_answer_after_the_same_work()
      throws Exception {
    NetworkPort port = serve(user("prometheus", "right"));
    String wrong = plain(port, "/metrics", as("prometheus", "wrong"));
    assertThat(port.passwords().compared()).isEqualTo(1);
    String unknown = plain(port, "/metrics", as("nobody", "right"));
    assertThat(port.passwords().compared()).isEqualTo(2);
    assertThat(wrong).startsWith("HTTP/1.1 401").isEqualTo(unknown);
  }

  @Test
  void a_changed_password_counts_from_then_on() throws Exception {
    NetworkPort port = serve(user("prometheus", "old"));
    assertThat(plain(port, "/metrics", as("prometheus", "old"))).startsWith("HTTP/1.1 200");
    write("web.yml", user("prometheus", "new"));
    port.look();
    assertThat(plain(port, "/metrics", as("prometheus", "old"))).startsWith("HTTP/1.1 401");
    assertThat(plain(port, "/metrics", as("prometheus", "new"))).startsWith("HTTP/1.1 200");
  }

  @Test
  void a_file_that_becomes_wrong_locks_nobody_out_and_lets_nobody_in() throws Exception {
    NetworkPort port = serve(user("prometheus", "right"));
    write("web.yml", "basic_auth_users: nobody\n");
    port.look();
    assertThat(plain(port, "/metrics", as("prometheus", "right"))).startsWith("HTTP/1.1 200");
    assertThat(plain(port, "/metrics", "")).startsWith("HTTP/1.1 401");
  }

  @Test
  void an_agent_asks_another_one_with_tls_and_a_password() throws Exception {
    NetworkPort port = serve(tls("") + user("herd", "secret"));
    PeerSettings settings =
        new PeerSettings(
            true,
            Optional.of(shared.resolve("ca.pem")),
            Optional.empty(),
            Optional.of(new PeerSettings.Login("herd", write("peers.password", "secret\n"))));
    PeerAccess access = PeerFiles.read(settings, port.port(), new ArrayList<>());
    assertThat(asked(access)).contains("{\"path\":\"/v1/status\"}");
    assertThat(access.toString()).doesNotContain("secret", access.authorization().orElseThrow());
    PeerAccess locked = new PeerAccess(port.port(), access.tls(), Optional.empty());
    assertThat(asked(locked)).contains("it answered with 401");
    assertThat(asked(PeerAccess.plain(port.port()))).doesNotContain("path");
  }

  private String asked(PeerAccess access) {
    PeerClient client = new PeerClient(vertx, () -> access, PATIENCE);
    // Vert.x closes a client that nobody refers to any more.
    clients.add(client);
    Future<String> answer =
        client
            .get("localhost", "/v1/status")
            .map(Object::toString)
            .otherwise(Throwable::getMessage);
    return answer
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }
}

package io.matriarch.telemetry.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.telemetry.event.AgentEvent;
import io.matriarch.telemetry.event.Backoff;
import io.matriarch.telemetry.event.Event;
import io.matriarch.telemetry.event.EventKinds;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Against a receiver whose certificate is its own authority.
@Timeout(600)
final class WebhookTlsTest {

  private static final String PASSWORD = "password";

  @TempDir private Path directory = Path.of("");

  private void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", "receiver", "-keystore", "keys.p12"));
    command.addAll(List.of("-storepass", PASSWORD));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
  }

  private Consumer receiver() throws Exception {
    keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=receiver", "-ext", "san=ip:127.0.0.1");
    keytool("-exportcert", "-rfc", "-file", "ca.pem");
    PfxOptions keys =
        new PfxOptions().setPath(directory.resolve("keys.p12").toString()).setPassword(PASSWORD);
    HttpServerOptions options = new HttpServerOptions().setSsl(true).setKeyCertOptions(keys);
    return new Consumer(options, 0, Consumer.status(200));
  }

  private Webhook to(String host, Consumer receiver, Optional<Path> authority) throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), WebhookSecretTest.TEXT);
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    URI url = URI.create("https://" + host + ":" + receiver.port() + "/");
    Backoff soon = new Backoff(Duration.ofMillis(50), Duration.ofMillis(200));
    return new Webhook(
        new WebhookTarget(url, secret, authority, Event.Severity.INFO),
        "matriarch",
        new Webhook.Timing(soon, Duration.ofSeconds(30)));
  }

  private static void posts(Webhook webhook, Predicate<Webhook.State> until) {
    webhook.take(EventKinds.written(new AgentEvent.AgentStarted("0.1.0"), ""));
    long end = System.nanoTime() + Duration.ofSeconds(150).toNanos();
    while (!until.test(webhook.state()) && System.nanoTime() < end) {
      LockSupport.parkNanos(5_000_000);
    }
    assertThat(webhook.state()).matches(until);
  }

  @Test
  void only_a_receiver_whose_authority_is_known_and_whose_name_is_right_gets_an_event()
      throws Exception {
    Optional<Path> authority = Optional.of(directory.resolve("ca.pem"));
    try (Consumer receiver = receiver();
        Webhook stranger = to("127.0.0.1", receiver, Optional.empty());
        Webhook misnamed = to("localhost", receiver, authority);
        Webhook known = to("127.0.0.1", receiver, authority)) {
      posts(stranger, state -> state.reason().contains("unable to find valid certification path"));
      posts(misnamed, state -> state.reason().contains("localhost"));
      assertThat(receiver.waiting()).isZero();
      posts(known, state -> state.delivered() == 1);
    }
  }
}

package io.matriarch.telemetry.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.matriarch.telemetry.event.AgentEvent;
import io.matriarch.telemetry.event.CloudEvent;
import io.matriarch.telemetry.event.EventKinds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WebhookSecretTest {

  /// That of the example in the specification of Standard Webhooks' first implementation.
  static final String TEXT = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @TempDir private Path directory = Path.of("");

  private Path file(String text, String mode) throws IOException {
    Path file = Files.writeString(directory.resolve("webhook.secret"), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void a_signature_is_that_of_standard_webhooks() throws IOException {
    assertThat(
            WebhookSecret.read(file(TEXT + "\n", "rw-------"))
                .signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void an_event_has_one_id_on_its_node() {
    CloudEvent event = EventKinds.written(new AgentEvent.AgentStarted("0.1.0"), "");
    assertThat(WebhookSecret.id(event))
        .isEqualTo(WebhookSecret.id(event))
        .matches("evt_[0-9a-f]{32}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw-rw----", "rw-----w-", "rw------x"})
  void a_file_that_others_may_read_or_change_is_not_used(String mode) throws IOException {
    Path file = file(TEXT, mode);
    assertThatThrownBy(() -> WebhookSecret.read(file))
        .hasMessageContainingAll(file.toString(), "chmod 600");
  }

  @Test
  void a_file_that_is_not_there_is_named() {
    Path file = directory.resolve("none");
    assertThatThrownBy(() -> WebhookSecret.read(file))
        .hasMessage("secret_file %s is not there: make it", file);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "whsec_",
        "whsec_c2hvcnQ=",
        "whsec_not base64 at all, is it?",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
      })
  void what_is_no_secret_is_refused_and_not_repeated(String text) throws IOException {
    Path file = file(text, "rw-------");
    assertThatThrownBy(() -> WebhookSecret.read(file))
        .hasMessageContaining("24 to 64 bytes in Base64")
        .hasNoCause()
        .message()
        .doesNotContain("is it?", "c2hvcnQ", "MfKQ");
  }

  @Test
  void a_secret_is_not_printed() throws IOException {
    assertThat(WebhookSecret.read(file(TEXT, "rw-------"))).hasToString("a secret");
  }
}

package io.matriarch.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.telemetry.event.Event;
import io.matriarch.telemetry.sink.Webhook;
import io.matriarch.telemetry.sink.WebhookTarget;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class StatusDocumentTest {

  static Set<String> states() {
    return Snapshots.all().keySet();
  }

  private static Fixture told(String state) {
    Fixture fixture = Fixture.told(Objects.requireNonNull(Snapshots.all().get(state)));
    fixture.now.set(new BootTime(Snapshots.NOW.millis() + 250));
    return fixture;
  }

  @ParameterizedTest
  @MethodSource("states")
  void the_status_in_each_state_equals_its_file(String state) throws IOException {
    Golden.check("status-" + state + ".json", new StatusDocument(told(state).telemetry).text());
  }

  @Test
  void a_start_option_is_not_told() {
    assertThat(new StatusDocument(told("primary").telemetry).text()).doesNotContain("hidden");
  }

  @Test
  void a_lost_election_is_told_with_what_the_other_one_held() {
    Snapshot standby = Snapshots.standby("n2");
    Refusal loss = new Refusal("n3", new WalPosition(5, Lsn.parse("0/6000000")));
    Fixture fixture = new Fixture();
    fixture.tell(standby.withMemory(standby.memory().withRefusal(loss)));
    JsonNode told = new StatusDocument(fixture.telemetry).json().at("/resources/0/memory/lost_to");
    assertThat(told.toString()).isEqualTo("{\"node\":\"n3\",\"timeline\":5,\"lsn\":\"0/6000000\"}");
  }

  @Test
  void an_agent_without_resources_has_an_empty_list() {
    assertThat(new StatusDocument(new Fixture().telemetry).json().get("resources")).isEmpty();
  }

  @Test
  void what_is_remembered_is_told_by_its_age() {
    JsonNode memory =
        new StatusDocument(told("primary").telemetry).json().at("/resources/0/memory");
    assertThat(memory.get("primary_for_ms").asLong()).isEqualTo(60_250);
  }

  @Test
  void a_webhook_is_told_of_without_its_path() {
    Fixture fixture = new Fixture();
    WebhookTarget target =
        new WebhookTarget(
            URI.create("https://hooks.example.net/hidden"),
            Path.of("/nowhere"),
            Optional.empty(),
            Event.Severity.INFO);
    try (Webhook webhook = Webhook.to(target, "0.1.0")) {
      fixture.telemetry.sendTo(webhook);
      assertThat(new StatusDocument(fixture.telemetry).json().at("/agent/webhook").toString())
          .isEqualTo(
              "{\"target\":\"https://hooks.example.net\",\"failing\":false,\"reason\":\"\","
                  + "\"queued\":0,\"delivered\":0,\"dropped\":0}");
    }
  }
}

package io.matriarch.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.matriarch.agent.decide.Decider;
import io.matriarch.agent.model.InstanceParameters;
import io.matriarch.agent.model.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Names of nodes, resources and clusters that would mean something else in what they are told in.
class HostileNamesTest {

  private static Telemetry telemetry(String name) {
    Telemetry telemetry =
        new Telemetry(
            new Identity("0.1.0", "0123abc", name, name), () -> Snapshots.NOW, Optional.empty());
    Snapshot of = Snapshots.primary();
    Snapshot snapshot =
        new Snapshot(
            name,
            InstanceParameters.parse(name, Map.of(), true).instance(),
            of.faults(),
            of.now(),
            of.server(),
            of.cluster(),
            of.health(),
            of.repair(),
            of.memory());
    telemetry.decided(snapshot, new Decider().decide(snapshot));
    return telemetry;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\"b",
        "a\\",
        "a\nmatriarch_role{} 1",
        "a\",role=\"x",
        "<script>alert(1)</script>",
        "{}",
        "#",
        "\u00e4\ud83d\ude00",
        "$(id)",
        "'; drop table t; --"
      })
  void a_name_stays_within_its_label(String name) {
    for (String format : List.of("", "application/openmetrics-text")) {
      String text = telemetry(name).scrape(format).text();
      String label =
          "node=\"" + name.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"") + "\"";
      assertThat(text.lines())
          .filteredOn(line -> !line.startsWith("#"))
          .hasSizeGreaterThan(20)
          .allMatch(line -> line.startsWith("matriarch_") && line.contains(label));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\"b", "a\\", "a\nb", "</script>", "\u0000", "{\"x\":1}"})
  void a_name_stays_within_its_place_in_the_status(String name) throws IOException {
    JsonNode status = new ObjectMapper().readTree(new StatusDocument(telemetry(name)).text());
    assertThat(status.path("agent").path("node").asText()).isEqualTo(name);
    assertThat(status.path("resources").path(0).path("resource").asText()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\"b", "a\nid: 1\n\ndata: x", "\u2028"})
  void a_name_stays_within_its_event(String name) {
    assertThat(telemetry(name).journal().latest(100))
        .isNotEmpty()
        .allMatch(event -> event.json().lines().count() == 1)
        .allMatch(event -> event.tree().path("subject").asText().equals(name));
  }

  /// So no name can become markup, whatever is in it.
  @Test
  void the_page_puts_texts_into_itself_as_texts_only() throws IOException {
    for (String file : List.of("page.js", "herd.js", "nodes.js", "failovers.js")) {
      try (InputStream in = HostileNamesTest.class.getResourceAsStream("page/" + file)) {
        assertThat(in).isNotNull();
        assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
            .doesNotContain(
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "eval(",
                "new Function",
                "setTimeout(\"",
                "javascript:",
                "srcdoc");
      }
    }
  }
}

package io.matriarch.telemetry.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.telemetry.event.AgentEvent;
import io.matriarch.telemetry.event.CloudEvent;
import io.matriarch.telemetry.event.ClusterEvent;
import io.matriarch.telemetry.event.Event;
import io.matriarch.telemetry.event.EventKinds;
import io.matriarch.telemetry.event.ServerEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class JournalEntryTest {

  private static final Path DOCUMENT = Path.of("../docs/events.md");
  private static final String TABLE = "| type | `MESSAGE_ID` |\n|---|---|\n";

  private static byte[] encoded(Event event) {
    return JournalEntry.encode(EventKinds.written(event, "pgsqld"));
  }

  private static Map<String, String> fields(Event event) {
    return JournalReceiver.decode(encoded(event));
  }

  @Test
  void an_event_is_told_in_fields() {
    assertThat(encoded(new ServerEvent.RoleChanged("replica", "primary")))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(
            """
            MESSAGE=pgsqld: the role changed from replica to primary
            PRIORITY=6
            SYSLOG_IDENTIFIER=matriarch
            MESSAGE_ID=de7ae7c0f9db33f78bc01f739327ab74
            MATRIARCH_TYPE=role.changed
            MATRIARCH_ID=1764300000000
            MATRIARCH_SOURCE=/matriarch/herd/n1
            MATRIARCH_SUBJECT=pgsqld
            MATRIARCH_CORRELATIONID=pgsqld-4
            MATRIARCH_FROM=replica
            MATRIARCH_TO=primary
            """);
  }

  @Test
  void what_concerns_the_node_has_no_subject() {
    CloudEvent event = EventKinds.written(new AgentEvent.AgentStarted("0.1.0"), "");
    assertThat(JournalReceiver.decode(JournalEntry.encode(event)))
        .containsEntry("MESSAGE", "the agent started, version 0.1.0")
        .doesNotContainKey("MATRIARCH_SUBJECT");
  }

  @Test
  void the_priority_follows_the_severity() {
    assertThat(fields(new ClusterEvent.QuorumChanged(true))).containsEntry("PRIORITY", "6");
    assertThat(fields(new ClusterEvent.QuorumChanged(false))).containsEntry("PRIORITY", "2");
    assertThat(fields(new ServerEvent.StreamingChanged(false, "n2")))
        .containsEntry("PRIORITY", "4");
  }

  @Test
  void a_value_of_several_lines_has_its_length_before_it() {
    String detail = "first\nMATRIARCH_TYPE=forged\n\u00e9";
    byte[] bytes = encoded(new AgentEvent.StepTaken("slot/created", detail));
    assertThat(bytes)
        .asString(StandardCharsets.ISO_8859_1)
        .contains("MATRIARCH_DETAIL\n\u001e\0\0\0\0\0\0\0first\nMATRIARCH_TYPE=forged\n");
    assertThat(JournalReceiver.decode(bytes))
        .containsEntry("MATRIARCH_DETAIL", detail)
        .containsEntry("MATRIARCH_TYPE", "step.taken");
  }

  @Test
  void a_list_is_told_as_json() {
    assertThat(fields(new AgentEvent.FaultsChanged(List.of("one", "two"))))
        .containsEntry("MATRIARCH_FAULTS", "[\"one\",\"two\"]");
  }

  @Test
  void a_long_value_is_cut_so_that_the_entry_fits_in_a_datagram() {
    byte[] bytes = encoded(new AgentEvent.StepTaken("slot/created", "\u20ac".repeat(1_000_000)));
    assertThat(bytes).hasSizeLessThan(50_000);
    assertThat(JournalReceiver.decode(bytes).get("MATRIARCH_DETAIL")).endsWith("\u20ac…");
  }

  @Test
  void each_field_of_each_kind_has_a_name_of_its_own_that_journald_takes() throws Exception {
    for (CloudEvent event : EventKinds.written()) {
      Map<String, String> fields = JournalEntry.fields(event);
      int data = event.tree().path("data").size() - 1;
      assertThat(fields).as(event.type()).hasSize(4 + 1 + 4 + data);
      assertThat(fields.keySet()).allMatch(name -> name.matches("[A-Z][A-Z0-9_]{0,63}"));
    }
  }

  /// One who reads may be told of a gap; the journal is not.
  private static String table() throws ReflectiveOperationException {
    return EventKinds.written().stream()
        .filter(event -> !event.shortType().equals("gap"))
        .map(e -> "| `%s` | `%s` |\n".formatted(e.shortType(), JournalEntry.messageId(e.type())))
        .sorted()
        .collect(Collectors.joining("", TABLE, "\n"));
  }

  @Test
  void the_message_ids_are_those_of_the_document() throws Exception {
    if (Boolean.getBoolean("rewrite")) {
      rewrite(table());
    }
    assertThat(Files.readString(DOCUMENT))
        .as("%s: -Drewrite=true writes the table anew", DOCUMENT)
        .contains(table());
  }

  private static void rewrite(String table) throws IOException {
    String text = Files.readString(DOCUMENT);
    int begin = text.indexOf(TABLE);
    int end = text.indexOf("\n\n", begin) + 2;
    Files.writeString(DOCUMENT, text.substring(0, begin) + table + text.substring(end));
  }

  @Test
  void each_type_has_an_id_of_its_own() throws ReflectiveOperationException {
    List<String> ids = new ArrayList<>();
    EventKinds.written().forEach(event -> ids.add(JournalEntry.messageId(event.type())));
    assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[0-9a-f]{32}"));
  }
}

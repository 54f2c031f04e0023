package io.matriarch.telemetry.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventJournalTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.250Z");

  @TempDir private Path directory = Path.of("");

  private static EventJournal journal(Optional<EventFiles> files) {
    return new EventJournal("/matriarch/herd/n1", () -> NOW, files);
  }

  private EventJournal kept() {
    return journal(Optional.of(EventFiles.in(directory)));
  }

  private static void tell(EventJournal journal, int number) {
    journal.tell("pgsqld", new AgentEvent.StepTaken("slot/created", "number " + number));
  }

  @Test
  void an_event_is_a_cloud_event() {
    EventJournal journal = journal(Optional.empty());
    tell(journal, 1);
    assertThat(journal.latest(1).getFirst().json())
        .isEqualTo(
            "{\"specversion\":\"1.0\",\"id\":\"1772366400250\",\"source\":\"/matriarch/herd/n1\","
                + "\"type\":\"io.matriarch.step.taken\",\"time\":\"2026-03-01T12:00:00.250Z\","
                + "\"subject\":\"pgsqld\",\"severity\":\"info\","
                + "\"datacontenttype\":\"application/json\","
                + "\"data\":{\"sentence\":\"slot/created: number 1\","
                + "\"step\":\"slot/created\",\"detail\":\"number 1\"}}");
  }

  @Test
  void numbers_grow_though_the_clock_stands_still() {
    EventJournal journal = journal(Optional.empty());
    IntStream.range(0, 3).forEach(i -> tell(journal, i));
    assertThat(journal.latest(3)).extracting(CloudEvent::number).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void it_is_bounded_and_tells_of_the_gap() {
    EventJournal journal = journal(Optional.empty());
    tell(journal, 0);
    long first = journal.newest();
    IntStream.range(0, EventJournal.EVENTS_MAX + 5).forEach(i -> tell(journal, i));
    assertThat(journal.latest(9999)).hasSize(EventJournal.EVENTS_MAX);
    assertThat(journal.after(first, 10).gap()).isTrue();
    assertThat(journal.gap().shortType()).isEqualTo("gap");
    assertThat(journal.after(journal.newest(), 10).gap()).isFalse();
  }

  @Test
  void history_survives_a_restart() {
    try (EventJournal before = kept()) {
      tell(before, 1);
    }
    try (EventJournal after = kept()) {
      assertThat(after.latest(10)).hasSize(1);
      long old = after.newest();
      tell(after, 2);
      assertThat(after.after(old, 10).events()).hasSize(1);
    }
  }

  @Test
  void a_line_that_was_cut_off_spoils_no_other() throws IOException {
    try (EventJournal before = kept()) {
      tell(before, 1);
    }
    Files.writeString(
        directory.resolve("events.jsonl"), "{\"specversion\":\"1.0\",", StandardOpenOption.APPEND);
    try (EventJournal between = kept()) {
      tell(between, 2);
    }
    try (EventJournal after = kept()) {
      assertThat(after.latest(10)).hasSize(2);
    }
  }

  @Test
  void the_files_are_bounded() throws IOException {
    Files.writeString(
        directory.resolve("events.jsonl"), "x".repeat((int) EventFiles.FILE_BYTES_MAX) + "\n");
    try (EventJournal journal = kept()) {
      tell(journal, 1);
    }
    assertThat(Files.size(directory.resolve("events.jsonl"))).isLessThan(1000);
    assertThat(directory.resolve("events.old.jsonl")).exists();
  }

  @Test
  void a_directory_that_cannot_be_written_costs_the_history_only() {
    try (EventJournal journal = journal(Optional.of(EventFiles.in(directory.resolve("missing"))))) {
      tell(journal, 1);
      assertThat(journal.latest(1)).hasSize(1);
    }
  }

  @Test
  void events_are_counted_by_type_and_severity() {
    EventJournal journal = journal(Optional.empty());
    IntStream.range(0, 3).forEach(i -> tell(journal, i));
    assertThat(journal.counts())
        .containsEntry(new EventJournal.Kind("step.taken", Event.Severity.INFO), 3L);
  }
}

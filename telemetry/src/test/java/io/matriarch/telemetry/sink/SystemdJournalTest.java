package io.matriarch.telemetry.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.telemetry.event.AgentEvent;
import io.matriarch.telemetry.event.CloudEvent;
import io.matriarch.telemetry.event.EventKinds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
final class SystemdJournalTest {

  @TempDir private Path directory = Path.of("");

  private Path socket() {
    return directory.resolve("socket");
  }

  private static CloudEvent event(String detail) {
    return EventKinds.written(new AgentEvent.StepTaken("slot/created", detail), "pgsqld");
  }

  private static String detail(JournalReceiver journald) throws InterruptedException {
    return journald.next().getOrDefault("MATRIARCH_DETAIL", "");
  }

  @Test
  void an_event_arrives_as_one_datagram() throws Exception {
    try (JournalReceiver journald = new JournalReceiver(socket(), true);
        SystemdJournal journal = SystemdJournal.at(socket())) {
      journal.take(event("one\ntwo"));
      assertThat(journald.next())
          .containsEntry("MESSAGE", "pgsqld: slot/created: one\ntwo")
          .containsEntry("MATRIARCH_DETAIL", "one\ntwo");
      assertThat(journal.dropped()).isZero();
    }
  }

  @Test
  void events_arrive_in_their_order() throws Exception {
    try (JournalReceiver journald = new JournalReceiver(socket(), true);
        SystemdJournal journal = SystemdJournal.at(socket())) {
      for (int i = 0; i < 100; i++) {
        journal.take(event("step " + i));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(journald.next()).containsEntry("MATRIARCH_DETAIL", "step " + i);
      }
    }
  }

  @Test
  void where_there_is_no_journal_nothing_is_sent_and_nothing_is_lost() {
    SystemdJournal journal = SystemdJournal.at(socket());
    journal.take(event("one"));
    journal.close();
    assertThat(journal.dropped()).isZero();
  }

  @Test
  void a_journal_that_comes_later_gets_what_happens_then() throws Exception {
    try (SystemdJournal journal = SystemdJournal.at(socket())) {
      journal.take(event("one"));
      try (JournalReceiver journald = new JournalReceiver(socket(), true)) {
        journal.take(event("two"));
        String detail = detail(journald);
        assertThat(detail.equals("one") ? detail(journald) : detail).isEqualTo("two");
      }
    }
  }

  @Test
  void a_journal_that_was_away_gets_events_again() throws Exception {
    try (SystemdJournal journal = SystemdJournal.at(socket())) {
      try (JournalReceiver journald = new JournalReceiver(socket(), true)) {
        journal.take(event("one"));
        journald.next();
      }
      Files.deleteIfExists(socket());
      try (JournalReceiver journald = new JournalReceiver(socket(), true)) {
        journal.take(event("two"));
        assertThat(journald.next()).containsEntry("MATRIARCH_DETAIL", "two");
      }
    }
  }

  @Test
  void a_socket_at_which_nobody_listens_costs_a_count() throws Exception {
    try (JournalReceiver journald = new JournalReceiver(socket(), true)) {
      assertThat(journald).isNotNull();
    }
    assertThat(socket()).exists();
    try (SystemdJournal journal = SystemdJournal.at(socket())) {
      journal.take(event("one"));
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (journal.dropped() == 0 && System.nanoTime() < end) {
        LockSupport.parkNanos(5_000_000);
      }
      assertThat(journal.dropped()).isEqualTo(1);
    }
  }

  @Test
  void a_journal_that_hangs_holds_nobody_up_and_what_it_misses_is_counted() throws Exception {
    try (JournalReceiver hanging = new JournalReceiver(socket(), false);
        SystemdJournal journal = SystemdJournal.at(socket())) {
      assertThat(hanging).isNotNull();
      CloudEvent event = event("one");
      long began = System.nanoTime();
      for (int i = 0; i < 100_000; i++) {
        journal.take(event);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(60));
      assertThat(journal.dropped()).isGreaterThan(90_000);
    }
  }
}

package io.matriarch.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnnouncementsTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  private static String event(String type, String time, String data) {
    return """
    {"id":"1","type":"io.matriarch.%s","time":"%s","data":{"sentence":"so it is",%s}}
    """
        .formatted(type, time, data);
  }

  private static List<String> said(String type, String data) {
    return Announcements.among(List.of(event(type, "2026-11-25T12:00:00.001Z", data)), NOON);
  }

  @Test
  void a_failover_that_left_wal_behind_says_so() {
    assertThat(said("failover.ended", "\"lost_wal_bytes\":72")).containsExactly("so it is");
    assertThat(said("failover.ended", "\"lost_wal_bytes\":0")).isEmpty();
  }

  @Test
  void a_diverged_node_says_so() {
    assertThat(said("decision.changed", "\"rule\":\"standby/diverged\"")).hasSize(1);
    assertThat(said("decision.changed", "\"rule\":\"standby/streaming\"")).isEmpty();
  }

  @Test
  void a_node_that_is_rewound_or_cloned_anew_says_so() {
    assertThat(said("step.taken", "\"step\":\"repair/rewind-begun\"")).hasSize(1);
    assertThat(said("step.taken", "\"step\":\"repair/rebuild-begun\"")).hasSize(1);
    assertThat(said("step.taken", "\"step\":\"repair/done\"")).isEmpty();
  }

  @Test
  void what_was_said_before_does_not_count() {
    String early = event("failover.ended", "2026-11-25T11:59:59.999Z", "\"lost_wal_bytes\":72");
    assertThat(Announcements.among(List.of(early), NOON)).isEmpty();
  }

  @Test
  void a_line_that_was_cut_off_says_nothing() {
    assertThat(Announcements.among(List.of("{\"type\":\"io.matr", ""), NOON)).isEmpty();
  }
}

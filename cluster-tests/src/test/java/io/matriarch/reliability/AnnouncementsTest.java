package io.matriarch.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnnouncementsTest {

  private static List<String> said(String type, String data) {
    return Announcements.among(List.of(event(1, type, data)), Set.of());
  }

  private static String event(int id, String type, String data) {
    return """
    {"id":"%d","type":"io.matriarch.%s","data":{"sentence":"so it is",%s}}
    """
        .formatted(id, type, data);
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
  void a_line_that_was_cut_off_says_nothing() {
    assertThat(Announcements.among(List.of("{\"type\":\"io.matr", ""), Set.of())).isEmpty();
  }

  @Test
  void what_was_said_before_is_not_said_again() {
    String old = event(1, "step.taken", "\"step\":\"repair/rewind-begun\"");
    String fresh = event(2, "step.taken", "\"step\":\"repair/rewind-begun\"");
    assertThat(Announcements.among(List.of(old, fresh), Set.of(old))).hasSize(1);
    assertThat(Announcements.among(List.of(old), Set.of(old))).isEmpty();
  }
}

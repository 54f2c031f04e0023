package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The role is taken from the primary and given again, while every standby lacks its last rows.
@Order(21)
@ExtendWith(StoryBed.class)
class DemotedPrimaryStory {

  private static final Duration BEHIND = Duration.ofSeconds(2);
  private static final Duration DEMOTED_MOST = Duration.ofSeconds(40);
  private static final Duration PROMOTED_MOST = Duration.ofSeconds(60);

  @Test
  void the_former_primary_s_rows_win_over_a_standby_that_kept_running(Bed bed) {
    Node primary = bed.primary();
    try (Client client = bed.client();
        Watcher _ = bed.watch()) {
      Wire.cutReplication(primary, bed.others(primary));
      client.writesFor(BEHIND);
      client.stop();
      role(bed, ClusterState.UNPROMOTED);
      bed.probe()
          .until(
              DEMOTED_MOST,
              "nobody is promoted",
              s -> s.nodesIn(ClusterState.UNPROMOTED).size() == bed.nodes().size());
      Wire.heal(bed.nodes());
      role(bed, ClusterState.PROMOTED);
      bed.probe().until(PROMOTED_MOST, "a primary", s -> s.primary().isPresent());

      assertThat(bed.primary()).isEqualTo(primary);
      client.assertKept();
      bed.settles();
    }
  }

  private static void role(Bed bed, String most) {
    bed.cluster("crm_resource", "-r", Bed.CLONE, "--meta", "-p", "target-role", "-v", most);
  }
}

package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The whole cluster is shut down in order, the primary last, and started again, the primary last.
@Order(10)
@ExtendWith(StoryBed.class)
class ColdStartStory {

  private static final Duration ONLINE_MOST = Duration.ofSeconds(60);
  private static final Duration MOVE_MOST = Duration.ofSeconds(20);

  @Test
  void the_last_primary_is_promoted_again_with_every_row(Bed bed) {
    stopAndStart(bed);
  }

  @Test
  void the_last_primary_is_promoted_again_after_a_switchover_too(Bed bed) {
    Node to = bed.others(bed.primary()).getLast();
    bed.cluster("crm_resource", "--move", "--promoted", "-r", Bed.CLONE, "-N", to.name());
    bed.probe().until(MOVE_MOST, to + " is promoted", s -> s.isPromoted(to));
    bed.cluster("crm_resource", "--clear", "-r", Bed.CLONE);
    bed.settles();
    stopAndStart(bed);
  }

  /// The client writes on while the standbys go, so that only the primary has its last rows.
  private static void stopAndStart(Bed bed) {
    Node primary = bed.primary();
    List<Node> standbys = bed.others(primary);
    try (Client client = bed.client()) {
      standbys.forEach(Node::shutDown);
      client.stop();
      primary.shutDown();

      standbys.forEach(Node::start);
      bed.probe()
          .until(
              ONLINE_MOST, "the standbys are online", s -> standbys.stream().allMatch(s::isOnline));
      primary.start();
      bed.settles();

      assertThat(bed.primary()).isEqualTo(primary);
      assertThat(client.lostRows()).isEmpty();
    }
    try (Client client = bed.client()) {
      client.writesAgain();
    }
  }
}

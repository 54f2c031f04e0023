package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.history.Fate;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The administrator takes a node out of service, and puts it back.
@Order(6)
@ExtendWith(StoryBed.class)
class NodeStandbyStory {

  private static final Duration STOP_MOST = Duration.ofSeconds(30);

  @Test
  void the_role_leaves_the_primary_s_node_which_comes_back_as_a_standby(Bed bed) {
    Node old = bed.primary();
    try (Client client = bed.client()) {
      takeOut(bed, old);
      Node successor = bed.successorOf(old);
      client.writesAgain();
      putBack(bed, old);
      client.stop();

      assertThat(bed.primary()).isEqualTo(successor);
      assertThat(client.lostRows()).isEmpty();
      bed.assertNothingFailed();
    }
  }

  @Test
  void the_primary_notices_nothing_of_a_standby_s_leave(Bed bed) {
    Node primary = bed.primary();
    Node standby = bed.others(primary).getFirst();
    Node.Postmaster running = primary.postmaster();
    try (Client client = bed.client()) {
      takeOut(bed, standby);
      putBack(bed, standby);
      client.writesAgain();
      client.stop();

      assertThat(primary.postmaster()).isEqualTo(running);
      assertThat(client.with(Fate.UNKNOWN)).isEmpty();
      assertThat(client.with(Fate.FAILED)).isEmpty();
      bed.assertNothingFailed();
    }
  }

  private static void takeOut(Bed bed, Node node) {
    bed.cluster("crm_attribute", "-N", node.name(), "-n", "standby", "-v", "on");
    bed.probe().until(STOP_MOST, "nothing is active on " + node, s -> !s.isActiveOn(node));
    assertThat(node.hasPostgres()).isFalse();
  }

  private static void putBack(Bed bed, Node node) {
    bed.cluster("crm_attribute", "-N", node.name(), "-n", "standby", "-D");
    bed.settles();
  }
}

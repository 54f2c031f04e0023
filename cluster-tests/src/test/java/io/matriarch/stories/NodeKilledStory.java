package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The primary's node loses its power.
@Order(4)
@ExtendWith(StoryBed.class)
class NodeKilledStory {

  @Test
  void a_standby_takes_over_with_every_row_and_the_fenced_node_rejoins(Bed bed) throws Exception {
    bed.synchronous();
    Node old = bed.primary();
    try (Client client = bed.client()) {
      client.writesFor(Duration.ofSeconds(2));
      old.kill();
      Node successor = bed.successorOf(old);
      client.writesAgain();
      client.stop();

      assertThat(bed.primary()).isEqualTo(successor);
      assertThat(client.lostRows()).isEmpty();
      bed.rejoins(old);
    }
  }
}

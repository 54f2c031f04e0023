package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.history.Fate;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A standby's postmaster is killed.
@Order(3)
@ExtendWith(StoryBed.class)
class StandbyKilledStory {

  @Test
  void it_recovers_in_place_and_the_primary_notices_nothing(Bed bed) {
    Node primary = bed.primary();
    Node standby = bed.others(primary).getFirst();
    Node.Postmaster running = primary.postmaster();
    Node.Postmaster killed = standby.postmaster();
    try (Client client = bed.client()) {
      standby.killPostmaster();
      standby.restarts(killed);
      bed.settles();
      client.writesAgain();
      client.stop();

      assertThat(primary.postmaster()).isEqualTo(running);
      assertThat(bed.primary()).isEqualTo(primary);
      assertThat(client.with(Fate.UNKNOWN)).isEmpty();
      assertThat(client.with(Fate.FAILED)).isEmpty();
      assertThat(client.lostRows()).isEmpty();
    }
  }
}

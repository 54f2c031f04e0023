package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// An initialised cluster is handed to Pacemaker for the first time.
@Order(1)
@ExtendWith(StoryBed.class)
class FirstStartStory {

  @Test
  void the_primary_of_before_is_promoted_and_two_standbys_stream(Bed bed) throws Exception {
    Node first = bed.nodes().getFirst();
    ClusterState state = bed.probe().now();

    assertThat(state.primary()).contains(first.name());
    assertThat(state.nodesIn(ClusterState.UNPROMOTED)).hasSize(2);
    assertThat(state.score(first)).isEqualTo(Optional.of(1001));
    assertThat(bed.others(first)).allMatch(n -> state.score(n).equals(Optional.of(1000)));
    assertThat(state.failures()).isEmpty();
    assertThat(Postgres.facts(Bed.VIP)).isEqualTo(new Postgres.Facts(false, 2, 2));
    try (Client client = bed.client()) {
      client.writesAgain();
      client.stop();
      assertThat(client.lostRows()).isEmpty();
    }
  }
}

package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A cluster of two nodes, where one goes on alone once it has fenced the other.
@Tag("chaos")
@Order(90)
@TwoNodes
@ExtendWith(StoryBed.class)
class TwoNodesStory {

  private static final Duration WRITES = Duration.ofSeconds(2);
  private static final Duration AWAY_MOST = Duration.ofSeconds(30);

  @Test
  void the_survivor_is_promoted_after_fencing_and_the_other_comes_back(Bed bed) {
    Node old = bed.primary();
    try (Client client = bed.client();
        Watcher _ = bed.watch()) {
      client.writesFor(WRITES);
      stopAndCatchUp(bed, client);
      takesOver(bed, old);
      client.assertKept();
    }
  }

  @Test
  void the_survivor_is_promoted_with_its_score_forgotten(Bed bed) {
    Node old = bed.primary();
    Node survivor = bed.others(old).getFirst();
    try (Client client = bed.client();
        Watcher _ = bed.watch()) {
      stopAndCatchUp(bed, client);
      Program.ATTRD.killOn(survivor);
      takesOver(bed, old);
      client.assertKept();
    }
  }

  /// A standby that was out of reach shortly before has a low score of that time.
  @Test
  void the_survivor_is_promoted_after_a_short_loss_of_its_upstream(Bed bed) {
    Node old = bed.primary();
    Node survivor = bed.others(old).getFirst();
    try (Client client = bed.client();
        Watcher _ = bed.watch()) {
      Wire.cutReplication(old, survivor);
      bed.probe().until(AWAY_MOST, survivor + " loses its claim", s -> !s.mayBePromoted(survivor));
      Wire.heal(bed.nodes());
      bed.settles();
      stopAndCatchUp(bed, client);
      takesOver(bed, old);
      client.assertKept();
    }
  }

  private static void stopAndCatchUp(Bed bed, Client client) {
    client.stop();
    Node survivor = bed.others(bed.primary()).getFirst();
    Await.until(
        AWAY_MOST,
        survivor + " has replayed all",
        () -> Postgres.hasReplayedAll(survivor.address()));
  }

  private static void takesOver(Bed bed, Node old) {
    int fencings = bed.probe().now().fencings();
    old.kill();
    Node successor = bed.successorOf(old);
    bed.settles();
    assertThat(bed.primary()).isEqualTo(successor);
    bed.wasFencedOnce(fencings);
  }
}

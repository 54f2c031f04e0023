package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.history.History;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A primary's node loses its power, is fenced, and boots again: it comes back by itself.
@Tag("chaos")
@Order(24)
@ExtendWith(StoryBed.class)
class FencedPrimaryStory {

  private static final Duration AHEAD = Duration.ofSeconds(2);
  private static final Duration QUIET = Duration.ofSeconds(3);

  @Test
  void without_divergence_it_follows_and_is_not_fenced_again(Bed bed) {
    Node old = bed.primary();
    int fencings = bed.probe().now().fencings();
    try (Client client = bed.client();
        Watcher _ = bed.watch()) {
      client.stop();
      Await.stays(QUIET, "nobody writes", () -> true, seen -> seen);
      fencedOnce(bed, old, fencings);
      client.assertKept();
    }
    try (Client client = bed.client()) {
      client.writesAgain();
    }
  }

  @Test
  void with_divergence_it_is_rewound_and_is_not_fenced_again(Bed bed) {
    divergesAndComesBack(bed);
  }

  @Test
  void where_no_rewind_succeeds_it_takes_a_new_base_backup(Bed bed) {
    bed.parameter("rejoin", "rebuild");
    bed.nodes().forEach(Program.PG_REWIND::failOn);
    divergesAndComesBack(bed);
  }

  /// The rows that only the old primary had are the price of asynchronous replication, and they are
  /// the only ones.
  private static void divergesAndComesBack(Bed bed) {
    Node old = bed.primary();
    int fencings = bed.probe().now().fencings();
    try (Client client = bed.client();
        Watcher _ = bed.watch()) {
      long cut = System.nanoTime();
      Wire.cutReplication(old, bed.others(old));
      client.writesFor(AHEAD);
      fencedOnce(bed, old, fencings);
      client.writesAgain();
      client.stop();

      History history = client.history();
      assertThat(history.lost()).as("the fault was a divergence").isNotEmpty();
      assertThat(client.begun(history.lost())).allMatch(begun -> begun - cut > 0);
      assertThat(history.invented()).isEmpty();
    }
  }

  /// The node has its power back only once there is a successor: before, it would take part in the
  /// election, and win it.
  private static void fencedOnce(Bed bed, Node old, int before) {
    bed.cluster("crm_attribute", "-n", "stonith-action", "-v", "off");
    old.kill();
    Wire.heal(bed.others(old));
    Node successor = bed.successorOf(old);
    old.start();
    bed.settles();
    assertThat(bed.primary()).isEqualTo(successor);
    bed.wasFencedOnce(before);
  }
}

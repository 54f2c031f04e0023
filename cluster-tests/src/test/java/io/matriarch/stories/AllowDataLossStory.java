package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.history.History;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The node with the newest data does not come back, and the administrator decides to go on with
/// what there is.
@Tag("chaos")
@Order(34)
@ExtendWith(StoryBed.class)
class AllowDataLossStory {

  private static final Duration AHEAD = Duration.ofSeconds(2);
  private static final Duration ONLINE_MOST = Duration.ofSeconds(60);

  /// Replication is asynchronous: what was written last before the cut was not sent yet.
  private static final Duration ON_THEIR_WAY = Duration.ofMillis(500);

  private static final Duration WAITING = Duration.ofSeconds(8);
  private static final Duration PROMOTED_MOST = Duration.ofSeconds(30);

  @Test
  void a_stale_node_is_promoted_only_by_the_administrator_s_word(Bed bed) {
    Node newest = bed.primary();
    List<Node> standbys = bed.others(newest);
    Node chosen = standbys.getFirst();
    // Whoever starts alone fences the nodes that it has not seen, which would start the newest one.
    bed.property("stonith-action", "off");
    try (Client client = bed.client();
        Watcher watcher = bed.watch()) {
      long cut = System.nanoTime();
      Wire.cutReplication(newest, standbys);
      client.writesFor(AHEAD);
      client.stop();
      standbys.forEach(Node::shutDown);
      newest.shutDown();
      standbys.forEach(Node::start);
      bed.probe()
          .until(
              ONLINE_MOST,
              "the standbys are back",
              s -> standbys.stream().allMatch(s::isUnpromoted));
      watcher.assertStaysStandby(chosen, WAITING);
      allowDataLoss(chosen);
      bed.probe().until(PROMOTED_MOST, chosen + " is promoted", s -> s.isPromoted(chosen));
      newest.start();
      bed.settles();

      assertThat(bed.primary()).isEqualTo(chosen);
      History history = client.history();
      assertThat(history.lost()).as("what the administrator gave up").isNotEmpty();
      assertThat(client.begun(history.lost()))
          .allMatch(begun -> begun - cut > -ON_THEIR_WAY.toNanos());
      assertThat(history.invented()).isEmpty();
    }
    try (Client client = bed.client()) {
      client.writesAgain();
    }
  }

  private static void allowDataLoss(Node node) {
    String said =
        node.run(
            "matriarch",
            "allow-data-loss",
            "--resource",
            Bed.RESOURCE,
            "--node",
            node.name(),
            "--yes");
    assertThat(said).contains(node.name());
  }
}

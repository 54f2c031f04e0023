package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Nodes come back in the wrong order: those that lack rows before those that have them.
@Order(20)
@ExtendWith(StoryBed.class)
class StaleNodeStory {

  private static final Duration ONLINE_MOST = Duration.ofSeconds(60);
  private static final Duration NAMED_MOST = Duration.ofSeconds(20);
  private static final Duration NOBODY = Duration.ofSeconds(3);
  private static final Duration ALONE = Duration.ofSeconds(8);
  private static final Duration BEHIND = Duration.ofSeconds(2);
  private static final Duration STOP_MOST = Duration.ofSeconds(30);

  @Test
  void nobody_is_promoted_after_a_full_stop_until_the_last_primary_is_back(Bed bed) {
    Node primary = bed.primary();
    List<Node> standbys = bed.others(primary);
    Node behind = standbys.getLast();
    bed.parameter("cold_start_wait", "5");
    bed.settles();
    try (Client client = bed.client();
        Watcher watcher = bed.watch()) {
      Wire.cutReplication(behind, bed.others(behind));
      client.writesFor(BEHIND);
      standbys.reversed().forEach(Node::shutDown);
      client.stop();
      primary.shutDown();

      standbys.reversed().forEach(Node::start);
      bed.probe()
          .until(
              ONLINE_MOST, "the standbys are online", s -> standbys.stream().allMatch(s::isOnline));
      standbys.forEach(node -> awaitNamed(node, primary));
      standbys.forEach(node -> watcher.assertStaysStandby(node, NOBODY));
      primary.start();
      bed.settles();

      assertThat(bed.primary()).isEqualTo(primary);
      assertThat(primariesSeen(watcher)).containsOnly(primary);
      client.assertKept();
    }
  }

  @Test
  void the_old_primary_alone_is_refused_after_a_failover(Bed bed) throws Exception {
    theOldPrimaryAloneIsRefused(
        bed,
        successor ->
            Await.until(
                NAMED_MOST,
                "the promotion of " + successor + " is recorded",
                () -> bed.kept("promotion").filter(r -> r.contains(successor.name())).isPresent()));
  }

  @Test
  void the_old_primary_alone_is_refused_when_the_successor_stops_at_once(Bed bed) throws Exception {
    theOldPrimaryAloneIsRefused(bed, _ -> {});
  }

  /// The other standby is kept from the role only to leave the old primary alone with it.
  private static void theOldPrimaryAloneIsRefused(Bed bed, Consumer<Node> meanwhile)
      throws Exception {
    Node old = bed.primary();
    Node quorum = bed.others(old).getLast();
    bed.property("stonith-action", "off");
    bed.takeOut(quorum);
    old.kill();
    Node successor = bed.successorOf(old);
    try (Client client = bed.client();
        Watcher watcher = bed.watch()) {
      client.stop();
      meanwhile.accept(successor);
      bed.probe().until(STOP_MOST, old + " is off", s -> !s.isOnline(old));
      successor.shutDown();

      old.start();
      bed.probe().until(ONLINE_MOST, old + " is a standby", s -> s.isActiveOn(old));
      watcher.assertStaysStandby(old, ALONE);
      assertThat(bed.probe().now().score(old).orElse(-1)).isLessThanOrEqualTo(1);
      awaitNamed(old, successor);

      successor.start();
      bed.putBack(quorum);
      bed.settles();
      assertThat(bed.primary()).isEqualTo(successor);
      assertThat(watcher.sawAsPrimary(old)).isFalse();
      client.assertKept();
    }
  }

  private static void awaitNamed(Node node, Node missing) {
    Await.until(
        NAMED_MOST,
        node + " says that it waits for " + missing,
        () -> node.attemptShell("matriarch explain " + node).said(),
        said -> said.contains(missing.name()));
  }

  private static List<Node> primariesSeen(Watcher watcher) {
    return watcher.changes().stream().filter(s -> !s.inRecovery()).map(Sighting::node).toList();
  }
}

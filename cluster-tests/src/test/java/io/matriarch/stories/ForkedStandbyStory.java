package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A standby was promoted by hand outside of the cluster, twice, so that its timeline has the
/// highest number of all.
@Tag("chaos")
@Order(23)
@ExtendWith(StoryBed.class)
class ForkedStandbyStory {

  private static final Duration SEEN_MOST = Duration.ofSeconds(40);
  private static final Duration TEMPTED = Duration.ofSeconds(8);
  private static final int DEGRADED = 190;

  @Test
  void a_fork_with_a_higher_timeline_is_refused(Bed bed) {
    Node primary = bed.primary();
    Node fork = bed.others(primary).getLast();
    bed.parameter("rejoin", "follow");
    bed.settles();
    try (Client client = bed.client()) {
      int timeline = timelineOf(primary);
      bed.takeOut(fork);
      fork.promoteByHand();
      fork.promoteByHand();
      client.writesAgain();
      assertThat(timelineOf(fork)).isGreaterThan(timeline + 1);
      staysRefused(bed, fork);
      client.writesAgain();
      client.stop();

      assertThat(bed.primary()).isEqualTo(primary);
      client.assertKept();
    }
  }

  private static void staysRefused(Bed bed, Node fork) {
    try (Watcher watcher = bed.watch()) {
      bed.putBack(fork);
      ClusterState refused =
          bed.probe().until(SEEN_MOST, fork + " is refused", s -> isRefused(s, fork));
      assertThat(refused.failuresOn(fork)).as("what crm_mon shows").isNotEmpty();
      Await.until(
          SEEN_MOST,
          "the monitor of " + fork,
          () -> ResourceAgent.on(fork).recurringMonitor(),
          answer -> answer.code() == DEGRADED && !answer.reason().isBlank());
      bed.askFor(fork);
      watcher.assertStaysStandby(fork, TEMPTED);
      bed.cluster("crm_resource", "--clear", "-r", Bed.CLONE);
    }
  }

  private static boolean isRefused(ClusterState state, Node fork) {
    return state.isUnpromoted(fork)
        && !state.mayBePromoted(fork)
        && !state.failuresOn(fork).isEmpty();
  }

  private static int timelineOf(Node node) {
    return Integer.parseInt(
        node.shell(
                "%s/pg_controldata -D %s | awk '/Latest checkpoint.s TimeLineID/ { print $4 }'"
                    .formatted(Node.BINDIR, Node.PGDATA))
            .strip());
  }
}

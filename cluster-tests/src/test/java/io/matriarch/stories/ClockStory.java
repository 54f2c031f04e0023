package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Clocks jump, of everything that runs on a node: Corosync, Pacemaker, PostgreSQL, the agent.
@Tag("chaos")
@Order(38)
@OwnClocks
@ExtendWith(StoryBed.class)
class ClockStory {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration JUMPED_MOST = Duration.ofSeconds(20);
  private static final Duration AFTERWARDS = Duration.ofSeconds(8);
  private static final Duration WRITES = Duration.ofSeconds(2);

  @Test
  void a_primary_goes_on_whatever_its_clock_shows(Bed bed) throws Exception {
    Untouched untouched = Untouched.of(bed.primary());
    staysAsItIs(bed, untouched.primary());
    untouched.assertStill(bed);
  }

  @Test
  void a_standby_s_clock_changes_nothing_for_anybody(Bed bed) throws Exception {
    Untouched untouched = Untouched.of(bed.primary());
    Node standby = bed.others(untouched.primary()).getFirst();
    Node.Postmaster postmaster = standby.postmaster();
    staysAsItIs(bed, standby);
    untouched.assertStill(bed);
    assertThat(standby.postmaster()).isEqualTo(postmaster);
  }

  /// An hour ahead, an hour behind, and right again.
  private static void staysAsItIs(Bed bed, Node node) throws Exception {
    try (Client client = bed.client();
        Watcher _ = bed.watch()) {
      for (Duration jump : List.of(HOUR, HOUR.negated(), Duration.ZERO)) {
        jumps(node, jump);
        client.writesFor(AFTERWARDS);
        bed.settles();
      }
      client.stop();

      bed.assertNothingFailed();
      client.assertKept();
    }
  }

  @Test
  void a_failover_between_nodes_that_disagree_by_hours_loses_no_row(Bed bed) throws Exception {
    losesNoRow(bed, Node::killPostmaster);
  }

  @Test
  void a_node_without_power_is_fenced_and_rejoins_with_another_time_than_the_others(Bed bed)
      throws Exception {
    losesNoRow(bed, Node::kill);
  }

  private static void losesNoRow(Bed bed, Consumer<Node> strike) throws Exception {
    bed.synchronous();
    Node old = bed.primary();
    theyDisagree(bed, old);
    try (Client client = bed.client()) {
      client.writesFor(WRITES);
      strike.accept(old);
      Node successor = bed.successorOf(old);
      client.writesAgain();
      bed.rejoins(old);
      client.stop();

      assertThat(bed.primary()).isEqualTo(successor);
      client.assertKept();
    }
  }

  private static void theyDisagree(Bed bed, Node primary) {
    List<Node> standbys = bed.others(primary);
    jumps(primary, HOUR);
    jumps(standbys.getFirst(), HOUR.negated());
    jumps(standbys.getLast(), HOUR.multipliedBy(2));
    bed.settles();
  }

  private static void jumps(Node node, Duration fromTheHosts) {
    node.moveClock(fromTheHosts);
    Await.until(
        JUMPED_MOST,
        "PostgreSQL on %s is %s from the host's time".formatted(node, fromTheHosts),
        () -> difference(node).minus(fromTheHosts).abs(),
        off -> off.compareTo(Duration.ofMinutes(1)) < 0);
  }

  private static Duration difference(Node node) throws SQLException {
    String shown =
        Postgres.ask(node.address(), "SELECT extract(epoch FROM clock_timestamp())::bigint");
    return Duration.between(Instant.now(), Instant.ofEpochSecond(Long.parseLong(shown)));
  }
}

package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the agents keep in the servers: whom a standby follows, slots, and a list by priority.
@Tag("chaos")
@Order(36)
@ExtendWith(StoryBed.class)
class UpkeepStory {

  private static final Duration KEPT_MOST = Duration.ofSeconds(60);
  private static final Duration WRITES = Duration.ofSeconds(2);
  private static final String OUR_SLOTS =
      " FROM pg_replication_slots WHERE slot_name ~ '^matriarch_'";

  @Test
  void with_a_managed_upstream_standbys_follow_the_promoted_node_by_its_name(Bed bed)
      throws Exception {
    bed.parameter("upstream", "managed");
    bed.crashPolicy("failover");
    bed.synchronous();
    Node old = bed.primary();
    othersFollow(bed, old);
    try (Client client = bed.client()) {
      client.writesFor(WRITES);
      old.killPostmaster();
      Node successor = bed.successorOf(old);
      client.writesAgain();
      bed.settles();
      othersFollow(bed, successor);
      client.stop();

      client.assertKept();
    }
  }

  @Test
  void every_member_has_a_slot_on_every_node_until_it_is_deleted(Bed bed) throws Exception {
    haveSlotsOfTheOthers(bed.nodes());
    try (Client client = bed.client()) {
      bed.moveTo(bed.others(bed.primary()).getFirst());
      client.writesAgain();
      bed.settles();
      haveSlotsOfTheOthers(bed.nodes());
      slotsMoveOn();

      Node leaver = bed.others(bed.primary()).getLast();
      leaver.shutDown();
      delete(bed, leaver);
      haveSlotsOfTheOthers(bed.others(leaver));

      leaver.start();
      bed.settles();
      haveSlotsOfTheOthers(bed.nodes());
      client.stop();
      client.assertKept();
    }
  }

  @Test
  void with_a_list_by_priority_no_row_is_lost_with_its_first_standby_and_then_the_primary(Bed bed)
      throws Exception {
    bed.parameter("synchronous_list", "first");
    bed.parameter("synchronous_wait", "2");
    bed.parameter("synchronous", "strict");
    bed.settles();
    ModeInForce.awaitSetOfAll(bed);
    Untouched untouched = Untouched.of(bed.primary());
    assertThat(Postgres.ask(Bed.VIP, "SHOW synchronous_standby_names")).startsWith("FIRST 1 ");
    try (Client client = bed.client();
        Watcher _ = bed.watch();
        SynchronousWatch _ = SynchronousWatch.of(bed)) {
      client.writesFor(WRITES);
      bed.others(untouched.primary()).getFirst().kill();
      client.writesAgain();
      bed.settles();
      untouched.assertStill(bed);

      untouched.primary().kill();
      bed.successorOf(untouched.primary());
      client.writesAgain();
      bed.settles();
      client.stop();
      client.assertKept();
    }
  }

  private static void othersFollow(Bed bed, Node primary) {
    for (Node standby : bed.others(primary)) {
      Await.until(
          KEPT_MOST,
          standby + " streams from " + primary,
          () -> Postgres.ask(standby.address(), "SELECT sender_host FROM pg_stat_wal_receiver"),
          primary.name()::equals);
    }
  }

  private static void haveSlotsOfTheOthers(Collection<Node> members) {
    for (Node node : members) {
      String wanted =
          members.stream()
              .filter(member -> !member.equals(node))
              .map(member -> "matriarch_" + member.name().replaceAll("[^a-z0-9]", "_"))
              .sorted()
              .collect(Collectors.joining(" "));
      Await.until(
          KEPT_MOST,
          "the slots on %s are %s".formatted(node, wanted),
          () ->
              Postgres.ask(
                  node.address(),
                  "SELECT string_agg(slot_name, ' ' ORDER BY slot_name)" + OUR_SLOTS),
          wanted::equals);
    }
  }

  /// Pacemaker writes a node anew while it still works off that it has left.
  private static void delete(Bed bed, Node leaver) {
    bed.probe()
        .until(
            KEPT_MOST,
            leaver + " has left, and Pacemaker is idle",
            state -> !state.isOnline(leaver) && bed.probe().isIdle());
    Await.until(
        KEPT_MOST,
        leaver + " is deleted from the cluster",
        () -> {
          bed.cluster("crm_node", "--force", "--remove", leaver.name());
          return bed.anyNode().run("cibadmin", "--query", "--scope", "nodes");
        },
        nodes -> !nodes.contains("\"%s\"".formatted(leaver)));
  }

  /// What the standbys have is held back no longer.
  private static void slotsMoveOn() throws SQLException {
    String end = Postgres.ask(Bed.VIP, "SELECT pg_current_wal_lsn()");
    for (int segment = 0; segment < 3; segment++) {
      Postgres.execute(
          Bed.VIP, "SELECT pg_logical_emit_message(false, 'story', 'x')", "SELECT pg_switch_wal()");
    }
    Await.until(
        KEPT_MOST,
        "no slot of the primary holds back what was written before " + end,
        () ->
            Postgres.ask(Bed.VIP, "SELECT bool_and(restart_lsn > '%s')".formatted(end) + OUR_SLOTS),
        "t"::equals);
  }
}

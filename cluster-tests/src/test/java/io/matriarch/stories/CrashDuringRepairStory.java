package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What puts a crash right is itself cut short by another crash.
@Tag("chaos")
@Order(25)
@ExtendWith(StoryBed.class)
class CrashDuringRepairStory {

  private static final Duration BEGUN_MOST = Duration.ofSeconds(40);
  private static final Duration AHEAD = Duration.ofSeconds(2);
  private static final Duration GRIND = Duration.ofSeconds(1);

  @Test
  void of_crash_recovery_in_place_which_begins_anew_or_leaves_the_role(Bed bed) throws Exception {
    bed.crashPolicy("restart");
    Node primary = bed.primary();
    try (Client client = bed.client();
        Watcher _ = bed.watch()) {
      muchToRecover();
      Node.Postmaster first = primary.postmaster();
      primary.killPostmaster();
      primary.restarts(first);
      Await.until(BEGUN_MOST, primary + " recovers", () -> Program.STARTUP.runsOn(primary));
      Node.Postmaster second = primary.postmaster();
      primary.killPostmaster();
      primary.restarts(second);
      client.writesAgain();
      bed.settles();
      client.stop();

      client.assertKept();
    }
  }

  @Test
  void of_a_promotion_which_is_done_elsewhere_or_again(Bed bed) throws Exception {
    bed.crashPolicy("failover");
    Node old = bed.primary();
    List<Node> standbys = bed.others(old);
    try (Client client = bed.client();
        Watcher _ = bed.watch()) {
      client.stop();
      await(standbys, "have replayed all", node -> Postgres.hasReplayedAll(node.address()));
      standbys.forEach(Program.STARTUP::pauseOn);
      old.killPostmaster();
      Await.until(
          BEGUN_MOST,
          "one of the standbys is told to become the primary",
          () -> standbys.stream().anyMatch(CrashDuringRepairStory::isToldToPromote));
      Node told =
          standbys.stream()
              .filter(CrashDuringRepairStory::isToldToPromote)
              .findFirst()
              .orElseThrow();
      told.killPostmaster();
      bed.others(told).stream().filter(standbys::contains).forEach(Program.STARTUP::resumeOn);
      bed.settles();

      client.assertKept();
    }
    try (Client client = bed.client()) {
      client.writesAgain();
    }
  }

  /// What pg_rewind left half done cannot always be rewound: then a base backup takes its place.
  @Test
  void of_a_rewind_on_a_node_that_loses_its_power_again(Bed bed) {
    bed.parameter("rejoin", "rebuild");
    bed.nodes().forEach(Program.PG_REWIND::slowDownOn);
    losesItsPowerDuring(Program.PG_REWIND, bed);
  }

  @Test
  void of_a_rewind_that_is_killed(Bed bed) {
    bed.parameter("rejoin", "rebuild");
    bed.nodes().forEach(Program.PG_REWIND::slowDownOn);
    isKilled(Program.PG_REWIND, bed);
  }

  @Test
  void of_a_base_backup_on_a_node_that_loses_its_power_again(Bed bed) {
    needsBaseBackups(bed);
    losesItsPowerDuring(Program.PG_BASEBACKUP, bed);
  }

  @Test
  void of_a_base_backup_that_is_killed(Bed bed) {
    needsBaseBackups(bed);
    isKilled(Program.PG_BASEBACKUP, bed);
  }

  private static void needsBaseBackups(Bed bed) {
    bed.parameter("rejoin", "rebuild");
    bed.nodes().forEach(Program.PG_REWIND::failOn);
    bed.nodes().forEach(Program.PG_BASEBACKUP::slowDownOn);
  }

  /// Its program is slow only until then.
  private static void losesItsPowerDuring(Program repair, Bed bed) {
    Node old = diverges(bed);
    Node successor = bed.primary();
    begins(repair, old);
    int fencings = bed.probe().now().fencings();
    old.kill();
    bed.probe().until(BEGUN_MOST, old + " is fenced", s -> s.fencings() > fencings);
    old.start();
    repair.restoreOn(old);
    bed.settles();

    assertThat(bed.primary()).isEqualTo(successor);
    bed.wasFencedOnce(fencings);
  }

  private static void isKilled(Program repair, Bed bed) {
    Node old = diverges(bed);
    Node successor = bed.primary();
    begins(repair, old);
    repair.restoreOn(old);
    repair.killOn(old);
    bed.settles();

    assertThat(bed.primary()).isEqualTo(successor);
  }

  /// Rows that were there before the fault are there after it.
  private static Node diverges(Bed bed) {
    Node old = bed.primary();
    bed.crashPolicy("failover");
    try (Client client = bed.client()) {
      Wire.cutReplication(old, bed.others(old));
      client.writesFor(AHEAD);
    }
    old.killPostmaster();
    bed.successorOf(old);
    Wire.heal(bed.nodes());
    try (Client client = bed.client()) {
      client.writesAgain();
    }
    return old;
  }

  private static void begins(Program repair, Node node) {
    Await.until(BEGUN_MOST, repair + " runs on " + node, () -> repair.runsOn(node));
    Await.stays(GRIND, repair + " runs on " + node, () -> repair.runsOn(node), runs -> runs);
  }

  private static void muchToRecover() throws SQLException {
    Postgres.execute(
        Bed.VIP,
        "CREATE TABLE bulk AS SELECT i, repeat('x', 100) FROM generate_series(1, 300000) i",
        "DROP TABLE bulk");
  }

  private static boolean isToldToPromote(Node node) {
    return node.attempt(BEGUN_MOST, "test", "-e", Node.PGDATA + "/promote").ok();
  }

  private static void await(List<Node> nodes, String what, Look look) {
    for (Node node : nodes) {
      Await.until(BEGUN_MOST, node + " " + what, () -> look.at(node));
    }
  }

  private interface Look {
    boolean at(Node node) throws SQLException;
  }
}

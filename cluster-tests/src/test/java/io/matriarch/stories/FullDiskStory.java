package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The primary's disk fills up; WAL has a disk of its own.
@Tag("chaos")
@Order(28)
@ExtendWith(StoryBed.class)
class FullDiskStory {

  private static final Duration NOTICED_MOST = Duration.ofSeconds(20);
  private static final Duration FULL = Duration.ofSeconds(8);
  private static final Duration BACK_MOST = Duration.ofSeconds(90);
  private static final String DISK_FULL = "53100";
  private static final int DEGRADED_PROMOTED = 191;

  @Test
  void a_full_data_disk_refuses_rows_and_moves_nothing(Bed bed) throws Exception {
    Node primary = primaryWithWalElsewhere(bed);
    Disk disk = bed.disk(primary, Disk.Use.DATA);
    bed.parameter("disk_low", Long.toString(100L << 20));
    bed.settles();
    Untouched untouched = Untouched.of(primary);
    try (Client client = bed.client()) {
      disk.fill();
      assertThat(
              stateOf(
                  "CREATE TABLE bulk AS SELECT repeat('x', 1000) FROM generate_series(1, 9999)"))
          .isEqualTo(DISK_FULL);
      Await.until(
          NOTICED_MOST,
          "the monitor of " + primary + " names the disk",
          () -> ResourceAgent.on(primary).recurringMonitor(),
          a -> a.code() == DEGRADED_PROMOTED && a.reason().contains("disk"));
      Await.stays(FULL, primary + " is promoted", bed.probe()::now, s -> s.isPromoted(primary));
      untouched.assertStill(bed);
      disk.empty();
      client.writesAgain();
      client.stop();

      untouched.assertStill(bed);
      client.assertKept();
    } finally {
      disk.empty();
    }
  }

  @Test
  void a_full_wal_disk_moves_the_role_and_no_restart_is_tried_again_and_again(Bed bed)
      throws Exception {
    Node old = primaryWithWalElsewhere(bed);
    Disk disk = bed.disk(old, Disk.Use.WAL);
    bed.synchronous();
    try (Client client = bed.client();
        Watcher _ = bed.watch()) {
      disk.fill();
      Thread writer = Thread.ofPlatform().unstarted(FullDiskStory::writeMuchWal);
      writer.start();
      Node successor = bed.successorOf(old);
      writer.join();
      client.writesAgain();
      long starts = starts(old);
      client.writesFor(FULL);
      assertThat(starts(old) - starts).as("starts while the disk is full").isLessThanOrEqualTo(2);
      assertThat(bed.primary()).isEqualTo(successor);
      disk.empty();
      rejoins(old);
      client.stop();

      assertThat(bed.primary()).isEqualTo(successor);
      client.assertKept();
    } finally {
      disk.empty();
    }
  }

  /// No other story expects WAL elsewhere, and no rebuild is tried where it is.
  @AfterAll
  static void cloneAgain(Bed bed) {
    bed.healthy();
    bed.others(bed.primary()).stream()
        .filter(FullDiskStory::hasWalElsewhere)
        .forEach(bed::cloneAgain);
    Node primary = bed.primary();
    if (hasWalElsewhere(primary)) {
      bed.moveTo(bed.others(primary).getFirst());
      bed.settles();
      bed.cloneAgain(primary);
    }
    bed.settles();
  }

  /// Its last record broke off at a segment's end, as a rule: then its agent has to help.
  private static void rejoins(Node old) {
    Await.until(BACK_MOST, old + " follows", () -> Postgres.streamsTo(old));
  }

  /// Otherwise a full disk would always be full of both.
  private static Node primaryWithWalElsewhere(Bed bed) {
    Node chosen =
        bed.nodes().stream()
            .filter(FullDiskStory::hasWalElsewhere)
            .findFirst()
            .orElse(bed.others(bed.primary()).getFirst());
    if (!hasWalElsewhere(chosen)) {
      bed.takeOut(chosen);
      chosen.asPostgres(
          "rm -rf %1$s/pg_wal && mv %2$s/pg_wal %1$s && ln -s %1$s/pg_wal %2$s"
              .formatted(bed.disk(chosen, Disk.Use.WAL).use().inside(), Node.PGDATA));
      bed.putBack(chosen);
      bed.settles();
    }
    if (!bed.primary().equals(chosen)) {
      bed.moveTo(chosen);
      bed.settles();
    }
    return chosen;
  }

  private static boolean hasWalElsewhere(Node node) {
    return node.attemptShell("test -L %s/pg_wal".formatted(Node.PGDATA)).ok();
  }

  private static long starts(Node node) {
    String log = "/var/log/matriarch/%s.log".formatted(Bed.RESOURCE);
    return Long.parseLong(node.attemptShell("grep -c 'starting PostgreSQL' " + log).out().strip());
  }

  /// Every segment takes new space: none may be used again before a checkpoint.
  private static void writeMuchWal() {
    for (int i = 0; i < 30; i++) {
      if (!stateOf("SELECT pg_logical_emit_message(false, 'story', repeat('x', 8000000))")
          .equals("00000")) {
        return;
      }
    }
  }

  private static String stateOf(String statement) {
    try {
      Postgres.execute(Bed.VIP, statement);
      return "00000";
    } catch (SQLException e) {
      return String.valueOf(e.getSQLState());
    }
  }
}

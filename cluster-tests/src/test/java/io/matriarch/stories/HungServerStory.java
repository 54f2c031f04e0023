package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The primary's processes live and get nowhere.
@Tag("chaos")
@Order(27)
@ExtendWith(StoryBed.class)
class HungServerStory {

  private static final Duration FAILED_MOST = Duration.ofSeconds(12);
  private static final Duration SHORT = Duration.ofSeconds(2);

  @Test
  void a_stopped_postmaster_fails_after_hang_timeout_and_a_standby_takes_over(Bed bed)
      throws Exception {
    Node old = impatient(bed);
    try (Client client = bed.client();
        Watcher _ = bed.watch()) {
      old.pausePostmaster();
      fails(old);
      Node successor = bed.successorOf(old);
      client.writesAgain();
      client.stop();

      assertThat(bed.primary()).isEqualTo(successor);
      client.assertKept();
      bed.rejoins(old);
    }
  }

  @Test
  void a_postmaster_that_stops_for_less_than_hang_timeout_stays_the_primary(Bed bed)
      throws Exception {
    Node primary = impatient(bed);
    Untouched untouched = Untouched.of(primary);
    try (Client client = bed.client()) {
      primary.pausePostmaster();
      client.writesFor(SHORT);
      primary.shell("kill -CONT %d".formatted(untouched.postmaster().pid()));
      client.writesFor(SHORT);
      client.stop();

      untouched.assertStill(bed);
      client.assertKept();
    }
  }

  /// Nothing on the node can end what waits for the disk, so that it is fenced.
  @Test
  void a_frozen_data_disk_fails_after_hang_timeout_and_the_node_is_fenced(Bed bed)
      throws Exception {
    Node old = impatient(bed);
    Disk disk = bed.disk(old, Disk.Use.DATA);
    int fencings = bed.probe().now().fencings();
    try (Client client = bed.client();
        Watcher _ = bed.watch()) {
      disk.freezeUntilKilled();
      fails(old);
      Node successor = bed.successorOf(old, Duration.ofSeconds(60));
      client.writesAgain();
      client.stop();

      assertThat(bed.primary()).isEqualTo(successor);
      assertThat(bed.probe().now().fencings()).isEqualTo(fencings + 1);
      client.assertKept();
      bed.rejoins(old);
    } finally {
      Disks.thaw();
    }
  }

  @Test
  void a_disk_that_is_frozen_for_less_than_hang_timeout_changes_nothing(Bed bed) throws Exception {
    Node primary = impatient(bed);
    Disk disk = bed.disk(primary, Disk.Use.DATA);
    Untouched untouched = Untouched.of(primary);
    try (Client client = bed.client()) {
      disk.freeze();
      Await.stays(SHORT, primary + " is promoted", bed.probe()::now, s -> s.isPromoted(primary));
      disk.thaw();
      client.writesFor(SHORT);
      client.stop();

      untouched.assertStill(bed);
      client.assertKept();
    } finally {
      Disks.thaw();
    }
  }

  private static Node impatient(Bed bed) throws Exception {
    bed.parameter("hang_timeout", "5");
    bed.settles();
    bed.synchronous();
    return bed.primary();
  }

  private static void fails(Node node) {
    ResourceAgent agent = ResourceAgent.on(node).with("hang_timeout", "5");
    Await.until(
        FAILED_MOST,
        "the monitor of " + node + " fails",
        agent::recurringMonitor,
        answer -> answer.code() != ResourceAgent.RUNNING_PROMOTED && answer.code() < 190);
  }
}

package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Pacemaker is told to leave PostgreSQL alone, and so does the agent.
@Order(7)
@ExtendWith(StoryBed.class)
class HandsOffStory {

  private static final Duration NOTICE_MOST = Duration.ofSeconds(10);
  private static final Duration RECOVERED_MOST = Duration.ofSeconds(40);
  private static final Duration LEFT_ALONE = Duration.ofSeconds(6);

  @Test
  void in_maintenance_a_stopped_standby_stays_stopped_until_the_end_of_it(Bed bed) {
    Node primary = bed.primary();
    Node standby = bed.others(primary).getFirst();
    Node.Postmaster running = primary.postmaster();
    maintenance(bed);
    standby.stopPostgres();

    Await.stays(LEFT_ALONE, "PostgreSQL is down", standby::hasPostgres, runs -> !runs);
    assertThat(primary.postmaster()).isEqualTo(running);
    endOfMaintenance(bed);
    assertThat(bed.primary()).isEqualTo(primary);
    assertThat(primary.postmaster()).isEqualTo(running);
    canWrite(bed);
  }

  @Test
  void in_maintenance_nobody_starts_a_killed_primary_until_the_end_of_it(Bed bed) {
    Node primary = bed.primary();
    try (Client client = bed.client()) {
      maintenance(bed);
      primary.killPostmaster();
      Await.until(NOTICE_MOST, "PostgreSQL is down", () -> !primary.hasPostgres());

      Await.stays(LEFT_ALONE, "PostgreSQL is down", primary::hasPostgres, runs -> !runs);
      endOfMaintenance(bed);
      client.writesAgain();
      client.stop();
      assertThat(client.lostRows()).isEmpty();
    }
  }

  @Test
  void unmanaged_nobody_starts_a_killed_standby_until_it_is_managed_again(Bed bed) {
    Node primary = bed.primary();
    Node standby = bed.others(primary).getFirst();
    Node.Postmaster running = primary.postmaster();
    bed.cluster("crm_resource", "-r", Bed.CLONE, "--meta", "-p", "is-managed", "-v", "false");
    awaitManaged(bed, false);
    standby.killPostmaster();
    Await.until(NOTICE_MOST, "PostgreSQL is down", () -> !standby.hasPostgres());

    Await.stays(LEFT_ALONE, "PostgreSQL is down", standby::hasPostgres, runs -> !runs);
    bed.cluster("crm_resource", "-r", Bed.CLONE, "--meta", "-d", "is-managed");
    bed.settles();
    assertThat(primary.postmaster()).isEqualTo(running);
    canWrite(bed);
  }

  private static void maintenance(Bed bed) {
    bed.cluster("crm_attribute", "-n", "maintenance-mode", "-v", "true");
    awaitManaged(bed, false);
  }

  private static void endOfMaintenance(Bed bed) {
    bed.cluster("crm_attribute", "-n", "maintenance-mode", "-D");
    awaitManaged(bed, true);
    bed.settles();
  }

  private static void awaitManaged(Bed bed, boolean managed) {
    bed.probe()
        .until(
            NOTICE_MOST,
            "every instance has managed=" + managed,
            s -> s.instances().values().stream().allMatch(i -> i.managed() == managed));
    Await.until(RECOVERED_MOST, "Pacemaker is idle", bed.probe()::isIdle);
  }

  private static void canWrite(Bed bed) {
    try (Client client = bed.client()) {
      client.stop();
      assertThat(client.lostRows()).isEmpty();
    }
  }
}

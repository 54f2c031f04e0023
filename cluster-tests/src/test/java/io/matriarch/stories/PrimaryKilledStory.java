package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The primary's postmaster is killed; its node lives on.
@Order(2)
@ExtendWith(StoryBed.class)
class PrimaryKilledStory {

  @Test
  void with_policy_restart_it_recovers_in_place_and_loses_nothing(Bed bed) throws Exception {
    bed.crashPolicy("restart");
    recoversInPlace(bed);
  }

  @Test
  void with_policy_auto_and_no_synchronous_standby_it_recovers_in_place(Bed bed) throws Exception {
    recoversInPlace(bed);
  }

  private static void recoversInPlace(Bed bed) throws Exception {
    Node primary = bed.primary();
    int timeline = Postgres.facts(Bed.VIP).timeline();
    Node.Postmaster killed = primary.postmaster();
    try (Client client = bed.client()) {
      primary.killPostmaster();
      primary.restarts(killed);
      client.writesAgain();
      bed.settles();

      assertThat(bed.primary()).isEqualTo(primary);
      assertThat(Postgres.facts(Bed.VIP).timeline()).isEqualTo(timeline + 1);
      client.stop();
      assertThat(client.lostRows()).isEmpty();
    }
  }

  @Test
  void with_policy_failover_a_standby_takes_over_and_the_old_primary_follows_it(Bed bed) {
    bed.crashPolicy("failover");
    Node old = bed.primary();
    old.killPostmaster();
    Node successor = bed.successorOf(old);
    try (Client client = bed.client()) {
      bed.settles();

      assertThat(bed.primary()).isEqualTo(successor);
      client.stop();
      assertThat(client.lostRows()).isEmpty();
    }
  }

  @Test
  void with_policy_auto_and_a_synchronous_standby_that_one_takes_over_with_every_row(Bed bed)
      throws Exception {
    bed.synchronous();
    Node old = bed.primary();
    try (Client client = bed.client()) {
      client.writesFor(Duration.ofSeconds(2));
      old.killPostmaster();
      Node successor = bed.successorOf(old);
      client.writesAgain();
      client.stop();

      assertThat(bed.primary()).isEqualTo(successor);
      assertThat(client.lostRows()).isEmpty();
      bed.rejoins(old);
    }
  }
}

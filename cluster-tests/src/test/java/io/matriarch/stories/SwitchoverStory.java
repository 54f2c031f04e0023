package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The administrator moves the primary's role.
@Order(5)
@ExtendWith(StoryBed.class)
class SwitchoverStory {

  private static final Duration MOVE_MOST = Duration.ofSeconds(20);

  @Test
  void with_move_the_role_goes_where_it_is_sent_and_back_again(Bed bed) {
    Node home = bed.primary();
    Node away = bed.others(home).getLast();
    try (Client client = bed.client()) {
      move(bed, client, away);
      move(bed, client, home);
      client.stop();

      assertThat(client.lostRows()).isEmpty();
      bed.assertNothingFailed();
    }
  }

  @Test
  void with_ban_the_role_leaves_its_node_and_stays_away_after_clear(Bed bed) {
    Node home = bed.primary();
    try (Client client = bed.client()) {
      ban(bed, client, home);
      Node away = bed.primary();
      ban(bed, client, away);
      client.stop();

      assertThat(bed.primary()).isNotEqualTo(away);
      assertThat(client.lostRows()).isEmpty();
      bed.assertNothingFailed();
    }
  }

  private static void move(Bed bed, Client client, Node to) {
    bed.cluster("crm_resource", "--move", "--promoted", "-r", Bed.CLONE, "-N", to.name());
    bed.probe().until(MOVE_MOST, to + " is promoted", s -> s.isPromoted(to));
    clear(bed, client);
    assertThat(bed.primary()).isEqualTo(to);
  }

  private static void ban(Bed bed, Client client, Node from) {
    bed.cluster("crm_resource", "--ban", "--promoted", "-r", Bed.CLONE, "-N", from.name());
    Node successor = bed.successorOf(from);
    clear(bed, client);
    assertThat(bed.primary()).isEqualTo(successor);
  }

  private static void clear(Bed bed, Client client) {
    client.writesAgain();
    bed.cluster("crm_resource", "--clear", "-r", Bed.CLONE);
    bed.settles();
    client.writesAgain();
  }
}

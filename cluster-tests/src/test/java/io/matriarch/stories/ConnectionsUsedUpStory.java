package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Applications take every connection that the primary gives.
@Order(9)
@ExtendWith(StoryBed.class)
class ConnectionsUsedUpStory {

  private static final String TOO_MANY_CONNECTIONS = "53300";
  private static final Duration USED_UP = Duration.ofSeconds(15);
  private static final List<Integer> PROMOTED = List.of(8, 191);

  @Test
  void the_primary_lives_on_and_nothing_moves(Bed bed) throws Exception {
    Node primary = bed.primary();
    Node.Postmaster running = primary.postmaster();
    ResourceAgent agent = ResourceAgent.on(primary);
    List<Connection> taken = new ArrayList<>();
    try (Client client = bed.client()) {
      takeAll(taken);
      Await.stays(
          USED_UP,
          "monitor of " + primary,
          agent::recurringMonitor,
          answer -> PROMOTED.contains(answer.code()));
      client.writesAgain();
      client.stop();

      assertThat(primary.postmaster()).isEqualTo(running);
      assertThat(bed.primary()).isEqualTo(primary);
      bed.assertNothingFailed();
      assertThat(client.lostRows()).isEmpty();
    } finally {
      for (Connection connection : taken) {
        connection.close();
      }
    }
  }

  private static void takeAll(List<Connection> taken) throws SQLException {
    while (true) {
      try {
        taken.add(Postgres.connect(Bed.VIP, "app"));
      } catch (SQLException e) {
        assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo(TOO_MANY_CONNECTIONS);
        return;
      }
    }
  }
}

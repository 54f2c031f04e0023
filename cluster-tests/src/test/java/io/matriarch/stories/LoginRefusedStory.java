package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The agent of a healthy primary cannot log in any more.
@Tag("chaos")
@Order(32)
@ExtendWith(StoryBed.class)
class LoginRefusedStory {

  private static final Duration SEEN_MOST = Duration.ofSeconds(20);
  private static final Duration LEFT_ALONE = Duration.ofSeconds(12);
  private static final int DEGRADED_PROMOTED = 191;

  @Test
  void by_pg_hba_it_names_the_fault_and_touches_nothing(Bed bed) throws Exception {
    refused(bed, "reject", "pg_hba");
  }

  @Test
  void by_a_password_it_names_the_fault_and_touches_nothing(Bed bed) throws Exception {
    refused(bed, "scram-sha-256", "password");
  }

  private static void refused(Bed bed, String method, String cause) throws Exception {
    bed.parameter("hang_timeout", "5");
    bed.settles();
    Untouched untouched = Untouched.of(bed.primary());
    Node node = untouched.primary();
    ResourceAgent agent = ResourceAgent.on(node);
    try (Client client = bed.client();
        Watcher _ = bed.watch()) {
      node.asPostgres(
          "sed -i '1i local all all %s' /etc/postgresql/bed/pg_hba.conf".formatted(method));
      Postgres.execute(
          Bed.VIP,
          "SELECT pg_reload_conf()",
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE client_port = -1");
      ResourceAgent.Answer named =
          Await.until(
              SEEN_MOST,
              "the monitor of " + node + " names " + cause,
              agent::recurringMonitor,
              a -> a.code() == DEGRADED_PROMOTED && a.reason().contains(cause));
      Await.stays(
          LEFT_ALONE,
          "monitor of " + node,
          agent::recurringMonitor,
          a -> a.code() == DEGRADED_PROMOTED);
      assertThat(bed.probe().now().failuresOn(node)).anyMatch(f -> f.contains(cause));
      assertThat(node.status()).contains(named.reason().substring(0, 10));
      client.writesAgain();
      client.stop();

      untouched.assertStill(bed);
      client.assertKept();
    }
  }
}

package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A standby runs, and cannot replicate.
@Tag("chaos")
@Order(31)
@ExtendWith(StoryBed.class)
class BrokenReplicationStory {

  private static final Duration SEEN_MOST = Duration.ofSeconds(30);
  private static final Duration WAL_GONE_MOST = Duration.ofSeconds(40);
  private static final int DEGRADED = 190;

  @Test
  void a_standby_without_the_password_is_degraded_with_the_reason(Bed bed) throws Exception {
    Node standby = bed.others(bed.primary()).getFirst();
    Untouched untouched = Untouched.of(bed.primary());
    try (Client client = bed.client()) {
      untouched
          .primary()
          .asPostgres(
              "sed -i '1i host replication all %s/32 scram-sha-256' /etc/postgresql/bed/pg_hba.conf"
                  .formatted(standby.address()));
      Postgres.execute(Bed.VIP, "SELECT pg_reload_conf()", endOfSenderTo(standby));
      isDegraded(bed, standby, "password");
      untouched.assertStill(bed);
      client.stop();
      client.assertKept();
    }
  }

  @Test
  void a_standby_whose_slot_is_missing_is_degraded_with_the_reason(Bed bed) throws Exception {
    Node standby = bed.others(bed.primary()).getFirst();
    Untouched untouched = Untouched.of(bed.primary());
    try (Client client = bed.client()) {
      Postgres.execute(
          standby.address(),
          "ALTER SYSTEM SET primary_slot_name = 'removed_by_somebody'",
          "SELECT pg_reload_conf()");
      isDegraded(bed, standby, "removed_by_somebody");
      untouched.assertStill(bed);
      client.stop();
      client.assertKept();
    }
  }

  @Test
  void a_standby_that_needs_removed_wal_is_degraded_until_the_policy_allows_a_rebuild(Bed bed)
      throws Exception {
    Node standby = bed.others(bed.primary()).getFirst();
    bed.parameter("slots", "off");
    bed.settles();
    Untouched untouched = Untouched.of(bed.primary());
    try (Client client = bed.client()) {
      bed.takeOut(standby);
      removeWal(untouched.primary());
      bed.putBack(standby);
      isDegraded(bed, standby, "wal");
      bed.parameter("rejoin", "rebuild");
      bed.settles();

      untouched.assertStill(bed);
      client.stop();
      client.assertKept();
    }
  }

  @Test
  void a_diverged_standby_is_degraded_until_the_policy_allows_a_rewind(Bed bed) throws Exception {
    Node standby = bed.others(bed.primary()).getFirst();
    bed.parameter("rejoin", "follow");
    bed.settles();
    Untouched untouched = Untouched.of(bed.primary());
    try (Client client = bed.client()) {
      bed.takeOut(standby);
      standby.promoteByHand();
      client.writesAgain();
      bed.putBack(standby);
      isDegraded(bed, standby, "pg_rewind|does not stem");
      bed.parameter("rejoin", "rewind");
      bed.settles();

      untouched.assertStill(bed);
      client.stop();
      client.assertKept();
    }
  }

  /// In the monitor's answer, in crm_mon and in the status, and never with a claim to the role.
  private static void isDegraded(Bed bed, Node standby, String cause) {
    ResourceAgent.Answer answer =
        Await.until(
            SEEN_MOST,
            "the monitor of " + standby + " is degraded for '" + cause + "'",
            () -> ResourceAgent.on(standby).recurringMonitor(),
            a -> a.code() == DEGRADED && names(a.reason(), cause));
    ClusterState state =
        bed.probe()
            .until(
                SEEN_MOST,
                "crm_mon names '" + cause + "'",
                s -> s.failuresOn(standby).stream().anyMatch(f -> names(f, cause)));
    assertThat(state.mayBePromoted(standby)).isFalse();
    assertThat(standby.status()).contains(answer.reason().substring(0, 10));
  }

  private static boolean names(String text, String cause) {
    return Pattern.compile(cause, Pattern.CASE_INSENSITIVE).matcher(text).find();
  }

  private static String endOfSenderTo(Node standby) {
    return "SELECT pg_terminate_backend(pid) FROM pg_stat_replication WHERE application_name = '%s'"
        .formatted(standby);
  }

  /// All WAL up to now.
  private static void removeWal(Node primary) throws SQLException {
    Postgres.execute(Bed.VIP, "ALTER SYSTEM SET wal_keep_size = 0", "SELECT pg_reload_conf()");
    String latest = Postgres.ask(Bed.VIP, "SELECT pg_walfile_name(pg_current_wal_lsn())");
    Await.until(
        WAL_GONE_MOST,
        latest + " is removed",
        () -> {
          Postgres.execute(Bed.VIP, "SELECT pg_switch_wal()", "CHECKPOINT");
          return oldestSegment(primary).compareTo(latest) > 0;
        });
  }

  private static String oldestSegment(Node node) {
    return node.shell(
            "ls %s/pg_wal | grep -E '^[0-9A-F]{24}$' | sort | head -n 1".formatted(Node.PGDATA))
        .strip();
  }
}

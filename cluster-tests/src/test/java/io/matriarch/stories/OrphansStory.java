package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The primary's postmaster is killed while its backends are busy on the server's side: they go on
/// without it, and would commit for as long as they have something to do.
@Tag("chaos")
@Order(26)
@ExtendWith(StoryBed.class)
class OrphansStory {

  private static final Duration BUSY_MOST = Duration.ofSeconds(10);

  /// Commits on and on without a word from a client.
  private static final String BUSY =
      """
      SET synchronous_commit = local;
      DO $$ BEGIN LOOP INSERT INTO orphans DEFAULT VALUES; COMMIT; END LOOP; END $$
      """;

  @Test
  void none_of_them_commits_after_the_promotion_elsewhere(Bed bed) throws Exception {
    bed.crashPolicy("failover");
    bed.synchronous();
    Node old = bed.primary();
    Postgres.execute(
        Bed.VIP,
        "DROP TABLE IF EXISTS orphans",
        "CREATE TABLE orphans (number bigserial, at timestamptz DEFAULT clock_timestamp())");
    try (Client client = bed.client();
        Watcher _ = bed.watch()) {
      startInBackground(old, BUSY);
      startInBackground(old, BUSY);
      startInBackground(old, "SELECT pg_sleep(600)");
      Await.until(
          BUSY_MOST,
          "rows without a client",
          () -> Postgres.ask(Bed.VIP, "SELECT max(number) > 100 FROM orphans").equals("t"));
      noteTheEnd(old);
      old.killPostmaster();
      Node successor = bed.successorOf(old);
      client.writesAgain();
      client.stop();

      assertThat(endOfTheLast(old)).isLessThan(promotion(successor));
      client.assertKept();
    } finally {
      Postgres.execute(Bed.VIP, "DROP TABLE IF EXISTS orphans");
    }
  }

  private static void startInBackground(Node node, String query) {
    node.shell("printf '%%s' '%s' >/tmp/story.sql".formatted(query));
    node.shell(
        "PGUSER=postgres setsid psql -X -h /var/run/postgresql -d postgres -f /tmp/story.sql"
            + " >/dev/null 2>&1 </dev/null & sleep 0.3");
  }

  /// Writes down when the last of the processes that run now is gone.
  private static void noteTheEnd(Node node) {
    node.shell(
        """
        pids=$(pgrep -u postgres -x postgres | sed 's,^,/proc/,')
        setsid sh -c "while ls -d $pids | grep -q .; do :; done; date +%s.%N >/run/story-gone" \\
          >/dev/null 2>&1 </dev/null &
        """);
  }

  private static double endOfTheLast(Node node) {
    return Double.parseDouble(
        Await.until(
            BUSY_MOST,
            "the end of the last orphan",
            () -> node.run("cat", "/run/story-gone").strip(),
            said -> !said.isEmpty()));
  }

  /// When the new timeline's history was written, before the first commit on it.
  private static double promotion(Node node) {
    return Double.parseDouble(
        node.shell("stat -c %%.9Y $(ls -t %s/pg_wal/*.history | head -n 1)".formatted(Node.PGDATA))
            .strip());
  }
}

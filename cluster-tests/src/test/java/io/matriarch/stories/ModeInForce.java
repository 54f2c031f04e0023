package io.matriarch.stories;

import io.matriarch.reliability.Mode;
import java.sql.SQLException;
import java.time.Duration;

/// Brings a synchronous mode into force on a bed, and waits until it is.
final class ModeInForce {

  private static final Duration IN_FORCE_MOST = Duration.ofSeconds(30);
  private static final String COUNTS_ON_ONE = "acknowledged=1 ";

  private ModeInForce() {}

  static void on(Bed bed, Mode mode) {
    switch (bed.make().with()) {
      case MATRIARCH -> byTheAgents(bed, mode);
      case PAF -> byHand(bed, mode);
    }
  }

  private static void byTheAgents(Bed bed, Mode mode) {
    bed.parameter("synchronous", mode.word());
    switch (mode) {
      case OFF -> awaitNobodyWaitedFor(bed);
      case PREFER, STRICT -> {
        bed.settles();
        awaitSetOfAll(bed);
      }
    }
    bed.settles();
  }

  /// What an administrator can do without an agent that keeps the setting.
  private static void byHand(Bed bed, Mode mode) {
    switch (mode) {
      case OFF -> awaitNobodyWaitedFor(bed);
      case PREFER, STRICT -> {
        try {
          bed.synchronous();
        } catch (SQLException e) {
          throw new IllegalStateException("synchronous_standby_names could not be set", e);
        }
      }
    }
  }

  /// Every standby is a member of the set that the agents keep, and of those that a commit waits
  /// for; and the set says so, without which nobody could be promoted while one node is missing.
  static void awaitSetOfAll(Bed bed) {
    Node primary = bed.primary();
    Await.until(
        IN_FORCE_MOST,
        "the set names every node and counts on one standby, and a commit waits for one",
        () -> bed.kept("synchronous").orElse("none") + " " + namesOfPrimary(),
        seen ->
            seen.startsWith(COUNTS_ON_ONE)
                && bed.others(primary).stream()
                    .allMatch(n -> seen.split(n.name(), -1).length == 3));
  }

  /// The agents leave the names as they are when they stop keeping them.
  private static void awaitNobodyWaitedFor(Bed bed) {
    Await.until(
        IN_FORCE_MOST,
        "no set is kept, and a commit waits for nobody",
        () -> {
          String kept = bed.kept("synchronous").orElse("");
          for (Node node : bed.nodes()) {
            Postgres.execute(
                node.address(),
                "ALTER SYSTEM RESET synchronous_standby_names",
                "SELECT pg_reload_conf()");
          }
          return kept + namesOfPrimary();
        },
        String::isEmpty);
  }

  private static String namesOfPrimary() throws SQLException {
    return Postgres.ask(Bed.VIP, "SHOW synchronous_standby_names");
  }
}

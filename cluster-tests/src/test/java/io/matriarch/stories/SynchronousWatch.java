package io.matriarch.stories;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/// Compares again and again what the cluster's configuration promises of acknowledged rows with
/// what the primary waits for, and fails the story if it ever waited for less.
final class SynchronousWatch implements AutoCloseable {

  private static final Duration PACE_LEAST = Duration.ofMillis(200);

  private final Bed bed;
  private final Thread thread =
      Thread.ofPlatform().name("watch of the synchronous set").unstarted(this::lookOn);
  private final Collection<String> violations = new ConcurrentLinkedQueue<>();
  private volatile boolean closing;
  private volatile boolean compared;

  private SynchronousWatch(Bed bed) {
    this.bed = bed;
  }

  static SynchronousWatch of(Bed bed) {
    SynchronousWatch watch = new SynchronousWatch(bed);
    watch.thread.start();
    return watch;
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join(Duration.ofSeconds(15));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!violations.isEmpty()) {
      throw new AssertionError(String.join("\n", violations));
    }
    if (!compared) {
      throw new AssertionError("the synchronous set was never seen together with a primary");
    }
  }

  private void lookOn() {
    while (!closing) {
      long begun = System.nanoTime();
      for (Node node : bed.nodes()) {
        look(node);
      }
      LockSupport.parkNanos(Math.max(PACE_LEAST.toNanos(), System.nanoTime() - begun));
    }
  }

  /// The set is read between two looks at the server, so that what held then is one of the two.
  private void look(Node node) {
    try {
      Optional<String> before = settingOfPrimary(node);
      if (before.isEmpty()) {
        return;
      }
      Optional<String> kept = QuorateCib.kept(bed.nodes(), "synchronous");
      Optional<String> after = settingOfPrimary(node);
      if (kept.isPresent() && after.isPresent()) {
        compare(node, kept.orElseThrow(), before.orElseThrow(), after.orElseThrow());
      }
    } catch (SQLException | IllegalStateException e) {
      // Nobody answers just now: the next look may see more.
    }
  }

  private void compare(Node primary, String kept, String before, String after) {
    SynchronousSet set = SynchronousSet.parse(kept);
    compared = true;
    if (!set.isKeptBy(primary.name(), before) && !set.isKeptBy(primary.name(), after)) {
      violations.add(
          "at %s the cluster promised '%s', and %s waited for '%s', then '%s'"
              .formatted(Instant.now(), kept, primary, before, after));
    }
  }

  /// Empty for a standby.
  private static Optional<String> settingOfPrimary(Node node) throws SQLException {
    String setting =
        Postgres.ask(
            node.address(),
            """
            SELECT CASE WHEN pg_is_in_recovery() THEN 'standby'
                        ELSE 'primary ' || current_setting('synchronous_standby_names') END
            """);
    return setting.startsWith("primary ")
        ? Optional.of(setting.substring("primary ".length()))
        : Optional.empty();
  }
}

package io.matriarch.stories;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/// Looks at every server several times a second, past the cluster, and fails the story if two were
/// writable at one instant.
final class Watcher implements AutoCloseable {

  private static final Duration PACE = Duration.ofMillis(100);
  private static final Duration ANSWER_MOST = Duration.ofSeconds(1);
  private static final int PROBE_MILLIS = 100;
  private static final String LOOK =
      """
      SELECT pg_postmaster_start_time(), pg_is_in_recovery(),
             CASE WHEN pg_is_in_recovery()
                  THEN (SELECT timeline_id FROM pg_control_checkpoint())
                  ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int
             END,
             current_setting('synchronous_standby_names')
      """;

  /// One run of a server, seen writable the first and the last time.
  private record Reign(Sighting first, Sighting last) {

    boolean includes(Sighting sighting) {
      return first.node().equals(sighting.node()) && first.started().equals(sighting.started());
    }

    /// A server never turns from standby to primary twice in one run, so it was primary from the
    /// end of the first look to the beginning of the last.
    boolean overlaps(Reign other) {
      return !first.node().equals(other.first.node())
          && Math.max(first.ended(), other.first.ended())
              < Math.min(last.begun(), other.last.begun());
    }

    @Override
    public String toString() {
      return "%s; last seen so at %s".formatted(first, last.at());
    }
  }

  private final long origin = System.nanoTime();
  private final NodeLookers lookers;
  private final Collection<Sighting> changes = new ConcurrentLinkedQueue<>();
  private final List<Reign> reigns = new ArrayList<>();

  private Watcher(List<Node> nodes) {
    lookers = new NodeLookers("watcher of", nodes, this::lookOn);
  }

  static Watcher of(List<Node> nodes) {
    Watcher watcher = new Watcher(nodes);
    watcher.lookers.start();
    return watcher;
  }

  /// Everything seen that differs from the sighting of the same node before it.
  List<Sighting> changes() {
    return List.copyOf(changes);
  }

  /// Whether the node's server was writable at any look.
  boolean sawAsPrimary(Node node) {
    return changes.stream().anyMatch(s -> s.node().equals(node) && !s.inRecovery());
  }

  /// Fails as soon as the node's server is seen writable within the span. crm_mon cannot tell: it
  /// shows a node whose promotion is refused as Promoted for a moment.
  void assertStaysStandby(Node node, Duration span) {
    Await.stays(span, node + " is no primary", () -> sawAsPrimary(node), seen -> !seen);
  }

  /// The node that was seen writable last.
  synchronized Optional<Node> lastWritable() {
    return reigns.stream()
        .map(Reign::last)
        .max(Comparator.comparingLong(Sighting::ended))
        .map(Sighting::node);
  }

  /// Ends the looks, and tells what was wrong without failing for it.
  List<String> end() {
    lookers.close();
    return violations();
  }

  /// Pairs of servers that were writable at one instant.
  synchronized List<String> violations() {
    List<String> found = new ArrayList<>();
    for (Reign one : reigns) {
      for (Reign other : reigns) {
        if (one.first().ended() < other.first().ended() && one.overlaps(other)) {
          found.add("two primaries at once: [%s] and [%s]".formatted(one, other));
        }
      }
    }
    return found;
  }

  @Override
  public void close() {
    List<String> violations = end();
    if (!violations.isEmpty()) {
      throw new AssertionError(String.join("\n", violations));
    }
  }

  private void lookOn(Node node) {
    Optional<Connection> connection = Optional.empty();
    Optional<Sighting> last = Optional.empty();
    while (!lookers.isClosing()) {
      long begun = System.nanoTime();
      try {
        if (connection.isEmpty()) {
          connection = connect(node);
        }
        if (connection.isPresent()) {
          last = Optional.of(note(look(node, connection.orElseThrow()), last));
        }
      } catch (SQLException e) {
        connection.ifPresent(Watcher::disconnect);
        connection = Optional.empty();
      }
      LockSupport.parkNanos(begun + PACE.toNanos() - System.nanoTime());
    }
    connection.ifPresent(Watcher::disconnect);
  }

  private Sighting note(Sighting seen, Optional<Sighting> last) {
    if (last.filter(seen::sameAs).isEmpty()) {
      changes.add(seen);
    }
    if (!seen.inRecovery()) {
      noteReign(seen);
    }
    return seen;
  }

  private synchronized void noteReign(Sighting seen) {
    for (int i = 0; i < reigns.size(); i++) {
      if (reigns.get(i).includes(seen)) {
        reigns.set(i, new Reign(reigns.get(i).first(), seen));
        return;
      }
    }
    reigns.add(new Reign(seen, seen));
  }

  private Sighting look(Node node, Connection connection) throws SQLException {
    long begun = System.nanoTime() - origin;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(LOOK)) {
      row.next();
      return new Sighting(
          node,
          Instant.now(),
          row.getString(1),
          row.getBoolean(2),
          row.getInt(3),
          row.getString(4),
          begun,
          System.nanoTime() - origin);
    }
  }

  private static Optional<Connection> connect(Node node) throws SQLException {
    try (Socket probe = new Socket()) {
      probe.connect(new InetSocketAddress(node.address(), Postgres.PORT), PROBE_MILLIS);
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.of(Postgres.connect(node.address(), "postgres", ANSWER_MOST));
  }

  private static void disconnect(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // It is gone either way.
    }
  }
}

package io.matriarch.stories;

import io.matriarch.history.Read;
import io.matriarch.history.Server;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.LockSupport;

/// Reads through the virtual address what the other clients have written, and who answers.
final class VipReader implements AutoCloseable {

  private static final Duration PACE = Duration.ofMillis(40);
  private static final Duration ANSWER_MOST = Duration.ofSeconds(1);
  private static final Duration STOPPED_MOST = Duration.ofSeconds(10);
  private static final String NO_SUCH_TABLE = "42P01";

  /// Old connections and new ones may find different servers.
  private static final int READS_OF_A_CONNECTION = 25;

  private final String query;
  private final Session session;
  private final Deque<Read> reads = new ConcurrentLinkedDeque<>();
  private final Thread thread = Thread.ofPlatform().name("reader").unstarted(this::readOn);
  private volatile boolean closing;

  private VipReader(String vip, String rows, String accounts) {
    query = query(rows, accounts);
    session = new Session(vip, ANSWER_MOST);
  }

  private static String query(String rows, String accounts) {
    return """
    SELECT coalesce((SELECT max(number) FROM %s), 0), (SELECT sum(balance) FROM %s),
           CASE WHEN pg_is_in_recovery() THEN 0
                ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int
           END,
           pg_is_in_recovery()
    """
        .formatted(rows, accounts);
  }

  /// One that reads already.
  static VipReader of(String vip, String rows, String accounts) {
    VipReader reader = new VipReader(vip, rows, accounts);
    reader.thread.start();
    return reader;
  }

  List<Read> reads() {
    return List.copyOf(reads);
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join(STOPPED_MOST);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void readOn() {
    int number = 0;
    while (!closing) {
      long begun = System.nanoTime();
      session.open().flatMap(connection -> read(connection, begun)).ifPresent(reads::add);
      if (++number % READS_OF_A_CONNECTION == 0) {
        session.drop();
      }
      LockSupport.parkNanos(begun + PACE.toNanos() - System.nanoTime());
    }
    session.close();
  }

  /// An answer without the tables is one of a time before them.
  private Optional<Read> read(Connection connection, long begun) {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      Server server = new Server(session.server(), row.getInt(3), row.getBoolean(4));
      return Optional.of(
          new Read(begun, System.nanoTime(), row.getLong(1), row.getLong(2), server));
    } catch (SQLException e) {
      Server server = new Server(session.server(), 0, false);
      session.drop();
      return NO_SUCH_TABLE.equals(e.getSQLState())
          ? Optional.of(new Read(begun, System.nanoTime(), -1, 0, server))
          : Optional.empty();
    }
  }
}

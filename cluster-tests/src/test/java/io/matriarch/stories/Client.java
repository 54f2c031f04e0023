package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.history.Fate;
import io.matriarch.history.History;
import io.matriarch.history.Write;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Writes a numbered row every 10 ms through the virtual address, as an application would, and
/// remembers what became of each.
final class Client implements AutoCloseable {

  private static final Duration PACE = Duration.ofMillis(10);
  private static final Duration WRITES_AGAIN_MOST = Duration.ofSeconds(30);

  /// The kernel repeats a lost SYN only after a second, so a probe of its own comes first.
  private static final int PROBE_MILLIS = 100;

  private static final AtomicInteger CLIENTS = new AtomicInteger();

  private final String vip;
  private final String table = "story_" + CLIENTS.incrementAndGet();
  private final Deque<Write> writes = new ConcurrentLinkedDeque<>();
  private final Thread thread = Thread.ofPlatform().name(table).unstarted(this::writeOn);
  private volatile boolean closing;
  private volatile String lastFault = "none";

  private Client(String vip) {
    this.vip = vip;
  }

  /// A client that writes already.
  static Client of(String vip) {
    Client client = new Client(vip);
    client.createTable();
    client.thread.start();
    client.writesAgain();
    return client;
  }

  /// Waits until a write that begins from now on is acknowledged.
  void writesAgain() {
    writesAgain(WRITES_AGAIN_MOST);
  }

  void writesAgain(Duration deadline) {
    long from = System.nanoTime();
    Await.until(
        deadline,
        "a client writes through " + vip,
        () -> "last fault: " + lastFault,
        _ -> hasWritten(from));
  }

  /// Lets the client write for so long, with a primary that acknowledges.
  void writesFor(Duration span) {
    Await.stays(span, "the client writes", () -> true, seen -> seen);
    writesAgain();
  }

  /// Whether a write that began after then was acknowledged.
  boolean hasWritten(long from) {
    return writes.reversed().stream()
        .takeWhile(w -> w.begun() - from >= 0)
        .anyMatch(w -> w.fate() == Fate.ACKNOWLEDGED);
  }

  /// No more rows from now on.
  void stop() {
    closing = true;
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The longest time from one acknowledgement to the next.
  Duration longestGap() {
    List<Write> acknowledged = with(Fate.ACKNOWLEDGED);
    long longest = 0;
    for (int i = 1; i < acknowledged.size(); i++) {
      longest = Math.max(longest, acknowledged.get(i).ended() - acknowledged.get(i - 1).ended());
    }
    return Duration.ofNanos(longest);
  }

  List<Write> with(Fate fate) {
    return writes.stream().filter(w -> w.fate() == fate).toList();
  }

  /// The acknowledged rows that the primary does not have as they were written.
  List<Long> lostRows() {
    return history().lost();
  }

  /// When the writing of each row began.
  List<Long> begun(List<Long> numbers) {
    return writes.stream().filter(w -> numbers.contains(w.number())).map(Write::begun).toList();
  }

  /// Every row's fate, compared with what the primary has.
  History history() {
    return History.of(writes, kept());
  }

  /// All attempts so far.
  List<Write> writes() {
    return List.copyOf(writes);
  }

  /// When the writing of each row began that the primary has.
  Map<Long, Long> kept() {
    return Await.until(Duration.ofSeconds(20), "rows", this::rows, _ -> true);
  }

  String table() {
    return table;
  }

  /// Fails unless every acknowledged row is there, and none that was refused.
  void assertKept() {
    History history = history();
    assertThat(history.lost()).as("acknowledged rows that are lost").isEmpty();
    assertThat(history.invented()).as("refused rows that are there").isEmpty();
  }

  private Map<Long, Long> rows() throws SQLException {
    try (Connection connection = Postgres.connect(vip, "postgres");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT number, begun FROM " + table)) {
      Map<Long, Long> found = new HashMap<>();
      while (rows.next()) {
        found.put(rows.getLong(1), rows.getLong(2));
      }
      return found;
    }
  }

  /// The table goes with the client; a cluster that cannot drop it now fails the next story.
  @Override
  public void close() {
    stop();
    System.out.printf(
        "  %d rows acknowledged, %d unknown, longest gap %.2f s%n",
        with(Fate.ACKNOWLEDGED).size(),
        with(Fate.UNKNOWN).size(),
        longestGap().toMillis() / 1000.0);
    try {
      Postgres.execute(vip, "DROP TABLE IF EXISTS " + table);
    } catch (SQLException e) {
      System.out.printf("  %s was left behind: %s%n", table, e.getMessage());
    }
  }

  private void createTable() {
    Await.until(
        Duration.ofSeconds(20),
        "the client's table is created",
        () -> {
          Postgres.execute(
              vip,
              "DROP TABLE IF EXISTS " + table,
              "CREATE TABLE %s (number bigint PRIMARY KEY, begun bigint NOT NULL)".formatted(table),
              "ALTER TABLE %s OWNER TO app".formatted(table));
          return true;
        });
  }

  private void writeOn() {
    long number = 0;
    Optional<Connection> connection = Optional.empty();
    while (!closing) {
      long begun = System.nanoTime();
      if (connection.isEmpty()) {
        connection = connect();
      }
      if (connection.isPresent()) {
        number++;
        Fate fate = write(connection.orElseThrow(), number, begun);
        writes.add(new Write(number, begun, System.nanoTime(), fate));
        if (fate != Fate.ACKNOWLEDGED) {
          disconnect(connection.orElseThrow());
          connection = Optional.empty();
        }
      }
      LockSupport.parkNanos(begun + PACE.toNanos() - System.nanoTime());
    }
    connection.ifPresent(Client::disconnect);
  }

  private Optional<Connection> connect() {
    try (Socket probe = new Socket()) {
      probe.connect(new InetSocketAddress(vip, Postgres.PORT), PROBE_MILLIS);
      return Optional.of(Postgres.connect(vip, "app", Duration.ofSeconds(1)));
    } catch (IOException | SQLException e) {
      lastFault = String.valueOf(e.getMessage());
      return Optional.empty();
    }
  }

  private Fate write(Connection connection, long number, long begun) {
    String insert = "INSERT INTO " + table + " VALUES (?, ?)";
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      statement.setLong(1, number);
      statement.setLong(2, begun);
      statement.executeUpdate();
      // With a warning the commit is not known to be on a synchronous standby.
      return statement.getWarnings() == null ? Fate.ACKNOWLEDGED : Fate.UNKNOWN;
    } catch (SQLException e) {
      lastFault = e.getSQLState() + " " + e.getMessage();
      return "25006".equals(e.getSQLState()) ? Fate.FAILED : Fate.UNKNOWN;
    }
  }

  private static void disconnect(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // It is gone either way.
    }
  }
}

package io.matriarch.stories;

import io.matriarch.history.Bank;
import io.matriarch.history.Booking;
import io.matriarch.history.Fate;
import io.matriarch.history.Transfer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.LockSupport;

/// Transfers between two accounts some twenty times a second: reads both balances, and writes them
/// anew together with the transfer.
final class Teller {

  private static final Duration PACE = Duration.ofMillis(50);
  private static final Duration STOPPED_MOST = Duration.ofSeconds(15);

  /// A session that waits for a standby keeps its locks, so that not every second a new one comes.
  private static final Duration ANSWER_MOST = Duration.ofSeconds(5);

  private static final String LOCK_TIMEOUT = "SET lock_timeout = '1s'";
  private static final String SERIALIZATION_FAILURE = "40001";

  /// With these PostgreSQL has rolled back, and the session goes on.
  private static final Set<String> ROLLED_BACK = Set.of(SERIALIZATION_FAILURE, "40P01", "55P03");

  /// How it makes sure that nobody changes what it has read.
  enum Manner {
    LOCKING("read committed", " FOR UPDATE", 0),
    SERIALIZABLE("serializable", "", 1_000_000_000);

    private final String isolation;
    private final String suffix;
    private final long numbersFrom;

    Manner(String isolation, String suffix, long numbersFrom) {
      this.isolation = isolation;
      this.suffix = suffix;
      this.numbersFrom = numbersFrom;
    }
  }

  private final String accounts;
  private final String bookings;
  private final Bank bank;
  private final Manner manner;
  private final Session session;
  private final SplittableRandom random;
  private final Deque<Transfer> transfers = new ConcurrentLinkedDeque<>();
  private final Thread thread;
  private volatile boolean closing;

  Teller(String vip, String suffix, Bank bank, Manner manner) {
    this.accounts = "accounts_" + suffix;
    this.bookings = "transfers_" + suffix;
    this.bank = bank;
    this.manner = manner;
    this.random = new SplittableRandom(manner.numbersFrom);
    this.session =
        new Session(
            vip,
            ANSWER_MOST,
            LOCK_TIMEOUT,
            "SET default_transaction_isolation = '%s'".formatted(manner.isolation));
    this.thread = Thread.ofPlatform().name("teller " + manner).unstarted(this::workOn);
  }

  void start() {
    thread.start();
  }

  void stop() {
    closing = true;
    try {
      thread.join(STOPPED_MOST);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  List<Transfer> transfers() {
    return List.copyOf(transfers);
  }

  private void workOn() {
    long number = manner.numbersFrom;
    while (!closing) {
      long begun = System.nanoTime();
      Optional<Connection> connection = session.open();
      if (connection.isPresent()) {
        number++;
        Booking booking = next();
        Fate fate = transfer(connection.orElseThrow(), number, booking);
        transfers.add(
            new Transfer(number, booking, begun, System.nanoTime(), fate, session.server()));
      }
      LockSupport.parkNanos(begun + PACE.toNanos() - System.nanoTime());
    }
    session.close();
  }

  private Booking next() {
    int source = 1 + random.nextInt(bank.accounts());
    int further = 1 + random.nextInt(bank.accounts() - 1);
    int target = 1 + (source - 1 + further) % bank.accounts();
    return new Booking(source, target, 1 + random.nextInt(5));
  }

  private Fate transfer(Connection connection, long number, Booking booking) {
    boolean committing = false;
    try {
      connection.setAutoCommit(false);
      connection.clearWarnings();
      book(connection, number, booking);
      committing = true;
      connection.commit();
      // With a warning the commit is not known to be on a synchronous standby.
      return connection.getWarnings() == null ? Fate.ACKNOWLEDGED : Fate.UNKNOWN;
    } catch (SQLException e) {
      String state = String.valueOf(e.getSQLState());
      if (ROLLED_BACK.contains(state)) {
        rollBack(connection);
      } else {
        session.drop();
      }
      return committing && !state.equals(SERIALIZATION_FAILURE) ? Fate.UNKNOWN : Fate.FAILED;
    }
  }

  /// The lower account first: whoever locks does so in one order.
  private void book(Connection connection, long number, Booking booking) throws SQLException {
    int low = Math.min(booking.source(), booking.target());
    int high = Math.max(booking.source(), booking.target());
    long ofLow = balance(connection, low);
    long ofHigh = balance(connection, high);
    long change = booking.source() == low ? -booking.amount() : booking.amount();
    setBalance(connection, low, ofLow + change);
    setBalance(connection, high, ofHigh - change);
    String insert = "INSERT INTO " + bookings + " VALUES (?, ?, ?, ?)";
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      statement.setLong(1, number);
      statement.setInt(2, booking.source());
      statement.setInt(3, booking.target());
      statement.setLong(4, booking.amount());
      statement.executeUpdate();
    }
  }

  private long balance(Connection connection, int account) throws SQLException {
    String query = "SELECT balance FROM " + accounts + " WHERE id = ?" + manner.suffix;
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setInt(1, account);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private void setBalance(Connection connection, int account, long balance) throws SQLException {
    String update = "UPDATE " + accounts + " SET balance = ? WHERE id = ?";
    try (PreparedStatement statement = connection.prepareStatement(update)) {
      statement.setLong(1, balance);
      statement.setInt(2, account);
      statement.executeUpdate();
    }
  }

  private void rollBack(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      session.drop();
    }
  }
}

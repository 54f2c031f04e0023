package io.matriarch.stories;

import io.matriarch.history.Bank;
import io.matriarch.history.Booking;
import io.matriarch.history.Ledger;
import io.matriarch.history.Transfer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Two tellers at work on the same accounts: one locks what it reads, the other one leaves it to
/// PostgreSQL to find out that it was changed.
final class Tellers implements AutoCloseable {

  private static final Bank BANK = new Bank(8, 100);

  private final String vip;
  private final String suffix;
  private final List<Teller> tellers;

  private Tellers(String vip, String suffix) {
    this.vip = vip;
    this.suffix = suffix;
    this.tellers =
        List.of(
            new Teller(vip, suffix, BANK, Teller.Manner.LOCKING),
            new Teller(vip, suffix, BANK, Teller.Manner.SERIALIZABLE));
  }

  /// Tellers that are at work already.
  ///
  /// @param suffix tells their tables from others'
  static Tellers of(String vip, String suffix) {
    Tellers tellers = new Tellers(vip, suffix);
    Await.until(Duration.ofSeconds(20), "the bank is opened", tellers::createTables);
    tellers.tellers.forEach(Teller::start);
    return tellers;
  }

  static Bank bank() {
    return BANK;
  }

  String accounts() {
    return "accounts_" + suffix;
  }

  void stop() {
    tellers.forEach(Teller::stop);
  }

  List<Transfer> transfers() {
    List<Transfer> transfers = new ArrayList<>();
    tellers.forEach(teller -> transfers.addAll(teller.transfers()));
    return transfers;
  }

  /// What the primary has, in one snapshot.
  Ledger ledger() {
    return Await.until(Duration.ofSeconds(20), "the ledger", this::readLedger, _ -> true);
  }

  private Ledger readLedger() throws SQLException {
    try (Connection connection = Postgres.connect(vip, "postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
      Map<Long, Booking> bookings = new HashMap<>();
      String query = "SELECT number, source, target, amount FROM transfers_" + suffix;
      try (ResultSet rows = statement.executeQuery(query)) {
        while (rows.next()) {
          bookings.put(
              rows.getLong(1), new Booking(rows.getInt(2), rows.getInt(3), rows.getLong(4)));
        }
      }
      Map<Integer, Long> balances = new HashMap<>();
      try (ResultSet rows = statement.executeQuery("SELECT id, balance FROM " + accounts())) {
        while (rows.next()) {
          balances.put(rows.getInt(1), rows.getLong(2));
        }
      }
      return new Ledger(bookings, balances);
    }
  }

  private boolean createTables() throws SQLException {
    Postgres.execute(
        vip,
        "DROP TABLE IF EXISTS %s, transfers_%s".formatted(accounts(), suffix),
        "CREATE TABLE %s (id int PRIMARY KEY, balance bigint NOT NULL)".formatted(accounts()),
        "INSERT INTO %s SELECT id, %d FROM generate_series(1, %d) id"
            .formatted(accounts(), BANK.each(), BANK.accounts()),
        "CREATE TABLE transfers_%s (number bigint PRIMARY KEY, source int NOT NULL,"
                .formatted(suffix)
            + " target int NOT NULL, amount bigint NOT NULL)",
        "ALTER TABLE %s OWNER TO app".formatted(accounts()),
        "ALTER TABLE transfers_%s OWNER TO app".formatted(suffix));
    return true;
  }

  /// The tables go with the tellers.
  @Override
  public void close() {
    stop();
    try {
      Postgres.execute(vip, "DROP TABLE IF EXISTS %s, transfers_%s".formatted(accounts(), suffix));
    } catch (SQLException e) {
      System.out.printf("  %s was left behind: %s%n", accounts(), e.getMessage());
    }
  }
}

package io.matriarch.stories;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;

/// What a server says of itself, asked past the cluster.
final class Postgres {

  static final int PORT = 5432;

  /// The facts that tell roles and lineages apart.
  ///
  /// @param timeline the one that is written or streamed; 0 for a standby that does not stream
  record Facts(boolean inRecovery, int timeline, int streamingStandbys) {}

  private Postgres() {}

  static Connection connect(String host, String user) throws SQLException {
    return connect(host, user, Duration.ofSeconds(5));
  }

  static Connection connect(String host, String user, Duration socketTimeout) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("connectTimeout", "1");
    properties.setProperty("loginTimeout", "2");
    properties.setProperty("socketTimeout", Long.toString(socketTimeout.toSeconds()));
    properties.setProperty("ApplicationName", "story");
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/postgres".formatted(host, PORT), properties);
  }

  static Facts facts(String host) throws SQLException {
    String query =
        """
        SELECT pg_is_in_recovery(),
               CASE WHEN pg_is_in_recovery()
                    THEN (SELECT coalesce(max(received_tli), 0) FROM pg_stat_wal_receiver)
                    ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int
               END,
               (SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming')
        """;
    try (Connection connection = connect(host, "postgres");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return new Facts(row.getBoolean(1), row.getInt(2), row.getInt(3));
    }
  }

  static int quorumStandbys(String host) throws SQLException {
    String query = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'quorum'";
    try (Connection connection = connect(host, "postgres");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getInt(1);
    }
  }

  /// Whether the standby has replayed all that the primary has written.
  static boolean hasReplayedAll(String standby) throws SQLException {
    String replayed = ask(standby, "SELECT pg_last_wal_replay_lsn()");
    return replayed.equals(ask(Bed.VIP, "SELECT pg_current_wal_lsn()"));
  }

  /// Whether the primary sends to that standby.
  static boolean streamsTo(Node standby) throws SQLException {
    String query =
        "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"
            + " AND application_name = '%s'".formatted(standby);
    return ask(Bed.VIP, query).equals("1");
  }

  /// The one value that the query returns.
  static String ask(String host, String query) throws SQLException {
    try (Connection connection = connect(host, "postgres");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }

  static void execute(String host, String... commands) throws SQLException {
    try (Connection connection = connect(host, "postgres");
        Statement statement = connection.createStatement()) {
      for (String command : commands) {
        statement.execute(command);
      }
    }
  }
}

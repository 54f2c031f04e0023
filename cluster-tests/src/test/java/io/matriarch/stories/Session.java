package io.matriarch.stories;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// An application's connection through the virtual address, made anew after it broke. For one
/// thread.
final class Session implements AutoCloseable {

  /// The kernel repeats a lost SYN only after a second, so a probe of its own comes first.
  private static final int PROBE_MILLIS = 100;

  private final String vip;
  private final Duration answerMost;
  private final List<String> settings;
  private Optional<Connection> connection = Optional.empty();
  private String server = "";

  /// @param settings commands with which each connection begins
  Session(String vip, Duration answerMost, String... settings) {
    this.vip = vip;
    this.answerMost = answerMost;
    this.settings = List.of(settings);
  }

  /// The connection, if there can be one now.
  Optional<Connection> open() {
    if (connection.isEmpty() && listens()) {
      connection = connect();
    }
    return connection;
  }

  /// When the server that it is connected to was started.
  String server() {
    return server;
  }

  /// Whoever does not know what became of a command begins anew.
  void drop() {
    connection.ifPresent(Session::abort);
    connection = Optional.empty();
  }

  @Override
  public void close() {
    drop();
  }

  private boolean listens() {
    try (Socket probe = new Socket()) {
      probe.connect(new InetSocketAddress(vip, Postgres.PORT), PROBE_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Optional<Connection> connect() {
    try {
      Connection made = Postgres.connect(vip, "app", answerMost);
      try (Statement statement = made.createStatement()) {
        for (String setting : settings) {
          statement.execute(setting);
        }
        try (ResultSet row = statement.executeQuery("SELECT pg_postmaster_start_time()")) {
          row.next();
          server = String.valueOf(row.getString(1));
        }
        return Optional.of(made);
      } catch (SQLException e) {
        abort(made);
        return Optional.empty();
      }
    } catch (SQLException e) {
      return Optional.empty();
    }
  }

  private static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // It is gone either way.
    }
  }
}

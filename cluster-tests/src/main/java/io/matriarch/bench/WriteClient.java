package io.matriarch.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;

/// Writes a row every 10 ms through the virtual address until it is killed; for each acknowledged
/// row prints the time, in microseconds since the epoch, and the row's number.
public final class WriteClient {

  private static final Duration PACE = Duration.ofMillis(10);

  private static final int PORT = 5432;

  private final ImpatientSockets sockets = new ImpatientSockets();
  private final String address;
  private long number = now();

  private WriteClient(String address) {
    this.address = address;
  }

  public static void main(String[] arguments) {
    if (arguments.length != 1) {
      System.err.println("WriteClient: one argument is needed: the address to write through");
      System.exit(64);
    }
    new WriteClient(arguments[0]).writeOn();
  }

  private void writeOn() {
    Optional<Connection> connection = Optional.empty();
    while (true) {
      long begun = System.nanoTime();
      if (connection.isEmpty()) {
        connection = connect();
      }
      connection = connection.filter(this::write);
      LockSupport.parkNanos(begun + PACE.toNanos() - System.nanoTime());
    }
  }

  private Optional<Connection> connect() {
    Properties properties = new Properties();
    properties.setProperty("user", "app");
    properties.setProperty("socketFactory", ImpatientSockets.class.getName());
    properties.setProperty("loginTimeout", "2");
    properties.setProperty("socketTimeout", "1");
    properties.setProperty("ApplicationName", "bench");
    try {
      // Without this each attempt would cost the machine that is measured some milliseconds.
      sockets.createSocket(address, PORT).close();
      return Optional.of(
          DriverManager.getConnection(
              "jdbc:postgresql://%s:%d/postgres".formatted(address, PORT), properties));
    } catch (IOException | SQLException e) {
      return Optional.empty();
    }
  }

  /// Whether the connection can be used again. A warning says that the commit is not known to be on
  /// a synchronous standby.
  private boolean write(Connection connection) {
    number++;
    String insert = "INSERT INTO written (id) VALUES (?)";
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      statement.setLong(1, number);
      statement.executeUpdate();
      if (statement.getWarnings() == null) {
        System.out.println(now() + " " + number);
        return true;
      }
    } catch (SQLException e) {
      // The row's fate is unknown, and the next connection may be to another server.
    }
    abandon(connection);
    return false;
  }

  private static void abandon(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // It is gone either way.
    }
  }

  private static long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}

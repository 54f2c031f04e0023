package io.matriarch.agent.postgres;

import io.matriarch.agent.postgres.Conninfo.Target;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/// A connection in the replication protocol, with libpq's options as far as the driver knows them.
record UpstreamConnection(Connection connection) implements AutoCloseable {

  /// No node's name, for that has no space, and so no standby's.
  static final String APPLICATION_NAME = "matriarch agent";

  private static final String SECONDS = "2";
  private static final List<String> SAME_NAME =
      List.of("sslmode", "sslcert", "sslkey", "sslrootcert", "sslpassword");

  static UpstreamConnection open(Conninfo conninfo, Target target, String fallbackUser)
      throws SQLException {
    String user = conninfo.has("user") ? conninfo.get("user") : fallbackUser;
    Properties properties = new Properties();
    properties.setProperty("user", user);
    password(conninfo, target, user).ifPresent(p -> properties.setProperty("password", p));
    properties.setProperty("replication", "true");
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("assumeMinServerVersion", "14");
    properties.setProperty("ApplicationName", APPLICATION_NAME);
    properties.setProperty("gssEncMode", "disable");
    properties.setProperty("connectTimeout", SECONDS);
    properties.setProperty("socketTimeout", SECONDS);
    properties.setProperty("loginTimeout", "5");
    SAME_NAME.stream()
        .filter(conninfo::has)
        .forEach(key -> properties.setProperty(key, conninfo.get(key)));
    String address = address(conninfo, target, properties);
    return new UpstreamConnection(
        DriverManager.getConnection(
            "jdbc:postgresql://%s:%d/postgres".formatted(address, target.port()), properties));
  }

  private static Optional<String> password(Conninfo conninfo, Target target, String user) {
    return conninfo.has("password")
        ? Optional.of(conninfo.get("password"))
        : PassFile.of(conninfo).password(target, "replication", user);
  }

  /// A certificate is compared with the host's name, so that is where it has to be connected to.
  private static String address(Conninfo conninfo, Target target, Properties properties) {
    if (target.address().isEmpty() || target.address().startsWith("/")) {
      String directory = target.address().isEmpty() ? "/var/run/postgresql" : target.address();
      properties.setProperty("sslmode", "disable");
      properties.setProperty("socketFactory", UnixSocketFactory.class.getName());
      properties.setProperty("socketFactoryArg", directory + "/.s.PGSQL." + target.port());
      return "localhost";
    }
    String address =
        conninfo.get("sslmode").equals("verify-full") ? target.host() : target.address();
    return address.contains(":") ? "[" + address + "]" : address;
  }

  /// A connection that streams would not take a polite farewell.
  @Override
  public void close() throws SQLException {
    connection.abort(Runnable::run);
  }
}

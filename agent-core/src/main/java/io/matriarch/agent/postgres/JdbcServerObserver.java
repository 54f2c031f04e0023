package io.matriarch.agent.postgres;

import io.matriarch.agent.model.Instance;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.TimelineHistory;
import io.matriarch.agent.port.ServerObserver;
import io.matriarch.agent.process.Commands;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Looks at an instance by JDBC, with a connection for each look: for programs that run once.
public final class JdbcServerObserver implements ServerObserver, SqlRunner {

  private static final Duration LOOK_WITHIN =
      ConnectionSettings.CONNECT_WITHIN.plus(ConnectionSettings.ANSWER_WITHIN);

  private final Instance instance;
  private final UnansweredState unanswered;

  public JdbcServerObserver(Instance instance) {
    this.instance = instance;
    this.unanswered = new UnansweredState(instance);
  }

  @Override
  public Mono<ServerState> observe() {
    return unanswered.look(ask());
  }

  private Mono<ServerState> ask() {
    return Commands.blocking(this::query)
        .timeout(LOOK_WITHIN, silence("no answer to a connection attempt and a query within 3 s"))
        .map(StatusReader::read);
  }

  private String query() throws SQLException {
    try (Connection connection = connect(ConnectionSettings.ANSWER_WITHIN);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(StatusQuery.SQL)) {
      if (!rows.next()) {
        throw new SQLException("PostgreSQL's status has no row");
      }
      return rows.getString(1);
    }
  }

  @Override
  public Mono<Void> run(String sql) {
    return runAside(List.of(sql), ConnectionSettings.ANSWER_WITHIN);
  }

  @Override
  public Mono<Void> runAside(List<String> statements, Duration atMost) {
    return Commands.blocking(() -> execute(statements, atMost))
        .timeout(
            ConnectionSettings.CONNECT_WITHIN.plus(atMost),
            silence(
                "'%s' did not end within %d ms"
                    .formatted(String.join("; ", statements), atMost.toMillis())))
        .then();
  }

  private boolean execute(List<String> statements, Duration atMost) throws SQLException {
    try (Connection connection = connect(atMost);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
      return true;
    }
  }

  private static <T> Mono<T> silence(String cause) {
    return Mono.error(() -> new TimeoutException(cause));
  }

  Connection connect(Duration statementTimeout) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", instance.systemUser());
    properties.setProperty("ApplicationName", ConnectionSettings.APPLICATION_NAME);
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("sslmode", "disable");
    properties.setProperty("gssEncMode", "disable");
    properties.setProperty("options", options(statementTimeout));
    if (ConnectionSettings.usesSocket(instance)) {
      properties.setProperty("socketFactory", UnixSocketFactory.class.getName());
      properties.setProperty("socketFactoryArg", ConnectionSettings.socket(instance));
    } else {
      properties.setProperty("connectTimeout", seconds(ConnectionSettings.CONNECT_WITHIN));
      properties.setProperty("socketTimeout", seconds(statementTimeout.plusSeconds(1)));
    }
    return DriverManager.getConnection(url(), properties);
  }

  private String url() {
    String host = ConnectionSettings.usesSocket(instance) ? "localhost" : instance.pghost();
    return "jdbc:postgresql://%s:%d/%s"
        .formatted(host, instance.pgport(), ConnectionSettings.DATABASE);
  }

  private static String options(Duration statementTimeout) {
    return ConnectionSettings.session(statementTimeout).entrySet().stream()
        .map(entry -> "-c " + entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(" "));
  }

  private static String seconds(Duration duration) {
    return Long.toString(duration.toSeconds());
  }

  /// Nothing stays open between two looks.
  @Override
  public Flux<String> connectionEnds() {
    return Flux.never();
  }

  @Override
  public Mono<TimelineHistory> history(int timeline) {
    return unanswered.history(timeline);
  }

  @Override
  public void close() {}
}

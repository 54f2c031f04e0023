package io.matriarch.agent.postgres;

import io.matriarch.agent.model.Instance;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.TimelineHistory;
import io.matriarch.agent.port.ServerObserver;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/// Looks at an instance through one persistent R2DBC connection.
///
/// There is never more than one attempt to connect: one that a frozen server leaves without an
/// answer is waited for by each following look, so that attempts do not pile up in its queue.
public final class R2dbcServerObserver implements ServerObserver, SqlRunner {

  private static final JavaSockets LOOP = new JavaSockets("matriarch-postgres");

  private final Instance instance;
  private final UnansweredState unanswered;
  private final AtomicReference<@Nullable Mono<PostgresqlConnection>> session =
      new AtomicReference<>();
  private final Sinks.Many<PostgresqlConnection> opened = Sinks.many().replay().latest();

  public R2dbcServerObserver(Instance instance) {
    this.instance = instance;
    this.unanswered = new UnansweredState(instance);
  }

  @Override
  public Mono<ServerState> observe() {
    return Mono.defer(
        () -> session.get() == null ? lookAnew() : ask().onErrorResume(this::afterOpenSession));
  }

  /// A session that ended says nothing of the server of now; silence does.
  private Mono<ServerState> afterOpenSession(Throwable error) {
    return error instanceof TimeoutException ? unanswered.after(error) : lookAnew();
  }

  private Mono<ServerState> lookAnew() {
    return unanswered.look(ask());
  }

  private Mono<ServerState> ask() {
    return connection()
        .timeout(ConnectionSettings.CONNECT_WITHIN, silence(ConnectionSettings.CONNECT_SILENCE))
        .flatMap(connection -> query(connection).onErrorResume(e -> drop(connection, e)))
        .map(StatusReader::read);
  }

  private static Mono<String> query(PostgresqlConnection connection) {
    return connection
        .createStatement(StatusQuery.EXECUTE)
        .execute()
        .concatMap(
            result -> result.map((row, _) -> Objects.requireNonNull(row.get(0, String.class))))
        .next()
        .timeout(ConnectionSettings.ANSWER_WITHIN, silence(ConnectionSettings.ANSWER_SILENCE));
  }

  private static <T> Mono<T> silence(String cause) {
    return Mono.error(() -> new TimeoutException(cause));
  }

  private <T> Mono<T> drop(PostgresqlConnection connection, Throwable error) {
    session.set(null);
    return Mono.firstWithSignal(connection.close(), Mono.delay(Duration.ofMillis(100)).then())
        .onErrorComplete()
        .then(Mono.error(error));
  }

  /// The open session, the attempt that is under way, or a new attempt.
  private Mono<PostgresqlConnection> connection() {
    return Mono.defer(
        () -> {
          Mono<PostgresqlConnection> fresh =
              connect(ConnectionSettings.ANSWER_WITHIN)
                  .flatMap(R2dbcServerObserver::prepare)
                  .doOnNext(connection -> opened.tryEmitNext(connection))
                  .doOnError(_ -> session.set(null))
                  .cache();
          Mono<PostgresqlConnection> present =
              session.updateAndGet(attempt -> attempt == null ? fresh : attempt);
          return Objects.requireNonNull(present);
        });
  }

  private static Mono<PostgresqlConnection> prepare(PostgresqlConnection connection) {
    return execute(connection, StatusQuery.PREPARE)
        .thenReturn(connection)
        .onErrorResume(e -> connection.close().onErrorComplete().then(Mono.error(e)));
  }

  private Mono<PostgresqlConnection> connect(Duration statementTimeout) {
    PostgresqlConnectionConfiguration.Builder configuration =
        PostgresqlConnectionConfiguration.builder()
            .username(instance.systemUser())
            .database(ConnectionSettings.DATABASE)
            .applicationName(ConnectionSettings.APPLICATION_NAME)
            .connectTimeout(ConnectionSettings.CONNECT_WITHIN)
            .options(ConnectionSettings.session(statementTimeout))
            .loopResources(LOOP);
    if (ConnectionSettings.usesSocket(instance)) {
      configuration.socket(ConnectionSettings.socket(instance));
    } else {
      configuration.host(instance.pghost()).port(instance.pgport());
    }
    return Mono.defer(() -> new PostgresqlConnectionFactory(configuration.build()).create());
  }

  @Override
  public Mono<Void> run(String sql) {
    return connection()
        .timeout(ConnectionSettings.CONNECT_WITHIN, silence(ConnectionSettings.CONNECT_SILENCE))
        .flatMap(connection -> execute(connection, sql))
        .timeout(ConnectionSettings.ANSWER_WITHIN, silence(ConnectionSettings.ANSWER_SILENCE));
  }

  @Override
  public Mono<Void> runAside(List<String> statements, Duration atMost) {
    return Mono.usingWhen(
            connect(atMost),
            connection ->
                Flux.fromIterable(statements).concatMap(sql -> execute(connection, sql)).then(),
            PostgresqlConnection::close)
        .timeout(
            atMost,
            silence(
                "'%s' did not end within %d ms"
                    .formatted(String.join("; ", statements), atMost.toMillis())));
  }

  private static Mono<Void> execute(PostgresqlConnection connection, String sql) {
    return connection
        .createStatement(sql)
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .then();
  }

  /// A connection's notifications fail when the connection ends by itself, and at once: nothing has
  /// to be sent for it to show.
  @Override
  public Flux<String> connectionEnds() {
    return opened
        .asFlux()
        .switchMap(
            connection ->
                connection
                    .getNotifications()
                    .ignoreElements()
                    .cast(String.class)
                    .onErrorResume(error -> Mono.just(String.valueOf(error.getMessage()))));
  }

  @Override
  public Mono<TimelineHistory> history(int timeline) {
    return unanswered.history(timeline);
  }

  @Override
  public void close() {
    Mono<PostgresqlConnection> last = session.getAndSet(null);
    if (last != null) {
      last.flatMap(PostgresqlConnection::close).onErrorComplete().subscribe();
    }
    opened.tryEmitComplete();
  }
}

package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.Health;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.process.Eventually;
import io.matriarch.agent.process.UptimeClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/// A real server's well-being, as it is seen beside the look.
class PostgresHealthObserverIT {

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T keep(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  private PostgresHealthObserver watch(RealServer server) {
    PostgresHealthObserver health =
        keep(new PostgresHealthObserver(server.instance(), new UptimeClock()));
    Disposable watching = health.watch().subscribe();
    opened.add(watching::dispose);
    return health;
  }

  @Test
  void a_postmaster_that_is_stopped_refuses_while_old_sessions_answer() throws SQLException {
    RealServer server = keep(RealServer.initialised("n1")).start();
    PostgresHealthObserver health = watch(server);
    R2dbcServerObserver observer = keep(new R2dbcServerObserver(server.instance()));
    assertThat(observer.observe().block()).isInstanceOf(ServerState.Primary.class);
    long postmaster = server.postmaster();
    try (Connection session = server.connect()) {
      server.signal("STOP", postmaster);
      Eventually.holds("refusal", () -> health.latest().refusing().isPresent());

      assertThat(observer.observe().block()).isInstanceOf(ServerState.Primary.class);
      assertThat(session.isValid(1)).isTrue();
    }
    server.signal("CONT", postmaster);
    Eventually.holds("an answer", () -> health.latest().refusing().isEmpty());
  }

  @Test
  void used_up_connections_are_an_answer() throws SQLException {
    RealServer server = keep(RealServer.initialised("n1"));
    server.configure("max_connections = 3", "superuser_reserved_connections = 0");
    server.configure("max_wal_senders = 0");
    server.start();
    for (int i = 0; i < 3; i++) {
      keep(server.connect());
    }
    Knock knock = new Knock(server.instance(), new UptimeClock());
    knock.once().block(Duration.ofSeconds(5));
    assertThat(knock.unansweredSince()).isEmpty();
  }

  @Test
  void an_attempt_leaves_nothing_in_the_servers_log() throws Exception {
    RealServer server = keep(RealServer.initialised("n1")).start();
    Path log = server.home().resolve("log");
    long before = Files.size(log);
    Knock knock = new Knock(server.instance(), new UptimeClock());
    for (int i = 0; i < 3; i++) {
      knock.once().block(Duration.ofSeconds(5));
    }
    server.sql("select pg_sleep(0.2)");
    assertThat(Files.size(log)).isEqualTo(before);
  }

  @Test
  void room_is_known_at_once_whether_it_runs_or_not() {
    RealServer server = keep(RealServer.initialised("n1"));
    PostgresHealthObserver health =
        keep(new PostgresHealthObserver(server.instance(), new UptimeClock()));
    Health.Disk disk = health.fresh().blockOptional().orElseThrow().disk().orElseThrow();
    assertThat(disk.path()).isEqualTo(server.datadir());
    assertThat(disk.freeBytes()).isPositive();
  }
}

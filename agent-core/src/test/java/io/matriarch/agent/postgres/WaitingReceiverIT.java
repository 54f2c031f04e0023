package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.WalReceiver;
import io.matriarch.agent.process.Eventually;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// PostgreSQL calls a WAL receiver streaming as soon as it has asked for WAL.
class WaitingReceiverIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int LOOKS = 2;

  private RealServer primary;
  private RealServer standby;
  private JdbcServerObserver observer;

  @BeforeEach
  void initialise() {
    primary = RealServer.initialised("n1");
    primary.configure("wal_keep_size = 0", "max_wal_size = 32MB");
    standby = primary.standby("n2");
    primary.start();
    standby.configure(
        "primary_conninfo = 'host=/nowhere application_name=n2'",
        "wal_retrieve_retry_interval = 20ms");
    standby.start();
    observer = new JdbcServerObserver(standby.instance());
    Eventually.holds(
        "a standby", () -> observer.observe().block(LIMIT) instanceof ServerState.Standby);
  }

  @AfterEach
  void remove() {
    standby.close();
    primary.close();
  }

  private void connects() {
    standby.configure("primary_conninfo = 'host=%s user=postgres'".formatted(primary.home()));
    standby.sql("select pg_reload_conf()");
  }

  private ServerState.Standby seen() {
    return (ServerState.Standby) observer.observe().blockOptional(LIMIT).orElseThrow();
  }

  @Test
  void one_whose_wal_is_gone_waits() {
    for (int i = 0; i < 4; i++) {
      primary.sql("create table t" + i + " ()");
      primary.sql("select pg_switch_wal()");
      primary.sql("checkpoint");
    }
    connects();
    int[] waiting = {0};

    Eventually.holds(
        "a receiver that waits, " + LOOKS + " times",
        () -> {
          List<WalReceiver> now = seen().receiver();
          assertThat(now).noneMatch(WalReceiver::streaming);
          waiting[0] += now.stream().anyMatch(r -> r.status().equals("waiting")) ? 1 : 0;
          return waiting[0] >= LOOKS;
        });
  }

  @Test
  void one_that_gets_wal_streams() {
    primary.sql("create table t ()");
    connects();
    Eventually.holds("streaming", () -> seen().streaming());
  }

  @Test
  void one_that_begins_where_all_wal_ends_streams() {
    primary.configure("wal_keep_size = 64MB");
    primary.sql("select pg_reload_conf()");
    primary.sql("select pg_switch_wal()");
    connects();
    Eventually.holds("streaming", () -> seen().streaming());
  }
}

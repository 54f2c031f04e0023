package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.matriarch.agent.model.Instance;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.port.ServerObserver;
import io.matriarch.agent.process.Eventually;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockHound;
import reactor.core.Disposable;

class R2dbcServerObserverIT extends ServerObserverKit {

  @BeforeAll
  static void forbidBlocking() {
    BlockHound.install();
  }

  @Override
  ServerObserver create(Instance instance) {
    return new R2dbcServerObserver(instance);
  }

  @Test
  void the_end_of_the_connection_is_signalled_and_the_next_look_finds_a_crash() {
    RealServer server = server("n1").start();
    ServerObserver observer = observer(server);
    List<String> ends = new CopyOnWriteArrayList<>();
    Disposable listening = observer.connectionEnds().subscribe(ends::add);
    look(observer, ServerState.Primary.class);

    server.signal("KILL", server.postmaster());

    Eventually.holds("the signal", () -> !ends.isEmpty());
    assertThat(look(observer)).isInstanceOf(ServerState.Crashed.class);
    listening.dispose();
  }

  @Test
  void every_restart_is_signalled_and_seen_on_a_new_connection() {
    RealServer server = server("n1").start();
    ServerObserver observer = observer(server);
    List<String> ends = new CopyOnWriteArrayList<>();
    Disposable listening = observer.connectionEnds().subscribe(ends::add);
    for (int i = 1; i <= 3; i++) {
      look(observer, ServerState.Primary.class);
      server.stop();
      int expected = i;
      Eventually.holds("signal " + i, () -> ends.size() == expected);
      server.start();
    }

    assertThat(look(observer)).isInstanceOf(ServerState.Primary.class);
    listening.dispose();
  }

  @Test
  void used_up_connections_do_not_touch_the_open_one() throws SQLException {
    RealServer server = server("n1");
    server.configure("max_connections = 3", "superuser_reserved_connections = 0");
    server.configure("max_wal_senders = 0");
    server.start();
    ServerObserver observer = observer(server);
    look(observer, ServerState.Primary.class);

    occupy(server, 2);
    eventually(observer(server), ServerState.Unreachable.class);

    assertThat(look(observer)).isInstanceOf(ServerState.Primary.class);
  }

  @Test
  void a_frozen_session_is_silence_and_replaced_at_the_next_look() {
    RealServer server = server("n1").start();
    ServerObserver observer = observer(server);
    look(observer, ServerState.Primary.class);
    server.shell(
        "kill -s STOP $(pgrep -u "
            + server.instance().systemUser()
            + " -P "
            + server.postmaster()
            + " -f ': [^ ]+ postgres ')");

    ServerState.Unreachable silent = look(observer, ServerState.Unreachable.class);

    assertThat(silent.accepting()).isFalse();
    assertThat(silent.cause()).isEqualTo("no answer to a query within 1 s");
    assertThat(look(observer)).isInstanceOf(ServerState.Primary.class);
  }

  @Test
  void looks_at_a_frozen_postmaster_share_one_attempt_that_serves_when_it_thaws() {
    RealServer server = server("n1").start();
    long postmaster = server.postmaster();
    server.signal("STOP", postmaster);
    ServerObserver observer = observer(server);
    look(observer, ServerState.Unreachable.class);
    look(observer, ServerState.Unreachable.class);

    server.signal("CONT", postmaster);
    eventually(observer, ServerState.Primary.class);

    server.sql(
        "do $$ begin if (select count(*) from pg_stat_activity where application_name = 'matriarch'"
            + " and pid <> pg_backend_pid()) <> 1 then raise 'more than one'; end if; end $$");
  }

  @Test
  void the_session_cannot_write() {
    RealServer server = server("n1").start();
    R2dbcServerObserver observer = keep(new R2dbcServerObserver(server.instance()));

    assertThatThrownBy(() -> observer.run("create table t ()").block())
        .hasMessageContaining("read-only transaction");
  }
}

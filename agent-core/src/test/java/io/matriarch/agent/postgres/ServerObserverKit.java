package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.matriarch.agent.model.ControlData.ClusterState;
import io.matriarch.agent.model.Instance;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.ReplicationSlot;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.StandbyLink;
import io.matriarch.agent.model.TimelineHistory;
import io.matriarch.agent.model.WalReceiver;
import io.matriarch.agent.port.ServerObserver;
import io.matriarch.agent.process.Eventually;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What every [ServerObserver] must see of a real PostgreSQL.
abstract class ServerObserverKit {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final List<AutoCloseable> opened = new ArrayList<>();

  abstract ServerObserver create(Instance instance);

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  RealServer server(String name) {
    return keep(RealServer.initialised(name));
  }

  <T extends AutoCloseable> T keep(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  ServerObserver observer(RealServer server) {
    return keep(create(server.instance()));
  }

  static ServerState look(ServerObserver observer) {
    return observer.observe().blockOptional(LIMIT).orElseThrow();
  }

  static <S extends ServerState> S look(ServerObserver observer, Class<S> expected) {
    ServerState seen = look(observer);
    assertThat(seen).isInstanceOf(expected);
    return expected.cast(seen);
  }

  static <S extends ServerState> S eventually(ServerObserver observer, Class<S> expected) {
    Eventually.holds(expected.getSimpleName(), () -> expected.isInstance(look(observer)));
    return look(observer, expected);
  }

  /// A primary and a standby that streams from it and has replayed all.
  record Pair(RealServer primary, RealServer standby) {}

  Pair pair() {
    RealServer primary = server("n1");
    RealServer standby = keep(primary.standby("n2"));
    primary.start();
    standby.start();
    ServerObserver observer = observer(standby);
    Eventually.holds(
        "streaming", () -> look(observer) instanceof ServerState.Standby s && s.streaming());
    return new Pair(primary, standby);
  }

  private static Lsn end(ServerObserver primary) {
    return look(primary, ServerState.Primary.class).written().lsn();
  }

  @Test
  void a_primary_tells_its_settings_and_its_position() {
    RealServer server = server("n1");
    server.configure("synchronous_commit = remote_apply", "wal_level = logical");
    server.start();
    server.sql("create table t (i int)");

    ServerState.Primary primary = look(observer(server), ServerState.Primary.class);

    var control = ControlDataReader.parse(server.controlData());
    assertThat(primary.settings().systemIdentifier()).isEqualTo(control.systemIdentifier());
    assertThat(primary.settings().versionNumber()).isBetween(140000, 189999);
    assertThat(primary.settings().synchronousCommit()).isEqualTo("remote_apply");
    assertThat(primary.settings().walLevel()).isEqualTo("logical");
    assertThat(primary.settings().recoveryTargetTimeline()).isEqualTo("latest");
    assertThat(primary.settings().applicationName()).isEmpty();
    assertThat(primary.settings().pendingRestart()).isZero();
    assertThat(primary.settings().startedAtEpochMillis())
        .isBetween(System.currentTimeMillis() - 60_000, System.currentTimeMillis());
    assertThat(primary.written().timeline()).isEqualTo(1);
    assertThat(primary.written().lsn()).isGreaterThan(control.checkpoint());
    assertThat(primary.standbys()).isEmpty();
  }

  @Test
  void a_setting_that_waits_for_a_restart_is_counted() {
    RealServer server = server("n1").start();
    server.configure("max_connections = 55");
    server.sql("select pg_reload_conf()");
    ServerObserver observer = observer(server);

    Eventually.holds(
        () ->
            look(observer) instanceof ServerState.Primary p && p.settings().pendingRestart() == 1);
  }

  @Test
  void a_standby_and_its_primary_see_each_other() {
    Pair pair = pair();
    ServerObserver ofPrimary = observer(pair.primary);
    ServerObserver ofStandby = observer(pair.standby);
    pair.primary.sql("create table t as select generate_series(1, 1000)");
    Lsn end = end(ofPrimary);

    Eventually.holds(
        "replay",
        () -> look(ofStandby) instanceof ServerState.Standby s && s.replayed().isAtLeast(end));

    ServerState.Standby standby = look(ofStandby, ServerState.Standby.class);
    assertThat(standby.held().timeline()).isEqualTo(1);
    assertThat(standby.held().lsn()).isGreaterThanOrEqualTo(end);
    assertThat(standby.settings().applicationName()).isEqualTo("n2");
    assertThat(standby.lagBytes()).isZero();
    assertThat(standby.replayPaused()).isFalse();
    WalReceiver receiver = standby.receiver().getFirst();
    assertThat(receiver.senderHost()).isEqualTo(pair.primary.home().toString());
    assertThat(receiver.timeline()).isEqualTo(1);
    assertThat(receiver.messageAgeMillis()).isBetween(0L, 60_000L);
    StandbyLink link = look(ofPrimary, ServerState.Primary.class).standbys().getFirst();
    assertThat(link.standby()).isEqualTo("n2");
    assertThat(link.streaming()).isTrue();
    assertThat(link.syncState()).isEqualTo("async");
    assertThat(link.sent()).isGreaterThanOrEqualTo(end);
  }

  @Test
  void an_agent_that_asks_is_no_standby() throws Exception {
    RealServer server = server("n1").start();
    Conninfo conninfo = Conninfo.parse("host=%s port=5432".formatted(server.home()));
    try (var _ =
        UpstreamConnection.open(
            conninfo, conninfo.targets().getFirst(), server.instance().systemUser())) {
      server.sql("select 1 / count(*) from pg_stat_replication");
      assertThat(look(observer(server), ServerState.Primary.class).standbys()).isEmpty();
    }
  }

  @Test
  void a_slot_tells_what_it_retains() {
    RealServer server = server("n1").start();
    server.sql("select pg_create_physical_replication_slot('n2', true)");
    server.sql("create table t as select generate_series(1, 1000)");

    ReplicationSlot slot = look(observer(server), ServerState.Primary.class).slots().getFirst();

    assertThat(slot.name()).isEqualTo("n2");
    assertThat(slot.slotType()).isEqualTo("physical");
    assertThat(slot.active()).isFalse();
    assertThat(slot.retainedBytes()).isPositive();
    assertThat(slot.walStatus()).isEqualTo("reserved");
  }

  @Test
  void paused_replay_is_seen_and_the_received_position_is_held() {
    Pair pair = pair();
    pair.standby.sql("select pg_wal_replay_pause()");
    pair.primary.sql("create table t as select generate_series(1, 1000)");
    Lsn end = end(observer(pair.primary));
    ServerObserver observer = observer(pair.standby);

    Eventually.holds(
        "receipt",
        () -> look(observer) instanceof ServerState.Standby s && s.received().isAtLeast(end));

    ServerState.Standby standby = look(observer, ServerState.Standby.class);
    assertThat(standby.replayPaused()).isTrue();
    assertThat(standby.replayed()).isLessThan(end);
    assertThat(standby.held().lsn()).isEqualTo(standby.received());
  }

  @Test
  void a_standby_restarted_without_upstream_holds_what_it_replayed() {
    Pair pair = pair();
    pair.primary.sql("create table t as select generate_series(1, 1000)");
    ServerObserver observer = observer(pair.standby);
    Lsn end = end(observer(pair.primary));
    Eventually.holds(
        "replay",
        () -> look(observer) instanceof ServerState.Standby s && s.replayed().isAtLeast(end));
    pair.standby.stop();
    pair.primary.stop();
    pair.standby.start();

    ServerState.Standby standby = eventually(observer, ServerState.Standby.class);

    assertThat(standby.receiver()).isEmpty();
    assertThat(standby.held().timeline()).isEqualTo(1);
    assertThat(standby.held().lsn()).isGreaterThanOrEqualTo(end).isEqualTo(standby.replayed());
  }

  @Test
  void a_promoted_standby_is_on_a_new_timeline_and_has_its_history() {
    Pair pair = pair();
    pair.primary.stop();
    ServerObserver observer = observer(pair.standby);
    Lsn left = look(observer, ServerState.Standby.class).held().lsn();

    pair.standby.sql("select pg_promote()");

    ServerState.Primary primary = look(observer, ServerState.Primary.class);
    assertThat(primary.written().timeline()).isEqualTo(2);
    assertThat(observer.history(2).block(LIMIT))
        .isEqualTo(new TimelineHistory(2, List.of(new TimelineHistory.Ancestor(1, left))));
    assertThat(observer.history(1).block(LIMIT)).isEqualTo(TimelineHistory.of(1));
    assertThatThrownBy(() -> observer.history(3).block(LIMIT))
        .hasMessageContaining("history of timeline 3 is missing")
        .hasMessageContaining("pg_wal/00000003.history");
  }

  @Test
  void a_standby_that_follows_a_promoted_one_is_on_the_new_timeline_before_any_checkpoint() {
    Pair pair = pair();
    RealServer third = keep(copyOf(pair));
    pair.primary.stop();
    pair.standby.sql("select pg_promote()");
    ServerObserver observer = observer(third);

    Eventually.holds(
        "timeline 2",
        () -> look(observer) instanceof ServerState.Standby s && s.held().timeline() == 2);
    pair.standby.sql("create table u ()");
    third.stop();
    pair.standby.stop();
    third.start();

    assertThat(look(observer, ServerState.Standby.class).held().timeline()).isEqualTo(2);
  }

  private RealServer copyOf(Pair pair) {
    pair.standby.stop();
    RealServer third = pair.standby.standby("n3");
    pair.standby.start();
    third.start();
    ServerObserver observer = observer(third);
    Eventually.holds("n3", () -> look(observer) instanceof ServerState.Standby s && s.streaming());
    return third;
  }

  @Test
  void a_directory_without_an_instance_is_absent() {
    RealServer server = server("n1");
    server.shell("rm -r " + server.datadir() + "/*");

    assertThat(look(observer(server)))
        .isEqualTo(
            new ServerState.Absent(
                server.datadir() + " holds no PG_VERSION: it was never initialised"));
  }

  @Test
  void a_server_shut_down_in_order_is_stopped() {
    RealServer server = server("n1").start();
    server.stop();

    ServerState.Stopped stopped = look(observer(server), ServerState.Stopped.class);

    assertThat(stopped.control().state()).isEqualTo(ClusterState.SHUT_DOWN);
  }

  @Test
  void a_killed_server_has_crashed_even_while_a_process_is_left() {
    RealServer server = server("n1").start();
    server.signal("STOP", backgroundProcess(server));
    server.signal("KILL", server.postmaster());
    ServerObserver observer = observer(server);

    ServerState.Crashed crashed = eventually(observer, ServerState.Crashed.class);

    assertThat(crashed.control().state()).isEqualTo(ClusterState.IN_PRODUCTION);
    assertThat(crashed.standbySignal()).isFalse();
    assertThat(crashed.orphans()).isPositive();
  }

  private static long backgroundProcess(RealServer server) {
    long postmaster = server.postmaster();
    return new InstanceProcesses(server.instance().datadir())
        .all().stream().filter(pid -> pid != postmaster).findFirst().orElseThrow();
  }

  @Test
  void a_base_backup_that_never_started_is_stopped() {
    RealServer server = server("n1").start();
    server.signal("KILL", server.postmaster());
    server.shell("touch " + server.datadir() + "/backup_label");
    ServerObserver observer = observer(server);

    eventually(observer, ServerState.Stopped.class);
  }

  @Test
  void a_server_that_refuses_because_of_recovery_is_starting() {
    RealServer primary = server("n1");
    RealServer standby = keep(primary.standby("n2"));
    standby.configure("hot_standby = off");
    standby.launch();
    ServerObserver observer = observer(standby);

    Eventually.holds(
        "57P03",
        () ->
            look(observer) instanceof ServerState.Starting s
                && s.phase().startsWith("the database system is"));

    assertThat(look(observer, ServerState.Starting.class).standbySignal()).isTrue();
  }

  @Test
  void a_rejected_login_is_told_with_its_sqlstate() {
    RealServer server = server("n1").start();
    server.admit("local all all reject");
    server.signal("HUP", server.postmaster());
    ServerObserver observer = observer(server);

    ServerState.Unreachable state = eventually(observer, ServerState.Unreachable.class);

    assertThat(state.accepting()).isTrue();
    assertThat(state.cause()).startsWith("SQLSTATE 28000: pg_hba.conf rejects connection");
  }

  @Test
  void a_password_that_is_asked_for_makes_the_server_unreachable_but_accepting() {
    RealServer server = server("n1");
    server.admit("local all all scram-sha-256");
    server.launch();
    ServerObserver observer = observer(server);

    ServerState.Unreachable state = eventually(observer, ServerState.Unreachable.class);

    assertThat(state.accepting()).isTrue();
    assertThat(state.cause()).startsWith("SQLSTATE 08004: the server wants a password");
  }

  @Test
  void used_up_connections_are_told_with_their_sqlstate() throws SQLException {
    RealServer server = server("n1");
    server.configure("max_connections = 2", "superuser_reserved_connections = 0");
    server.configure("max_wal_senders = 0");
    server.start();
    occupy(server, 2);

    ServerState.Unreachable state = eventually(observer(server), ServerState.Unreachable.class);

    assertThat(state.accepting()).isTrue();
    assertThat(state.cause()).isEqualTo("SQLSTATE 53300: sorry, too many clients already");
  }

  /// Opens sessions that stay until the test ends.
  void occupy(RealServer server, int count) throws SQLException {
    for (int i = 0; i < count; i++) {
      keep(server.connect());
    }
  }

  @Test
  void a_frozen_postmaster_is_silence() {
    RealServer server = server("n1").start();
    server.signal("STOP", server.postmaster());

    ServerState.Unreachable state = look(observer(server), ServerState.Unreachable.class);

    assertThat(state.accepting()).isFalse();
    assertThat(state.cause()).startsWith("no answer to a connection attempt");
  }

  @Test
  void a_missing_socket_is_told_with_its_path() {
    RealServer server = server("n1").start();
    server.shell("rm " + server.home() + "/.s.PGSQL.5432");

    ServerState.Unreachable state = look(observer(server), ServerState.Unreachable.class);

    assertThat(state.accepting()).isFalse();
    assertThat(state.cause()).contains(server.home() + "/.s.PGSQL.5432");
  }

  @Test
  void a_socket_at_which_nobody_listens_is_told_with_its_path() throws IOException {
    RealServer server = server("n1").start();
    String socket = server.home() + "/.s.PGSQL.5432";
    server.shell("rm " + socket);
    try (ServerSocketChannel nobody = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      nobody.bind(UnixDomainSocketAddress.of(socket));
    }

    ServerState.Unreachable state = look(observer(server), ServerState.Unreachable.class);

    assertThat(state.cause()).isEqualTo(socket + ": Connection refused");
  }
}

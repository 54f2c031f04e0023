package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.matriarch.agent.model.Instance;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.port.ServerControl.StopMode;
import io.matriarch.agent.process.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

class PostgresControlIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path logs;
  private RealServer server;
  private JdbcServerObserver observer;
  private PostgresControl control;

  @BeforeEach
  void initialise() {
    server = RealServer.initialised("n1");
    observer = new JdbcServerObserver(server.instance());
    control = new PostgresControl(server.instance(), observer, logs, notes());
  }

  private RepairNotes notes() {
    return new RepairNotes(logs, "n1");
  }

  @AfterEach
  void remove() {
    server.close();
  }

  private static void run(Mono<Void> action) {
    action.blockOptional(LIMIT);
  }

  private void start() {
    run(control.startAsStandby(LIMIT));
  }

  private ServerState state() {
    return observer.observe().blockOptional(LIMIT).orElseThrow();
  }

  private List<Long> processes() {
    return control.processes().blockOptional(LIMIT).orElseThrow();
  }

  private void awaitState(Class<? extends ServerState> expected) {
    Eventually.holds(expected.getSimpleName(), () -> expected.isInstance(state()));
  }

  @Test
  void start_gives_a_standby() throws IOException {
    start();

    awaitState(ServerState.Standby.class);
    Path signal = server.instance().datadir().resolve("standby.signal");
    assertThat(Files.getOwner(signal)).isEqualTo(Files.getOwner(server.instance().datadir()));
    assertThat(processes()).contains(server.postmaster());
  }

  @Test
  void the_postmaster_has_a_session_of_its_own_and_no_pipe_to_us() throws IOException {
    start();

    Path process = Path.of("/proc/" + server.postmaster());
    String stat = Files.readString(process.resolve("stat"));
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(") ") + 2).split(" "));
    assertThat(fields.get(3)).as("session").isEqualTo(Long.toString(server.postmaster()));
    assertThat(process.resolve("fd/0").toRealPath()).isEqualTo(Path.of("/dev/null"));
    Path log = logs.resolve("n1.log").toRealPath();
    assertThat(process.resolve("fd/1").toRealPath()).isEqualTo(log);
    assertThat(process.resolve("fd/2").toRealPath()).isEqualTo(log);
  }

  @Test
  void a_second_start_is_refused() {
    start();

    assertThatThrownBy(this::start)
        .hasMessageStartingWith("a start is refused: processes [")
        .hasMessageContaining(Long.toString(server.postmaster()));
  }

  @Test
  void a_stale_pid_file_does_not_hinder_a_start() {
    server.start();
    run(control.requestStop(StopMode.KILL));
    Eventually.holds("no process", () -> processes().isEmpty());

    start();

    awaitState(ServerState.Standby.class);
  }

  @Test
  void a_pid_file_that_names_another_program_of_the_same_user_does_not_hinder_a_start() {
    server.shell(
        "cd %s; sleep 30 > /dev/null 2>&1 & printf '%%d\\n%%s\\n' $! %s > %s/postmaster.pid"
            .formatted(server.home(), server.datadir(), server.datadir()));

    start();

    awaitState(ServerState.Standby.class);
  }

  @Test
  void a_start_that_fails_early_tells_the_last_fatal_line() {
    server.configure("wal_level = nonsense");

    assertThatThrownBy(this::start)
        .hasMessage(
            "PostgreSQL did not start: FATAL:  configuration file \"%s/postgresql.conf\" contains"
                + " errors",
            server.datadir());
  }

  @Test
  void a_start_option_is_split_as_pg_ctl_does() {
    var instance =
        new Instance(
            "n1",
            server.instance().systemUser(),
            server.instance().bindir(),
            server.instance().pgdata(),
            server.instance().datadir(),
            server.instance().pghost(),
            5432,
            "-c 'cluster_name=two words' -c synchronous_commit=local",
            server.instance().policy(),
            true);

    run(new PostgresControl(instance, observer, logs, notes()).startAsStandby(LIMIT));

    awaitState(ServerState.Standby.class);
    assertThat(((ServerState.Standby) state()).settings().synchronousCommit()).isEqualTo("local");
  }

  @Test
  void a_fast_stop_ends_in_order() {
    server.start();

    run(control.requestStop(StopMode.FAST));

    Eventually.holds("no process", () -> processes().isEmpty());
    assertThat(state()).isInstanceOf(ServerState.Stopped.class);
  }

  @Test
  void an_immediate_stop_leaves_a_crashed_server_without_processes() {
    server.start();

    run(control.requestStop(StopMode.IMMEDIATE));

    Eventually.holds("no process", () -> processes().isEmpty());
    assertThat(state()).isInstanceOf(ServerState.Crashed.class);
  }

  @Test
  void a_kill_reaches_orphans_too() {
    server.start();
    long postmaster = server.postmaster();
    long orphan = processes().stream().filter(pid -> pid != postmaster).findFirst().orElseThrow();
    server.signal("STOP", orphan);
    server.signal("KILL", postmaster);
    Eventually.holds("one orphan", () -> processes().equals(List.of(orphan)));

    run(control.requestStop(StopMode.KILL));

    Eventually.holds("no process", () -> processes().isEmpty());
  }

  @Test
  void a_stop_of_what_does_not_run_is_done() {
    run(control.requestStop(StopMode.FAST));

    assertThat(processes()).isEmpty();
  }

  @Test
  void promotion_makes_a_primary_of_a_standby() {
    start();
    awaitState(ServerState.Standby.class);

    run(control.requestPromotion());

    awaitState(ServerState.Primary.class);
    assertThat(((ServerState.Primary) state()).written().timeline()).isEqualTo(2);
  }

  @Test
  void promotion_of_a_primary_fails_with_the_server_s_words() {
    server.start();

    assertThatThrownBy(() -> run(control.requestPromotion()))
        .hasMessageContaining("recovery is not in progress");
  }

  @Test
  void a_checkpoint_moves_the_checkpoint() {
    server.start();
    server.sql("create table t ()");
    var before = ControlDataReader.parse(server.controlData()).checkpoint();

    run(control.checkpoint(LIMIT));

    assertThat(ControlDataReader.parse(server.controlData()).checkpoint()).isGreaterThan(before);
  }

  @Test
  void a_checkpoint_that_takes_too_long_is_given_up() {
    server.start();
    List<Long> checkpointer =
        processes().stream().filter(pid -> pid != server.postmaster()).toList();
    checkpointer.forEach(pid -> server.signal("STOP", pid));

    assertThatThrownBy(() -> run(control.checkpoint(Duration.ofMillis(300))))
        .isInstanceOf(Exception.class)
        .hasMessageMatching("(?s).*(statement timeout|did not end within 300 ms).*");
  }
}

package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.loop.BackgroundRepairer;
import io.matriarch.agent.model.Action;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.InstanceParameters;
import io.matriarch.agent.model.Policy;
import io.matriarch.agent.model.Policy.Rejoin.Method;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Repair.Progress;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.TimelineHistory;
import io.matriarch.agent.model.Verdict;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.port.DecisionListener;
import io.matriarch.agent.process.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A crashed primary that went another way is repaired by PostgreSQL's own programs.
class RepairIT implements DecisionListener {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path state;
  private final List<String> told = new CopyOnWriteArrayList<>();
  private volatile Runnable afterFailure = () -> {};
  private RealServer old;
  private RealServer promoted;
  private PromotionRecord record;

  @BeforeEach
  void diverge() {
    old = RealServer.initialised("n1");
    old.configure("wal_log_hints = on", "wal_retrieve_retry_interval = 200ms");
    old.start();
    old.sql("create table t as select generate_series(1, 10000) as n");
    old.stop();
    promoted = old.standby("n2");
    old.start();
    promoted.start();
    promoted.sql("select pg_promote()");
    promoted.sql("insert into t select 0");
    promoted.sql("checkpoint");
    old.sql("update t set n = n + 1");
    old.stop();
    old.configure(
        "# of this node", "primary_conninfo = 'host=%s user=postgres'".formatted(promoted.home()));
    old.shell("touch " + old.datadir() + "/standby.signal");
    record = record();
  }

  private PromotionRecord record() {
    TimelineHistory history = new DataDirectory(promoted.instance().datadir()).history(2);
    String system = ControlDataReader.parse(promoted.controlData()).systemIdentifier();
    return new PromotionRecord(
        "n2", new WalPosition(2, history.beginningOf(2).orElseThrow()), system);
  }

  @AfterEach
  void remove() {
    promoted.close();
    old.close();
  }

  private RepairNotes notes() {
    return new RepairNotes(state, "pgsql");
  }

  private BackgroundRepairer repairer() {
    JdbcServerObserver observer = observer();
    PostgresControl control = new PostgresControl(old.instance(), observer, state, notes());
    PostgresRepairTools tools = new PostgresRepairTools("n1", old.instance(), notes(), observer);
    return new BackgroundRepairer(
        "pgsql", tools, control, observer, () -> new BootTime(System.nanoTime() / 1_000_000), this);
  }

  private JdbcServerObserver observer() {
    return new JdbcServerObserver(old.instance());
  }

  private BackgroundRepairer repair(Method method) {
    BackgroundRepairer repairer = repairer();
    Policy policy =
        InstanceParameters.parse("pgsql", Map.of("rejoin", "rebuild", "rejoin_tries", "2"), true)
            .instance()
            .policy();
    repairer.begin(new Action.Repair(method, record, "it went another way"), policy);
    Eventually.holds("it ended", () -> !(repairer.latest().progress() instanceof Progress.Running));
    return repairer;
  }

  private void assertFollows(BackgroundRepairer repairer) throws IOException {
    assertThat(told).contains("repair/done");
    assertThat(repairer.latest().progress()).isEqualTo(new Progress.Idle());
    assertThat(observer().observe().blockOptional(LIMIT).orElseThrow())
        .isInstanceOfSatisfying(
            ServerState.Standby.class, standby -> assertThat(standby.streaming()).isTrue());
    assertThat(Files.readString(old.instance().datadir().resolve("postgresql.conf")))
        .contains("# of this node");
    try (Stream<Path> state = Files.list(this.state)) {
      assertThat(state.map(f -> f.getFileName().toString())).containsExactly("n1.log");
    }
    Eventually.holds("nothing is left beside it", () -> directories().equals(List.of("data")));
  }

  private List<String> directories() {
    try (Stream<Path> home = Files.list(old.home())) {
      return home.map(f -> f.getFileName().toString()).filter(n -> n.startsWith("data")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void pg_rewind_makes_a_standby_of_it() throws IOException {
    old.start();
    assertFollows(repair(Method.REWIND));
    assertThat(told).contains("repair/rewind-begun").doesNotContain("repair/rebuild-begun");
  }

  /// pg_rewind leaves the segment of the fork in which it began to compare.
  @Test
  void nothing_is_left_of_a_fork_that_was_rewound() throws IOException {
    old.start();
    repair(Method.REWIND);
    promoteByHand();
    promoteByHand();
    assertFollows(repair(Method.REWIND));
    assertThat(wal()).anyMatch(name -> name.startsWith("00000002"));
    assertThat(wal()).noneMatch(name -> name.matches("0000000[34].*"));
  }

  private void promoteByHand() {
    old.sql("select pg_promote()");
    old.sql("create table fork_%d as select 1".formatted(System.nanoTime()));
    old.stop();
    old.shell("touch " + old.datadir() + "/standby.signal");
    old.start();
  }

  private List<String> wal() throws IOException {
    try (Stream<Path> files = Files.list(old.instance().datadir().resolve("pg_wal"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void pg_basebackup_makes_a_standby_of_it() throws IOException {
    old.start();
    assertFollows(repair(Method.REBUILD));
    assertThat(told).contains("repair/rebuild-begun");
  }

  /// The file is in pg_rewind's way, and out of the way of what comes after it.
  @Test
  void what_pg_rewind_left_torn_is_rebuilt() throws IOException {
    old.start();
    String file = promoted.datadir() + "/unreadable";
    promoted.shell("echo text > " + file + "; chmod 0 " + file);
    afterFailure = () -> promoted.shell("rm " + file);
    assertFollows(repair(Method.REWIND));
    assertThat(told)
        .containsSubsequence(
            "repair/rewind-begun", "repair/try-failed", "repair/rebuild-begun", "repair/done");
  }

  @Override
  public void decided(Snapshot snapshot, Decision decision) {}

  @Override
  public void operated(String resource, String operation, Verdict result, Duration took) {}

  @Override
  public void stepped(String resource, String step, String sentence) {
    told.add(step);
    if (step.equals("repair/try-failed")) {
      afterFailure.run();
    }
  }
}

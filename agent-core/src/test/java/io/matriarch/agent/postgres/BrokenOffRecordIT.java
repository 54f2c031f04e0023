package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.loop.BackgroundRepairer;
import io.matriarch.agent.model.Action;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.InstanceParameters;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.Policy;
import io.matriarch.agent.model.Policy.Rejoin.Method;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Repair.Progress;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.ServerState.Standby;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.Verdict;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.port.DecisionListener;
import io.matriarch.agent.process.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A standby that received a record up to a segment's end, and the rest of it nowhere, follows
/// whoever was promoted without that record.
class BrokenOffRecordIT implements DecisionListener {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path state;
  private final List<String> told = new CopyOnWriteArrayList<>();
  private RealServer lost;
  private RealServer promoted;
  private RealServer patient;
  private JdbcServerObserver observer;
  private PromotionRecord record;

  @BeforeEach
  void break_off() {
    lost = RealServer.initialised("n1");
    // No process of the background may write between the last common record and the big one.
    lost.configure(
        "wal_log_hints = on", "wal_retrieve_retry_interval = 200ms", "bgwriter_delay = 10s");
    patient = lost.standby("n3");
    promoted = lost.standby("n2");
    observer = new JdbcServerObserver(patient.instance());
    lost.start();
    lost.sql("create table t as select generate_series(1, 1000) as n");
    Lsn common = end(lost);
    for (RealServer standby : List.of(patient, promoted)) {
      standby.start();
      Eventually.holds("replay", () -> standbyState(standby).replayed().isAtLeast(common));
      standby.stop();
    }
    lost.sql("select pg_logical_emit_message(false, 'big', repeat('x', 20000000))");
    patient.shell(
        "cp -p %s/pg_wal/%3$s %s/pg_wal/%3$s"
            .formatted(lost.datadir(), patient.datadir(), segmentOf(common)));
    lost.stop();
    promote();
    patient.configure("primary_conninfo = 'host=%s user=postgres'".formatted(promoted.home()));
    patient.start();
  }

  private static String segmentOf(Lsn lsn) {
    return "%08X%08X%08X".formatted(1, 0, lsn.value() >> 24);
  }

  private void promote() {
    promoted.start();
    promoted.sql("select pg_promote()");
    promoted.sql("insert into t select 0");
    promoted.sql("checkpoint");
    Lsn begun =
        new DataDirectory(promoted.instance().datadir()).history(2).beginningOf(2).orElseThrow();
    String system = ControlDataReader.parse(promoted.controlData()).systemIdentifier();
    record = new PromotionRecord("n2", new WalPosition(2, begun), system);
  }

  @AfterEach
  void remove() {
    patient.close();
    promoted.close();
    lost.close();
  }

  @Test
  void it_asks_for_what_it_never_gets() {
    Eventually.holds("it is stuck", this::isStuck);
    assertThat(standbyState(patient).held().lsn()).isEqualTo(record.begunAt().lsn());
  }

  @Test
  void the_repair_cuts_the_record_off_and_it_streams() {
    Eventually.holds("it is stuck", this::isStuck);
    BackgroundRepairer repairer = repairer();
    Policy policy = InstanceParameters.parse("pgsql", Map.of(), true).instance().policy();
    repairer.begin(new Action.Repair(Method.REWIND, record, "a record breaks off"), policy);
    Eventually.holds("it ended", () -> !(repairer.latest().progress() instanceof Progress.Running));

    assertThat(told).contains("repair/done");
    assertThat(standbyState(patient).streaming()).isTrue();
    Eventually.holds(
        "it replays what came after the promotion",
        () -> standbyState(patient).replayed().isAtLeast(end(promoted)));
  }

  private boolean isStuck() {
    Standby standby = standbyState(patient);
    return !standby.streaming() && standby.received().compareTo(standby.held().lsn()) > 0;
  }

  private static Standby standbyState(RealServer server) {
    return (Standby) look(server);
  }

  private static Lsn end(RealServer primary) {
    return ((ServerState.Primary) look(primary)).written().lsn();
  }

  private static ServerState look(RealServer server) {
    return new JdbcServerObserver(server.instance()).observe().blockOptional(LIMIT).orElseThrow();
  }

  private BackgroundRepairer repairer() {
    RepairNotes notes = new RepairNotes(state, "pgsql");
    PostgresControl control = new PostgresControl(patient.instance(), observer, state, notes);
    PostgresRepairTools tools = new PostgresRepairTools("n3", patient.instance(), notes, observer);
    return new BackgroundRepairer(
        "pgsql", tools, control, observer, () -> new BootTime(System.nanoTime() / 1_000_000), this);
  }

  @Override
  public void decided(Snapshot snapshot, Decision decision) {}

  @Override
  public void operated(String resource, String operation, Verdict result, Duration took) {}

  @Override
  public void stepped(String resource, String step, String sentence) {
    told.add(step);
  }
}

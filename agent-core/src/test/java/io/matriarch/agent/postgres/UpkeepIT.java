package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.ReplicationSlot;
import io.matriarch.agent.model.ServerSettings;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.SynchronousSetting;
import io.matriarch.agent.model.Upkeep.AdvanceSlot;
import io.matriarch.agent.model.Upkeep.CreateSlot;
import io.matriarch.agent.model.Upkeep.DropSlot;
import io.matriarch.agent.model.Upkeep.RenewSlot;
import io.matriarch.agent.model.Upkeep.SlotChange;
import io.matriarch.agent.process.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The agent's changes on a primary and on its standby, on every supported version.
class UpkeepIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String SLOT = "matriarch_n2";

  /// Every character of ASCII that can be seen, and the space.
  private static final SynchronousSetting NAMES =
      SynchronousSetting.of(
          false,
          1,
          List.of("n2", "odd \"name\" o'n 3", characters(' ', 'O'), characters('P', '~')));

  private static String characters(char first, char last) {
    return IntStream.rangeClosed(first, last)
        .mapToObj(Character::toString)
        .collect(Collectors.joining("", "n", "n"));
  }

  @TempDir Path logs;

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void names_and_slots_are_kept(int version) {
    try (EmbeddedPostgres programs = EmbeddedPostgres.of(version);
        RealServer primary = RealServer.initialised("n1", programs.bin());
        RealServer standby = primary.standby("n2")) {
      primary.start();
      standby.configure("hot_standby_feedback = on", "wal_receiver_status_interval = 1");
      standby.configure("primary_slot_name = '" + SLOT + "'");
      namesAreSet(primary);
      slotIsMadeOnceAndUsed(primary, standby);
      namesAreSet(standby);
      primary.sql("alter system reset synchronous_standby_names");
      primary.sql("select pg_reload_conf()");
      slotOfAStandbyIsAdvanced(primary, standby);
      slotInUseIsDroppedForSpace(primary);
      slotIsRenewedWithoutItsXmin(primary, standby);
    }
  }

  private void namesAreSet(RealServer server) {
    var jdbc = new JdbcServerObserver(server.instance());
    for (String text : List.of(NAMES.toString(), "", NAMES.toString())) {
      control(server, jdbc).setSynchronousStandbyNames(text).block(LIMIT);
      Eventually.holds("names " + text, () -> names(server).equals(text));
    }
    assertThat(SynchronousSetting.parse(names(server))).isEqualTo(NAMES);
    var r2dbc = new R2dbcServerObserver(server.instance());
    try {
      new PostgresControl(server.instance(), r2dbc, logs, new RepairNotes(logs, "n1"))
          .setSynchronousStandbyNames("")
          .block(LIMIT);
      Eventually.holds("no names", () -> names(server).isEmpty());
    } finally {
      r2dbc.close();
    }
  }

  private void slotIsMadeOnceAndUsed(RealServer primary, RealServer standby) {
    change(primary, new CreateSlot(SLOT, false, ""));
    assertThat(slot(primary).restart()).isEmpty();
    change(primary, new CreateSlot(SLOT, true, ""));
    assertThat(slot(primary).restart()).isEmpty();
    change(primary, new DropSlot(SLOT, false, ""));
    assertThat(slots(primary)).isEmpty();
    change(primary, new CreateSlot(SLOT, true, ""));
    Lsn from = slot(primary).restart().orElseThrow();
    primary.sql("create table t as select generate_series(1, 1000)");
    change(primary, new AdvanceSlot(SLOT, new Lsn(from.value() + 64), ""));
    assertThat(slot(primary).restart()).contains(new Lsn(from.value() + 64));
    change(primary, new AdvanceSlot(SLOT, from, ""));
    assertThat(slot(primary).restart()).contains(new Lsn(from.value() + 64));
    standby.start();
    Eventually.holds("the slot is used", () -> slot(primary).active() && slot(primary).xmin());
    change(primary, new DropSlot(SLOT, false, ""));
    change(primary, new RenewSlot(SLOT, ""));
    change(primary, new AdvanceSlot(SLOT, from, ""));
    assertThat(slot(primary).active()).isTrue();
  }

  private void slotOfAStandbyIsAdvanced(RealServer primary, RealServer standby) {
    change(standby, new CreateSlot("matriarch_n1", true, ""));
    primary.sql("insert into t select generate_series(1, 1000)");
    Lsn end = ((ServerState.Primary) look(primary)).written().lsn();
    Eventually.holds(
        "replayed", () -> ((ServerState.Standby) look(standby)).replayed().isAtLeast(end));
    change(standby, new AdvanceSlot("matriarch_n1", end, ""));
    assertThat(slot(standby).restart()).contains(end);
    change(standby, new RenewSlot("matriarch_n1", ""));
    assertThat(slot(standby).restart()).isPresent();
  }

  private void slotInUseIsDroppedForSpace(RealServer primary) {
    Eventually.holds(
        "dropped",
        () -> {
          change(primary, new DropSlot(SLOT, true, ""));
          return slots(primary).isEmpty();
        });
    change(primary, new CreateSlot(SLOT, false, ""));
    Eventually.holds("the slot is used again", () -> slot(primary).active());
    assertThat(slot(primary).restart()).isPresent();
  }

  private void slotIsRenewedWithoutItsXmin(RealServer primary, RealServer standby) {
    Eventually.holds("xmin", () -> slot(primary).xmin());
    standby.stop();
    Eventually.holds("unused", () -> !slot(primary).active());
    assertThat(slot(primary).xmin()).isTrue();
    change(primary, new RenewSlot(SLOT, ""));
    assertThat(slot(primary)).matches(slot -> !slot.xmin() && slot.restart().isPresent());
  }

  private PostgresControl control(RealServer server, SqlRunner sql) {
    return new PostgresControl(server.instance(), sql, logs, new RepairNotes(logs, "n1"));
  }

  private void change(RealServer server, SlotChange change) {
    control(server, new JdbcServerObserver(server.instance())).changeSlot(change).block(LIMIT);
  }

  private static ServerState look(RealServer server) {
    return new JdbcServerObserver(server.instance()).observe().blockOptional(LIMIT).orElseThrow();
  }

  private static String names(RealServer server) {
    return settings(look(server)).synchronousStandbyNames();
  }

  private static ServerSettings settings(ServerState state) {
    return state instanceof ServerState.Primary primary
        ? primary.settings()
        : ((ServerState.Standby) state).settings();
  }

  private static List<ReplicationSlot> slots(RealServer server) {
    return look(server) instanceof ServerState.Primary primary
        ? primary.slots()
        : ((ServerState.Standby) look(server)).slots();
  }

  private static ReplicationSlot slot(RealServer server) {
    assertThat(slots(server)).hasSize(1);
    return slots(server).getFirst();
  }
}

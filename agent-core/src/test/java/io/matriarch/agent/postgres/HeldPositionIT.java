package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.decide.Declaration;
import io.matriarch.agent.model.ControlData;
import io.matriarch.agent.model.Lineage;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.ServerState.Standby;
import io.matriarch.agent.model.TimelineHistory;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.process.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The position with which an instance takes part in an election is all that it holds: after a
/// demote, after a restart, and while its WAL receiver starts anew.
class HeldPositionIT {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final long SEGMENT_BYTES = 16L << 20;

  private final RealServer primary = RealServer.initialised("n1");
  private final RealServer standby = primary.standby("n2");
  private final R2dbcServerObserver ofPrimary = new R2dbcServerObserver(primary.instance());
  private final R2dbcServerObserver ofStandby = new R2dbcServerObserver(standby.instance());

  @BeforeEach
  void stream() {
    primary.start();
    standby.start();
    primary.sql("create table t as select generate_series(1, 1000)");
    Lsn end = look(ofPrimary, ServerState.Primary.class).written().lsn();
    Eventually.holds("replay", () -> standby(ofStandby).replayed().isAtLeast(end));
  }

  @AfterEach
  void close() {
    ofPrimary.close();
    ofStandby.close();
    primary.close();
    standby.close();
  }

  private static <S extends ServerState> S look(R2dbcServerObserver observer, Class<S> expected) {
    Eventually.holds(expected.getSimpleName(), () -> expected.isInstance(seen(observer)));
    return expected.cast(seen(observer));
  }

  private static ServerState seen(R2dbcServerObserver observer) {
    return observer.observe().blockOptional(LIMIT).orElseThrow();
  }

  private static Standby standby(R2dbcServerObserver observer) {
    return look(observer, Standby.class);
  }

  /// Shuts the primary down in order and starts it as a standby of its former standby.
  private Lsn demote() {
    primary.stop();
    ControlData control = ControlDataReader.parse(primary.controlData());
    primary.configure("primary_conninfo = 'host=%s application_name=n1'".formatted(standby.home()));
    primary.shell("touch " + primary.datadir() + "/standby.signal");
    primary.start();
    return control.checkpoint();
  }

  @Test
  void a_demoted_primary_holds_the_end_of_its_shutdown_checkpoint() {
    Lsn checkpoint = demote();

    Standby demoted = standby(ofPrimary);
    assertThat(demoted.held().lsn()).isGreaterThan(checkpoint);
    Eventually.holds(
        "handed over", () -> standby(ofStandby).held().equals(standby(ofPrimary).held()));
  }

  @Test
  void its_wal_receiver_that_asks_from_the_segments_start_on_takes_nothing_away() {
    Lsn checkpoint = demote();
    WalPosition held = standby(ofPrimary).held();

    Eventually.holds("its receiver streams", () -> standby(ofPrimary).streaming());

    Standby streaming = standby(ofPrimary);
    assertThat(streaming.received()).isNotEqualTo(Lsn.ZERO);
    assertThat(streaming.held()).isEqualTo(held);
    assertThat(streaming.held().lsn()).isGreaterThan(checkpoint);
  }

  @Test
  void a_demoted_primary_whose_upstream_is_gone_holds_it_too_and_says_so() {
    standby.stop();
    Lsn checkpoint = demote();

    Eventually.holds("asked for", () -> Declaration.isTold(standby(ofPrimary)));

    Standby demoted = standby(ofPrimary);
    assertThat(demoted.received().value() % SEGMENT_BYTES).isZero();
    assertThat(demoted.received()).isLessThan(demoted.held().lsn());
    assertThat(demoted.held().lsn()).isGreaterThan(checkpoint);
  }

  @Test
  void a_segment_that_a_rewind_left_of_another_timeline_makes_no_position() {
    standby.shell(
        "cd %s/pg_wal && for s in 00000001*; do cp $s 00000004${s#00000001}; done"
            .formatted(standby.datadir()));
    primary.stop();
    Eventually.holds("it is cut off", () -> !standby(ofStandby).streaming());

    assertThat(standby(ofStandby).held().timeline()).isEqualTo(1);
  }

  @Test
  void a_standby_that_was_cut_off_before_the_shutdown_holds_less() {
    standby.sql("alter system set primary_conninfo = 'host=/nowhere application_name=n2'");
    standby.sql("select pg_reload_conf()");
    Eventually.holds("cut off", () -> !standby(ofStandby).streaming());
    primary.sql("create table u ()");
    demote();

    assertThat(lineage(ofPrimary).reaches(standby(ofStandby).held())).isTrue();
    assertThat(lineage(ofStandby).reaches(standby(ofPrimary).held())).isFalse();
  }

  private static Lineage lineage(R2dbcServerObserver observer) {
    WalPosition held = standby(observer).held();
    return new Lineage(held, observer.history(held.timeline()).blockOptional(LIMIT).orElseThrow());
  }

  @Test
  void a_standby_that_still_replays_its_own_wal_does_not_tell_its_position_yet() {
    standby.sql("alter system set recovery_min_apply_delay = '1h'");
    standby.sql("select pg_reload_conf()");
    primary.sql("create table u as select generate_series(1, 1000)");
    Lsn end = look(ofPrimary, ServerState.Primary.class).written().lsn();
    Eventually.holds("receipt", () -> standby(ofStandby).received().isAtLeast(end));
    primary.stop();
    standby.stop();
    standby.start();

    Standby replaying = standby(ofStandby);
    assertThat(replaying.held().lsn()).isLessThan(end);
    assertThat(Declaration.isTold(replaying)).isFalse();

    standby.sql("alter system set recovery_min_apply_delay = 0");
    standby.sql("select pg_reload_conf()");
    Eventually.holds("told", () -> Declaration.isTold(standby(ofStandby)));
    assertThat(standby(ofStandby).held().lsn()).isGreaterThanOrEqualTo(end);
  }

  @Test
  void a_promoted_standbys_history_contains_what_its_primary_held_at_the_switch() {
    primary.stop();
    WalPosition held = standby(ofStandby).held();
    standby.sql("select pg_promote()");

    ServerState.Primary promoted = look(ofStandby, ServerState.Primary.class);
    Lineage lineage =
        new Lineage(promoted.written(), ofStandby.history(2).blockOptional(LIMIT).orElseThrow());
    assertThat(lineage.reaches(held)).isTrue();
    assertThat(lineage.reaches(new WalPosition(1, new Lsn(held.lsn().value() + 1)))).isFalse();
  }

  @Test
  void a_promotion_begins_a_timeline_after_those_that_are_in_use_elsewhere() throws IOException {
    primary.stop();
    WalPosition held = standby(ofStandby).held();
    TimelineNumbers numbers = new TimelineNumbers(standby.instance().datadir().resolve("pg_wal"));
    numbers.reserve(1, 3);
    standby.sql("select pg_promote()");

    assertThat(look(ofStandby, ServerState.Primary.class).written().timeline()).isEqualTo(4);
    assertThat(ofStandby.history(4).blockOptional(LIMIT).orElseThrow().ancestors())
        .containsExactly(new TimelineHistory.Ancestor(1, held.lsn()));
    numbers.release();
    assertThat(standby.instance().datadir().resolve("pg_wal/00000003.history")).exists();
  }

  @Test
  void a_promotion_begins_a_timeline_after_those_that_there_is_wal_of() throws IOException {
    primary.stop();
    standby(ofStandby);
    Path wal = standby.instance().datadir().resolve("pg_wal");
    Files.writeString(wal.resolve("000000030000000000000001"), "of a fork");
    new TimelineNumbers(wal).reserve(1, 1);
    standby.sql("select pg_promote()");

    assertThat(look(ofStandby, ServerState.Primary.class).written().timeline()).isEqualTo(4);
  }

  @Test
  void a_standby_that_looks_for_timelines_meanwhile_survives_that_numbers_are_taken()
      throws IOException {
    standby.sql("alter system set wal_retrieve_retry_interval = '1ms'");
    standby.sql("select pg_reload_conf()");
    primary.stop();
    TimelineNumbers numbers = new TimelineNumbers(standby.instance().datadir().resolve("pg_wal"));
    for (int round = 0; round < 300; round++) {
      numbers.reserve(1, 3);
      numbers.release();
    }

    standby.sql("select pg_promote()");
  }

  @Test
  void numbers_that_no_promotion_has_come_after_do_not_hinder_the_next_start() throws IOException {
    TimelineNumbers numbers = new TimelineNumbers(standby.instance().datadir().resolve("pg_wal"));
    numbers.reserve(1, 2);
    standby.stop();
    numbers.release();
    standby.start();

    assertThat(standby(ofStandby).held().timeline()).isEqualTo(1);
  }
}

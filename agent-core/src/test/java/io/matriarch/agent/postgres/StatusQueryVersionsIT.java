package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.process.Eventually;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The one statement on every supported version, on a primary and on its standby.
class StatusQueryVersionsIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void primary_and_standby_are_seen(int version) {
    try (EmbeddedPostgres programs = EmbeddedPostgres.of(version);
        RealServer primary = RealServer.initialised("n1", programs.bin());
        RealServer standby = primary.standby("n2")) {
      primary.start();
      standby.start();
      primary.sql("create table t as select generate_series(1, 1000)");
      primary.sql("select pg_create_physical_replication_slot('n2', true)");
      JdbcServerObserver ofPrimary = new JdbcServerObserver(primary.instance());
      JdbcServerObserver ofStandby = new JdbcServerObserver(standby.instance());
      Lsn end = look(ofPrimary, ServerState.Primary.class).written().lsn();
      Eventually.holds(
          "streaming and replayed",
          () ->
              ofStandby.observe().block(LIMIT) instanceof ServerState.Standby s
                  && s.streaming()
                  && s.replayed().isAtLeast(end));

      ServerState.Primary seen = look(ofPrimary, ServerState.Primary.class);
      assertThat(seen.settings().versionNumber() / 10_000).isEqualTo(version);
      assertThat(seen.standbys()).singleElement().matches(link -> link.standby().equals("n2"));
      assertThat(seen.settings().maxReplicationSlots()).isEqualTo(10);
      assertThat(seen.slots())
          .singleElement()
          .matches(slot -> slot.walStatus().equals("reserved"))
          .matches(slot -> slot.restart().isPresent())
          .matches(slot -> !slot.xmin() && !slot.temporary());
      assertThat(look(ofStandby, ServerState.Standby.class).settings().applicationName())
          .isEqualTo("n2");
      assertThat(heldAfterRestart(primary, standby, ofStandby)).isGreaterThanOrEqualTo(end);
      standby.sql("select pg_promote()");
      assertThat(look(ofStandby, ServerState.Primary.class).written().timeline()).isEqualTo(2);
    }
  }

  private static Lsn heldAfterRestart(
      RealServer primary, RealServer standby, JdbcServerObserver observer) {
    standby.stop();
    primary.stop();
    standby.start();
    return look(observer, ServerState.Standby.class).held().lsn();
  }

  private static <S extends ServerState> S look(JdbcServerObserver observer, Class<S> expected) {
    ServerState seen = observer.observe().blockOptional(LIMIT).orElseThrow();
    assertThat(seen).isInstanceOf(expected);
    return expected.cast(seen);
  }
}

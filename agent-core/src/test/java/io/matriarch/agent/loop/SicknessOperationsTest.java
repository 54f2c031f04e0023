package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.Health;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.Verdict;
import io.matriarch.agent.port.ServerControl.StopMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The operations on an instance that is sick: hung, with frozen storage, or without room.
class SicknessOperationsTest {

  private static final Optional<BootTime> LONG_AGO = Optional.of(new BootTime(-60_000));

  @RegisterExtension final VirtualTime time = new VirtualTime();

  private final FakeCluster cluster = new FakeCluster();

  private Agent agent(ServerState state, Role role) {
    cluster.roles.put("n1", role);
    cluster.roles.put("n2", Role.UNPROMOTED);
    cluster.scores.put("n2", 1000);
    Agent agent = new Agent("n1", new FakeServer(state), cluster, time.scheduler(), Map.of());
    agent.run();
    return agent;
  }

  private Agent primary() {
    return agent(FakeServer.primary(FakeServer.HELD), Role.PROMOTED);
  }

  static Health refusing() {
    return new Health(LONG_AGO, Optional.empty(), Optional.empty(), Optional.empty());
  }

  static Health frozen() {
    return new Health(Optional.empty(), LONG_AGO, Optional.empty(), Optional.empty());
  }

  static Health free(long mebibytes) {
    return new Health(
        Optional.empty(),
        Optional.empty(),
        Optional.of(new Health.Disk("/data/pg_wal", mebibytes << 20, 1L << 40)),
        Optional.empty());
  }

  private static Verdict ask(Agent agent, String word) {
    return agent.ask(Requests.of(word, "n1"));
  }

  private static Duration took(Agent agent, Runnable work) {
    long before = agent.now().millis();
    work.run();
    return Duration.ofMillis(agent.now().millis() - before);
  }

  @Test
  void a_primary_that_accepts_nobody_is_demoted_by_force_and_abstains() {
    Agent agent = primary();
    agent.health.latest = refusing();
    agent.server.survived.addAll(List.of(StopMode.FAST, StopMode.IMMEDIATE));
    agent.pass(Duration.ofSeconds(2));
    assertThat(cluster.scores).containsEntry("n1", -1000);

    Duration took =
        took(agent, () -> assertThat(ask(agent, "demote").code()).isEqualTo(OcfExitCode.SUCCESS));

    assertThat(agent.server.calls).startsWith("stop KILL");
    assertThat(took).isLessThan(Duration.ofSeconds(1));
    assertThat(agent.loop.memory().gaveUp()).isTrue();
    agent.ask(Requests.prePromote("n2", "n1", "n2"));
    assertThat(cluster.attribute("matriarch-position-pgsql").get("n1")).contains("|abstains|");
  }

  @Test
  void a_primary_with_frozen_storage_fails_its_demote_and_its_stop_soon() {
    Agent agent = primary();
    agent.health.latest = frozen();
    agent.server.survived.addAll(List.of(StopMode.values()));
    agent.pass(Duration.ofSeconds(2));
    Duration took =
        took(
            agent,
            () -> {
              assertThat(ask(agent, "demote").code()).isEqualTo(OcfExitCode.ERR_GENERIC);
              assertThat(ask(agent, "stop").reason())
                  .isEqualTo("processes survive SIGKILL: [100, 101]");
            });
    assertThat(took).isLessThan(Duration.ofSeconds(25));
  }

  @Test
  void the_checkpoint_before_a_demote_is_left_out_where_storage_is_frozen() {
    Agent agent = primary();
    agent.health.latest = frozen();
    agent.ask(Requests.preDemote("n1"));
    assertThat(agent.server.calls).isEmpty();
  }

  @Test
  void a_start_without_room_succeeds_and_the_agent_starts_it_later() {
    Agent agent = agent(FakeServer.stopped(), Role.UNPROMOTED);
    agent.health.latest = free(8);
    assertThat(ask(agent, "start").code()).isEqualTo(OcfExitCode.SUCCESS);
    agent.pass(Duration.ofMinutes(10));
    assertThat(agent.server.calls).isEmpty();
    assertThat(agent.lastVerdict().orElseThrow().verdict())
        .isEqualTo(
            new Verdict(
                OcfExitCode.DEGRADED,
                "down, 8 MiB free on /data/pg_wal: it is started with 64 MiB"));

    agent.health.latest = free(1000);
    agent.pass(Duration.ofSeconds(2));
    assertThat(agent.server.calls).containsExactly("start");
    assertThat(agent.server.state).isInstanceOf(ServerState.Standby.class);
  }

  @Test
  void a_start_that_is_asked_for_again_waits_on() {
    Agent agent = agent(FakeServer.crashed(true, 0), Role.UNPROMOTED);
    agent.health.latest = free(8);
    assertThat(ask(agent, "start").code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(ask(agent, "start").code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(ask(agent, "probe").code()).isEqualTo(OcfExitCode.DEGRADED);
    assertThat(agent.server.calls).isEmpty();
  }

  @Test
  void a_stop_takes_back_the_start_that_waits_for_room() {
    Agent agent = agent(FakeServer.stopped(), Role.UNPROMOTED);
    agent.health.latest = free(8);
    ask(agent, "start");
    assertThat(ask(agent, "stop").code()).isEqualTo(OcfExitCode.SUCCESS);
    agent.health.latest = free(1000);
    agent.pass(Duration.ofMinutes(1));
    assertThat(agent.server.calls).isEmpty();
    assertThat(agent.lastVerdict().orElseThrow().verdict().code())
        .isEqualTo(OcfExitCode.NOT_RUNNING);
  }

  @Test
  void a_stop_ends_the_comeback_that_has_begun() {
    Agent agent = agent(FakeServer.crashed(false, 0), Role.UNPROMOTED);
    agent.server.failingStarts.set(100);
    ask(agent, "demote");
    agent.pass(Duration.ofMillis(1500));
    int starts = agent.server.calls.size();
    assertThat(starts).isPositive();

    assertThat(ask(agent, "stop").code()).isEqualTo(OcfExitCode.SUCCESS);
    agent.pass(Duration.ofMinutes(1));
    assertThat(agent.server.calls).hasSize(starts);
  }

  @Test
  void a_primary_demoted_onto_a_full_disk_is_not_started_there() {
    Agent agent = primary();
    agent.health.latest = free(8);
    agent.pass(Duration.ofSeconds(2));
    assertThat(ask(agent, "demote").code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(agent.server.calls).containsExactly("checkpoint", "stop FAST");
    agent.pass(Duration.ofSeconds(2));
    assertThat(agent.rules).endsWith("stopped/no-room");
  }

  @Test
  void verdicts_flow_while_health_cannot_be_measured() {
    Agent agent = agent(FakeServer.unreachable(false, true), Role.PROMOTED);
    agent.health.hanging = true;
    agent.pass(Duration.ofMillis(5900));
    assertThat(agent.verdicts).hasSizeGreaterThanOrEqualTo(5);
  }

  @Test
  void a_cluster_that_hangs_delays_no_verdict_of_a_primary() {
    Agent agent = primary();
    cluster.hanging = true;
    agent.pass(Duration.ofSeconds(60));
    assertThat(agent.verdicts).hasSizeGreaterThanOrEqualTo(60);
    assertThat(agent.verdicts)
        .allSatisfy(
            written ->
                assertThat(written.verdict().code()).isEqualTo(OcfExitCode.RUNNING_PROMOTED));
  }
}

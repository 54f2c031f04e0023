package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.ControlData.ClusterState;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.Verdict;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.port.Repairer;
import io.matriarch.agent.port.ServerControl.StopMode;
import io.matriarch.agent.port.SetupFault;
import io.matriarch.agent.port.Unwatched;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The operations on one instance when something is in their way.
class OperationsTest {

  @RegisterExtension final VirtualTime time = new VirtualTime();

  private final FakeCluster cluster = new FakeCluster();

  private Agent agent(ServerState state) {
    return agent(state, Map.of());
  }

  private Agent agent(ServerState state, Map<String, String> parameters) {
    cluster.roles.put("n1", Role.UNPROMOTED);
    Agent agent = new Agent("n1", new FakeServer(state), cluster, time.scheduler(), parameters);
    agent.run();
    return agent;
  }

  private Agent primary() {
    return agent(FakeServer.primary(FakeServer.HELD));
  }

  private static Verdict ask(Agent agent, String word) {
    return agent.ask(Requests.of(word, "n1"));
  }

  private static Duration took(Agent agent, String word) {
    long before = agent.now().millis();
    ask(agent, word);
    return Duration.ofMillis(agent.now().millis() - before);
  }

  @Test
  void stop_does_not_fail_because_validation_would() {
    Agent agent = primary();
    agent.server.faults.add(new SetupFault(OcfExitCode.ERR_ARGS, "pgport is wrong"));
    assertThat(ask(agent, "stop").code()).isEqualTo(OcfExitCode.SUCCESS);
  }

  @Test
  void start_refuses_with_the_fault_that_validation_finds() {
    Agent agent = agent(FakeServer.stopped());
    agent.server.faults.add(new SetupFault(OcfExitCode.ERR_INSTALLED, "no pg_ctl in /usr/bin"));
    assertThat(ask(agent, "start"))
        .isEqualTo(new Verdict(OcfExitCode.ERR_INSTALLED, "no pg_ctl in /usr/bin"));
    assertThat(agent.server.calls).isEmpty();
  }

  @Test
  void start_refuses_a_data_directory_of_another_system() {
    cluster.promotionRecord =
        Optional.of(new PromotionRecord("n2", new WalPosition(3, Lsn.ZERO), "another"));
    Agent agent = agent(FakeServer.stopped());
    assertThat(ask(agent, "start"))
        .returns(OcfExitCode.ERR_GENERIC, Verdict::code)
        .extracting(Verdict::reason)
        .asString()
        .contains("the promotion record has another: clone this node anew");
    assertThat(agent.server.calls).isEmpty();
  }

  @Test
  void start_waits_for_the_comeback_that_has_begun() {
    Agent agent = agent(FakeServer.crashed(false, 0));
    agent.server.recovery = Duration.ofSeconds(10);
    ask(agent, "demote");
    assertThat(ask(agent, "start").code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(agent.server.calls).containsExactly("start");
  }

  @Test
  void stop_goes_from_fast_to_immediate_to_kill() {
    Agent agent = primary();
    agent.server.survived.addAll(List.of(StopMode.FAST, StopMode.IMMEDIATE));
    assertThat(ask(agent, "stop").code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(agent.server.calls).containsExactly("stop FAST", "stop IMMEDIATE", "stop KILL");
  }

  @Test
  void stop_has_time_left_to_kill_whatever_the_end_of_a_repair_took() {
    Ward ward = new Ward();
    ward.dieAt = 0;
    Agent agent = primary();
    agent.server.survived.addAll(Set.of(StopMode.FAST, StopMode.IMMEDIATE));
    ControlLoop loop = withRepairs(agent, Unwatched.repairer(ward));
    loop.run(Flux.never());
    OperationRequest stop = Requests.of("stop", "n1");
    Verdict answer = agent.await(new Operations(loop).run(stop), stop.budget());
    assertThat(answer.code()).isEqualTo(OcfExitCode.SUCCESS);
  }

  private static ControlLoop withRepairs(Agent agent, Repairer repairer) {
    World w = agent.loop.world();
    World world =
        new World(
            w.node(),
            w.server(),
            w.control(),
            w.health(),
            repairer,
            w.cluster(),
            w.clusterControl(),
            w.clock(),
            w.verdicts(),
            w.listener());
    return new ControlLoop(world, agent.loop.instance(), List.of());
  }

  @Test
  void stop_fails_while_a_process_survives() {
    Agent agent = primary();
    agent.server.survived.addAll(List.of(StopMode.values()));
    assertThat(ask(agent, "stop").code()).isEqualTo(OcfExitCode.ERR_GENERIC);
    assertThat(agent.steps).endsWith("stop ERR_GENERIC");
  }

  @Test
  void stop_kills_the_orphans_of_a_crashed_postmaster_at_once() {
    Agent agent = agent(FakeServer.crashed(false, 3));
    assertThat(ask(agent, "stop").code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(agent.server.calls).containsExactly("stop KILL");
  }

  @Test
  void stop_succeeds_although_the_server_cannot_be_observed() {
    Agent agent = primary();
    agent.server.survived.addAll(List.of(StopMode.FAST, StopMode.IMMEDIATE));
    agent.server.hanging.add(FakeServer.Call.OBSERVE);
    assertThat(ask(agent, "stop").code()).isEqualTo(OcfExitCode.SUCCESS);
  }

  @Test
  void stop_ends_by_force_although_each_look_at_the_server_fails() {
    Agent agent = primary();
    agent.server.survived.add(StopMode.FAST);
    agent.server.failing = true;
    assertThat(ask(agent, "stop").code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(agent.server.calls).containsExactly("stop FAST", "stop IMMEDIATE");
  }

  @Test
  void stop_kills_what_lingers_after_the_shutdown_checkpoint() {
    Agent agent = primary();
    agent.server.survived.add(StopMode.FAST);
    agent.server.state =
        new ServerState.Starting(
            FakeServer.control(ClusterState.SHUT_DOWN),
            false,
            "the database system is shutting down");
    assertThat(took(agent, "stop")).isLessThan(Duration.ofSeconds(2));
    assertThat(agent.server.calls).containsExactly("stop FAST", "stop KILL");
  }

  @Test
  void stop_succeeds_although_no_verdict_can_be_written() {
    Agent agent = primary();
    agent.sinkFails = true;
    assertThat(ask(agent, "stop").code()).isEqualTo(OcfExitCode.SUCCESS);
  }

  @Test
  void stop_fails_when_the_processes_cannot_be_listed() {
    Agent agent = primary();
    agent.server.hanging.add(FakeServer.Call.PROCESSES);
    assertThat(ask(agent, "stop").code()).isEqualTo(OcfExitCode.ERR_GENERIC);
  }

  @Test
  void demote_fails_while_a_process_survives() {
    Agent agent = primary();
    agent.server.survived.addAll(List.of(StopMode.values()));
    assertThat(ask(agent, "demote").code()).isEqualTo(OcfExitCode.ERR_GENERIC);
    assertThat(agent.server.calls).doesNotContain("start");
  }

  @Test
  void demote_of_a_crashed_primary_fails_while_an_orphan_survives() {
    Agent agent = agent(FakeServer.crashed(false, 1));
    agent.server.survived.add(StopMode.KILL);
    assertThat(ask(agent, "demote"))
        .returns(OcfExitCode.ERR_GENERIC, Verdict::code)
        .extracting(Verdict::reason)
        .asString()
        .contains("survive SIGKILL");
  }

  @Test
  void demote_of_a_primary_shuts_it_down_fast_and_starts_a_standby_though_nobody_is_promoted() {
    Agent agent = primary();
    assertThat(ask(agent, "demote").code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(ask(agent, "monitor").code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(agent.server.calls).containsExactly("stop FAST");
    agent.pass(Duration.ofSeconds(5));
    assertThat(agent.server.calls).containsExactly("stop FAST", "start");
    assertThat(agent.server.state).isInstanceOf(ServerState.Standby.class);
  }

  @Test
  void a_demoted_primary_is_started_as_soon_as_it_is_to_be_started_or_promoted() {
    for (String word : List.of("start", "promote")) {
      Agent agent = primary();
      ask(agent, "demote");
      assertThat(took(agent, word)).as(word).isLessThan(Duration.ofSeconds(2));
      assertThat(agent.server.calls).as(word).startsWith("stop FAST", "start");
    }
  }

  @Test
  void demote_of_a_crashed_primary_answers_before_the_standby_is_started() {
    Agent agent = agent(FakeServer.crashed(false, 2));
    agent.server.recovery = Duration.ofSeconds(10);
    assertThat(took(agent, "demote")).isLessThan(Duration.ofMillis(200));
    agent.pass(Duration.ofSeconds(12));
    assertThat(agent.server.calls).containsExactly("stop KILL", "start");
    assertThat(agent.server.state).isInstanceOf(ServerState.Standby.class);
  }

  @Test
  void demote_by_force_brings_the_standby_back_although_an_older_look_ends_later() {
    Agent agent = agent(FakeServer.starting(false));
    Mono<Verdict> demote = agent.begin(Requests.of("demote", "n1"));
    agent.pass(Duration.ofMillis(20));
    agent.server.lookTakes = Duration.ofMillis(300);
    agent.server.connectionEnds("terminated by the administrator");
    assertThat(agent.await(demote, Agent.BUDGET).code()).isEqualTo(OcfExitCode.SUCCESS);
    agent.pass(Duration.ofSeconds(5));
    assertThat(agent.server.calls).containsExactly("stop IMMEDIATE", "start");
  }

  @Test
  void promote_after_the_demote_of_a_crashed_primary_waits_for_its_recovery() {
    Agent agent = agent(FakeServer.crashed(false, 2));
    agent.server.recovery = Duration.ofSeconds(10);
    ask(agent, "demote");
    assertThat(ask(agent, "promote").code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(agent.server.calls).containsExactly("stop KILL", "start", "promote", "checkpoint");
  }

  @Test
  void promote_of_a_standby_that_is_starting_waits_for_it() {
    Agent agent = agent(FakeServer.stopped());
    agent.server.recovery = Duration.ofSeconds(10);
    ask(agent, "start");
    assertThat(ask(agent, "promote").code()).isEqualTo(OcfExitCode.SUCCESS);
  }

  @Test
  void promote_does_not_fail_because_a_look_at_the_new_primary_does() {
    Agent agent = agent(FakeServer.standby(FakeServer.HELD, false));
    agent.server.looksFailAfterPromotion.set(3);
    assertThat(ask(agent, "promote").code()).isEqualTo(OcfExitCode.SUCCESS);
  }

  @Test
  void promote_gives_up_on_a_recovery_that_outlasts_recovery_wait() {
    Agent agent = agent(FakeServer.crashed(false, 0), Map.of("recovery_wait", "10"));
    agent.server.recovery = Duration.ofSeconds(60);
    ask(agent, "demote");
    assertThat(ask(agent, "promote"))
        .returns(OcfExitCode.ERR_GENERIC, Verdict::code)
        .returns("crash recovery was not done within 10 s", Verdict::reason);
  }

  @Test
  void start_of_a_standby_returns_when_it_has_begun() {
    Agent agent = agent(FakeServer.crashed(true, 0));
    agent.server.recovery = Duration.ofSeconds(20);
    assertThat(took(agent, "start")).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void start_of_a_crashed_primary_waits_for_its_recovery() {
    Agent agent = agent(FakeServer.crashed(false, 0));
    agent.server.recovery = Duration.ofSeconds(20);
    assertThat(took(agent, "start")).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(21));
  }

  @Test
  void start_of_a_crashed_primary_waits_no_longer_than_recovery_wait() {
    Agent agent = agent(FakeServer.crashed(false, 0), Map.of("recovery_wait", "5"));
    agent.server.recovery = Duration.ofSeconds(40);
    assertThat(took(agent, "start")).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
  }

  @Test
  void start_fails_with_the_words_of_a_server_that_does_not_start() {
    Agent agent = agent(FakeServer.stopped());
    agent.server.failingStarts.set(1);
    assertThat(ask(agent, "start").reason()).contains("FATAL: could not start");
  }

  @Test
  void an_operation_is_forgotten_when_it_has_ended() {
    Agent agent = primary();
    agent.server.hanging.add(FakeServer.Call.REQUEST_STOP);
    ask(agent, "demote");
    agent.pass(Duration.ofSeconds(1));
    assertThat(agent.loop.memory().operation().name()).isEqualTo("NONE");
  }

  @Test
  void pre_demote_asks_the_primary_for_a_checkpoint() {
    Agent agent = primary();
    agent.ask(Requests.preDemote("n1"));
    assertThat(agent.server.calls).containsExactly("checkpoint");
  }

  @Test
  void pre_demote_of_another_node_asks_for_nothing() {
    Agent agent = primary();
    agent.ask(Requests.preDemote("n2"));
    assertThat(agent.server.calls).isEmpty();
  }

  @Test
  void pre_demote_succeeds_although_the_checkpoint_hangs() {
    Agent agent = primary();
    agent.server.hanging.add(FakeServer.Call.CHECKPOINT);
    assertThat(agent.ask(Requests.preDemote("n1")).code()).isEqualTo(OcfExitCode.SUCCESS);
  }

  @Test
  void pre_demote_of_a_primary_whose_score_was_lost_writes_it_again_before_it_answers() {
    Agent agent = primary();
    agent.loop.remember(memory -> memory.withDecision(Optional.of(1001), false));
    agent.loop.clusterUnknown("so that the loop itself writes nothing");
    cluster.scores.remove("n1");
    agent.ask(Requests.preDemote("n1"));
    assertThat(cluster.scores).containsEntry("n1", 1001);
  }

  @Test
  void pre_demote_leaves_a_score_alone_that_is_there() {
    Agent agent = primary();
    agent.loop.remember(memory -> memory.withDecision(Optional.of(1001), false));
    agent.loop.clusterUnknown("so that the loop itself writes nothing");
    cluster.scores.put("n1", -1000);
    agent.ask(Requests.preDemote("n1"));
    assertThat(cluster.scores).containsEntry("n1", -1000);
  }

  @Test
  void validate_all_names_every_fault() {
    Agent agent = primary();
    agent.server.faults.add(new SetupFault(OcfExitCode.ERR_INSTALLED, "no pg_ctl"));
    agent.server.faults.add(new SetupFault(OcfExitCode.ERR_ARGS, "pghost is no directory"));
    assertThat(ask(agent, "validate-all").reason()).isEqualTo("no pg_ctl; pghost is no directory");
  }

  @ParameterizedTest
  @EnumSource(FakeServer.Call.class)
  void whatever_hangs_each_operation_ends_within_its_budget_and_says_why(FakeServer.Call call) {
    for (String word : List.of("monitor", "probe", "start", "stop", "demote", "promote")) {
      for (ServerState state : List.of(FakeServer.primary(FakeServer.HELD), standby(), crashed())) {
        Agent agent = agent(state);
        agent.server.hanging.add(call);
        Verdict verdict = ask(agent, word);
        if (verdict.code() == OcfExitCode.ERR_GENERIC) {
          assertThat(verdict.reason()).as("%s of %s", word, state).isNotEmpty();
        }
      }
    }
  }

  private static ServerState standby() {
    return FakeServer.standby(FakeServer.HELD, false);
  }

  private static ServerState crashed() {
    return FakeServer.crashed(false, 1);
  }
}

package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.ReplicationSlot;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.SynchronousSet;
import io.matriarch.agent.model.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The upkeep of synchronous replication and of the slots as it is carried out.
class KeeperTest {

  private static final String NAMES = "ANY 1 (\"n2\")";

  @RegisterExtension final VirtualTime time = new VirtualTime();

  private final FakeCluster cluster = new FakeCluster();

  private Agent primary(Map<String, String> parameters) {
    return primary(parameters, "");
  }

  /// A primary from which n2 streams, and which refuses its upkeep with that.
  private Agent primary(Map<String, String> parameters, String refusal) {
    cluster.roles.put("n1", Role.PROMOTED);
    cluster.roles.put("n2", Role.UNPROMOTED);
    FakeServer server = new FakeServer(FakeUpkeep.primary("n2"));
    server.refusal = refusal;
    Agent agent = new Agent("n1", server, cluster, time.scheduler(), parameters);
    agent.run();
    return agent;
  }

  /// A standby whose agent has not read the set yet.
  private Agent standby(SynchronousSet set) {
    cluster.roles.put("n1", Role.UNPROMOTED);
    cluster.roles.put("n2", Role.UNPROMOTED);
    cluster.scores.put("n1", 1000);
    FakeServer server = new FakeServer(FakeServer.standby(FakeServer.HELD, false));
    Agent agent = new Agent("n1", server, cluster, time.scheduler(), synchronous("strict"));
    agent.run();
    cluster.synchronousSet = Optional.of(set);
    return agent;
  }

  private static Map<String, String> synchronous(String mode) {
    return Map.of("synchronous", mode, "slots", "off");
  }

  private static void pass(Agent agent, int seconds) {
    for (int second = 0; second < seconds; second++) {
      agent.pass(Duration.ofSeconds(1));
      agent.seeCluster();
    }
  }

  @Test
  void a_new_set_is_set_up_step_by_step() {
    Agent agent = primary(synchronous("prefer"));
    pass(agent, 8);
    assertThat(agent.server.upkeep).containsExactly("names " + NAMES);
    assertThat(cluster.writes.stream().filter(w -> w.contains("synchronous")).distinct())
        .containsExactly(
            "n1 synchronous acknowledged=0 members=n1,n2",
            "n1 synchronous acknowledged=1 members=n1,n2");
    assertThat(agent.steps).contains("synchronous/set", "synchronous/recorded");
  }

  @Test
  void a_setting_that_is_refused_is_told_and_asked_for_again_after_ten_seconds() {
    Agent agent = primary(synchronous("prefer"), "ALTER SYSTEM is not allowed");
    pass(agent, 10);
    assertThat(agent.server.upkeep).hasSize(1);
    assertThat(agent.lastVerdict().orElseThrow().verdict().reason())
        .isEqualTo("synchronous_standby_names cannot be set: ALTER SYSTEM is not allowed");
    pass(agent, 3);
    assertThat(agent.server.upkeep).hasSize(2);
  }

  @Test
  void a_setting_that_hangs_is_given_up_and_lets_nothing_else_pass_meanwhile() {
    Agent agent = primary(synchronous("prefer"));
    pass(agent, 1);
    agent.server.hanging.add(FakeServer.Call.UPKEEP);
    pass(agent, 9);
    assertThat(cluster.writes.stream().filter(w -> w.contains("synchronous")).distinct())
        .hasSize(1);
    agent.server.hanging.clear();
    pass(agent, 20);
    assertThat(cluster.synchronousSet.orElseThrow().acknowledged()).isEqualTo(1);
  }

  @Test
  void a_set_that_cannot_be_written_is_written_again_and_nothing_else_is_done() {
    cluster.writable = false;
    Agent agent = primary(synchronous("prefer"));
    pass(agent, 5);
    assertThat(agent.server.upkeep).isEmpty();
    cluster.writable = true;
    pass(agent, 5);
    assertThat(cluster.synchronousSet).isPresent();
    assertThat(agent.server.upkeep).isNotEmpty();
  }

  @Test
  void off_withdraws_the_set() {
    cluster.synchronousSet = Optional.of(new SynchronousSet(List.of("n1", "n2"), 1));
    Agent agent = primary(synchronous("off"));
    pass(agent, 3);
    assertThat(cluster.synchronousSet).isEmpty();
    assertThat(agent.steps).contains("synchronous/withdrawn");
    assertThat(agent.server.upkeep).isEmpty();
  }

  @Test
  void upkeep_that_hangs_does_not_delay_the_verdicts() {
    Agent agent = primary(Map.of("synchronous", "prefer"));
    agent.server.hanging.add(FakeServer.Call.UPKEEP);
    cluster.hanging = true;
    agent.pass(Duration.ofMillis(5500));
    assertThat(agent.verdicts).hasSize(6);
  }

  @Test
  void a_slot_is_made_once() {
    Agent agent = primary(Map.of());
    pass(agent, 5);
    assertThat(agent.server.upkeep).containsExactly("CreateSlot matriarch_n2");
    assertThat(agent.steps).contains("slot/created");
  }

  @Test
  void a_slot_that_cannot_be_made_is_told_and_tried_again_later() {
    Agent agent = primary(Map.of(), "permission denied");
    pass(agent, 20);
    assertThat(agent.server.upkeep).hasSize(1);
    assertThat(agent.lastVerdict().orElseThrow().verdict().reason())
        .isEqualTo("slot matriarch_n2: permission denied");
    agent.server.refusal = "";
    pass(agent, 15);
    assertThat(agent.server.upkeep).hasSize(2);
    assertThat(agent.lastVerdict().orElseThrow().verdict().reason()).isEmpty();
  }

  @Test
  void wal_that_a_slot_held_goes_with_a_checkpoint() {
    Agent agent = primary(Map.of("slot_wal_max", "1048576"));
    cluster.roles.put("n2", Role.STOPPED);
    agent.seeCluster();
    ServerState.Primary seen = FakeUpkeep.primary();
    ReplicationSlot greedy =
        new ReplicationSlot(
            "matriarch_n2",
            "physical",
            false,
            false,
            2_000_000,
            "extended",
            Optional.of(FakeServer.HELD.lsn()),
            false,
            Optional.empty());
    agent.server.state = FakeUpkeep.with(seen, seen.settings(), List.of(greedy));
    pass(agent, 3);
    assertThat(agent.server.upkeep).contains("DropSlot matriarch_n2");
    assertThat(agent.server.calls).containsExactly("checkpoint", "checkpoint");
  }

  @Test
  void a_standby_is_promoted_with_its_setting_ready() {
    Agent agent = standby(new SynchronousSet(List.of("n1", "n2"), 1));
    assertThat(promoted(agent).code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(agent.server.upkeep).containsExactly("names " + NAMES);
    assertThat(agent.steps.indexOf("synchronous/set"))
        .isBetween(0, agent.steps.indexOf("promote SUCCESS") - 1);
  }

  @Test
  void a_setting_that_was_ready_is_not_set_again_for_the_promotion() {
    Agent agent = standby(new SynchronousSet(List.of("n1", "n2"), 1));
    pass(agent, 3);
    assertThat(promoted(agent).code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(agent.server.upkeep).containsExactly("names " + NAMES);
  }

  @Test
  void a_setting_that_cannot_be_changed_weakens_the_set_before_the_promotion() {
    Agent agent = standby(new SynchronousSet(List.of("n1", "n2"), 1));
    agent.server.refusal = "ALTER SYSTEM is not allowed";
    assertThat(promoted(agent).code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(cluster.synchronousSet).contains(new SynchronousSet(List.of("n1", "n2"), 0));
  }

  @Test
  void neither_a_setting_nor_a_set_that_can_be_changed_refuses_the_promotion() {
    Agent agent = standby(new SynchronousSet(List.of("n1", "n2"), 1));
    agent.server.refusal = "ALTER SYSTEM is not allowed";
    cluster.writable = false;
    assertThat(promoted(agent).code()).isEqualTo(OcfExitCode.ERR_GENERIC);
    assertThat(agent.server.calls).isEmpty();
  }

  @Test
  void a_set_that_cannot_be_read_refuses_the_promotion() {
    Agent agent = standby(new SynchronousSet(List.of("n1", "n2"), 1));
    cluster.readable = false;
    assertThat(promoted(agent).reason()).startsWith("refused: the synchronous set is unknown");
    assertThat(agent.server.calls).isEmpty();
  }

  private static Verdict promoted(Agent agent) {
    return agent.ask(Requests.promote("n1", "n1"));
  }
}

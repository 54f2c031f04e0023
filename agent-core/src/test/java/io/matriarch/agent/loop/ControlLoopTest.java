package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.Memory.Comeback;
import io.matriarch.agent.model.Memory.Operation;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.WalPosition;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The loop: when it looks, what it writes, and what it leaves alone.
class ControlLoopTest {

  @RegisterExtension final VirtualTime time = new VirtualTime();

  private final FakeCluster cluster = new FakeCluster();

  private Agent standby() {
    cluster.roles.put("n1", Role.PROMOTED);
    cluster.scores.put("n1", 1001);
    FakeServer server = new FakeServer(FakeServer.standby(FakeServer.HELD, true));
    return new Agent("n2", server, cluster, time.scheduler());
  }

  private Agent primary() {
    cluster.roles.put("n1", Role.PROMOTED);
    FakeServer server = new FakeServer(FakeServer.primary(FakeServer.HELD));
    return new Agent("n1", server, cluster, time.scheduler());
  }

  @Test
  void a_verdict_is_believed_for_three_seconds_after_the_observation_began() {
    Agent agent = standby();
    agent.server.lookTakes = Duration.ofMillis(700);
    agent.run();
    agent.pass(Duration.ofMillis(700));
    assertThat(agent.lastVerdict().orElseThrow().expiry().millis()).isEqualTo(3000);
  }

  @Test
  void an_observation_that_hangs_gives_no_verdict() {
    Agent agent = standby();
    agent.server.hanging.add(FakeServer.Call.OBSERVE);
    agent.run();
    agent.pass(Duration.ofSeconds(20));
    assertThat(agent.verdicts).isEmpty();
    assertThat(agent.rules).isNotEmpty().containsOnly("server/unknown-standby");
  }

  @Test
  void an_observation_that_hangs_is_named_with_its_wait() {
    Agent agent = standby();
    agent.server.hanging.add(FakeServer.Call.OBSERVE);
    agent.run();
    agent.pass(Duration.ofSeconds(6));
    assertThat(agent.loop.latest().orElseThrow().decision().because())
        .isEqualTo("PostgreSQL could not be observed: no answer within 5.0 s");
  }

  @Test
  void an_observation_that_hangs_is_told_as_a_look_without_an_answer() {
    Agent agent = standby();
    agent.run();
    agent.pass(Duration.ofSeconds(1));
    agent.server.hanging.add(FakeServer.Call.OBSERVE);
    agent.pass(Duration.ofSeconds(6));
    assertThat(agent.checks).startsWith("postgresql answered").endsWith("postgresql unanswered");
  }

  @Test
  void an_observation_that_hung_once_does_not_end_the_loop() {
    Agent agent = standby();
    agent.server.hanging.add(FakeServer.Call.OBSERVE);
    agent.run();
    agent.pass(Duration.ofSeconds(6));
    agent.server.hanging.clear();
    agent.pass(Duration.ofSeconds(6));
    assertThat(agent.rules).endsWith("standby/streaming");
  }

  @Test
  void a_look_that_is_asked_for_is_not_kept_waiting_by_ticks() {
    Agent agent = standby();
    agent.server.lookTakes = Duration.ofSeconds(4);
    agent.run();
    agent.pass(Duration.ofSeconds(31));
    long before = agent.now().millis();
    agent.await(agent.loop.look(), Duration.ofSeconds(60));
    assertThat(agent.now().millis() - before).isLessThanOrEqualTo(12_000);
  }

  @Test
  void ticks_do_not_pile_up_behind_slow_looks() {
    Agent agent = standby();
    agent.server.lookTakes = Duration.ofSeconds(4);
    agent.run();
    agent.pass(Duration.ofSeconds(40));
    agent.server.lookTakes = Duration.ZERO;
    agent.pass(Duration.ofMillis(4100));
    int looks = agent.server.looks.get();
    agent.pass(Duration.ofSeconds(5));
    assertThat(agent.server.looks.get() - looks).isEqualTo(5);
  }

  @Test
  void a_verdict_that_cannot_be_written_does_not_end_the_loop() {
    Agent agent = standby();
    agent.sinkFails = true;
    agent.run();
    agent.pass(Duration.ofSeconds(3));
    agent.sinkFails = false;
    agent.pass(Duration.ofSeconds(2));
    assertThat(agent.verdicts).isNotEmpty();
  }

  @Test
  void the_score_is_written_once_and_not_again_while_the_cib_has_it() {
    Agent agent = standby();
    agent.run();
    agent.seeCluster();
    for (int second = 0; second < 10; second++) {
      agent.pass(Duration.ofSeconds(1));
      agent.seeCluster();
    }
    assertThat(cluster.writes).containsExactly("n2 score 1000");
  }

  @Test
  void a_score_that_was_lost_is_written_again() {
    Agent agent = standby();
    agent.run();
    agent.seeCluster();
    agent.pass(Duration.ofSeconds(1));
    cluster.scores.clear();
    agent.seeCluster();
    agent.pass(Duration.ofSeconds(1));
    assertThat(cluster.writes).containsExactly("n2 score 1000", "n2 score 1000");
  }

  @Test
  void a_score_that_could_not_be_written_is_tried_again() {
    Agent agent = standby();
    cluster.writable = false;
    agent.run();
    agent.pass(Duration.ofSeconds(2));
    cluster.writable = true;
    agent.pass(Duration.ofSeconds(1));
    assertThat(cluster.scores).containsEntry("n2", 1000);
  }

  @Test
  void a_score_that_cannot_be_written_is_told_once_and_again_when_it_can() {
    Agent agent = standby();
    cluster.writable = false;
    agent.run();
    agent.pass(Duration.ofSeconds(5));
    assertThat(agent.steps).containsOnlyOnce("score/unwritable").doesNotContain("score/writable");
    cluster.writable = true;
    agent.pass(Duration.ofSeconds(2));
    assertThat(agent.steps).containsOnlyOnce("score/unwritable", "score/writable");
  }

  @Test
  void that_no_score_could_be_written_is_told_before_one_has_to_be() {
    Agent agent = standby();
    agent.run();
    agent.pass(Duration.ofSeconds(1));
    agent.seeCluster();
    cluster.answering = false;
    agent.pass(Duration.ofSeconds(21));
    assertThat(agent.steps).containsOnlyOnce("score/unwritable");
    cluster.answering = true;
    agent.pass(Duration.ofSeconds(21));
    assertThat(agent.steps).containsOnlyOnce("score/unwritable", "score/writable");
  }

  @Test
  void a_write_of_the_score_that_hangs_is_given_up_and_tried_again() {
    Agent agent = standby();
    cluster.hanging = true;
    agent.run();
    agent.pass(Duration.ofSeconds(5));
    assertThat(cluster.writes).hasSize(1);
    cluster.hanging = false;
    agent.pass(Duration.ofSeconds(6));
    assertThat(cluster.scores).containsEntry("n2", 1000);
  }

  @Test
  void a_score_that_hangs_does_not_delay_the_verdicts() {
    Agent agent = standby();
    cluster.hanging = true;
    agent.run();
    agent.pass(Duration.ofMillis(5500));
    assertThat(agent.verdicts).hasSize(6);
  }

  @Test
  void nothing_is_written_while_the_cib_cannot_be_read() {
    Agent agent = standby();
    agent.loop.clusterUnknown("cibadmin: timed out");
    agent.run();
    agent.pass(Duration.ofSeconds(5));
    assertThat(cluster.writes).isEmpty();
    assertThat(agent.verdicts).isNotEmpty();
  }

  @Test
  void nothing_is_written_to_the_cluster_while_an_operation_runs() {
    Agent agent = primary();
    agent.loop.remember(memory -> memory.withOperation(Operation.DEMOTE));
    agent.run();
    agent.pass(Duration.ofSeconds(5));
    agent.server.state = FakeServer.crashed(false, 0);
    agent.pass(Duration.ofSeconds(5));
    assertThat(cluster.writes).isEmpty();
    assertThat(agent.server.calls).isEmpty();
  }

  @Test
  void the_end_of_the_connection_is_looked_at_at_once() {
    Agent agent = primary();
    agent.run();
    agent.pass(Duration.ofMillis(2500));
    agent.server.state = FakeServer.crashed(false, 0);
    agent.server.connectionEnds("closed by the server");
    assertThat(agent.lastVerdict().orElseThrow().verdict().code())
        .isEqualTo(OcfExitCode.FAILED_PROMOTED);
  }

  @Test
  void a_promotion_is_recorded_with_the_beginning_of_its_timeline() {
    Agent agent = primary();
    agent.run();
    agent.pass(Duration.ofSeconds(3));
    assertThat(cluster.promotionRecord.orElseThrow().begunAt())
        .isEqualTo(WalPosition.parse("3:0/4000000"));
  }

  @Test
  void a_comeback_that_fails_is_tried_four_times_and_no_more() {
    Agent agent = primary();
    agent.server.state = FakeServer.crashed(false, 0);
    agent.server.processes = List.of();
    agent.server.failingStarts.set(100);
    agent.loop.remember(memory -> memory.withComeback(Comeback.NOW));
    agent.run();
    agent.pass(Duration.ofMinutes(5));
    assertThat(agent.server.calls).containsExactly("start", "start", "start", "start");
  }

  @Test
  void a_comeback_that_hangs_ends() {
    Agent agent = primary();
    agent.server.state = FakeServer.crashed(false, 0);
    agent.server.hanging.add(FakeServer.Call.START);
    agent.loop.remember(memory -> memory.withComeback(Comeback.NOW));
    agent.run();
    agent.pass(Duration.ofMinutes(5));
    assertThat(agent.loop.memory().comeback()).isFalse();
  }

  @Test
  void a_comeback_ends_the_orphans_before_it_starts() {
    Agent agent = primary();
    agent.server.state = FakeServer.crashed(false, 2);
    agent.server.processes = List.of(7L, 8L);
    agent.loop.remember(memory -> memory.withComeback(Comeback.NOW));
    agent.run();
    agent.pass(Duration.ofSeconds(2));
    assertThat(agent.server.calls).containsExactly("stop KILL", "start");
  }
}

package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.ControlData.ClusterState;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.SynchronousSet;
import io.matriarch.agent.model.Verdict;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.port.ClusterObserver.Configured;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;

/// Elections over the agents of two nodes, whose attributes take their time.
class ElectionOperationsTest {

  private static final String ATTRIBUTE = "matriarch-position-pgsql";
  private static final WalPosition MORE = WalPosition.parse("3:0/5000200");

  @RegisterExtension final VirtualTime time = new VirtualTime();

  private final FakeCluster cluster = new FakeCluster();
  private Agent n1;
  private Agent n2;

  @BeforeEach
  void two_standbys_have_lost_their_primary() {
    n1 = standby("n1");
    n2 = standby("n2");
    n1.seeCluster();
    n2.seeCluster();
  }

  private Agent standby(String node) {
    cluster.roles.put(node, Role.UNPROMOTED);
    cluster.scores.put(node, 1000);
    FakeServer server = new FakeServer(FakeServer.standby(FakeServer.HELD, false));
    Agent agent = new Agent(node, server, cluster, time.scheduler());
    agent.run();
    return agent;
  }

  private void holds(Agent agent, WalPosition position) {
    agent.server.held = position;
    agent.server.state = FakeServer.standby(position, false);
  }

  private void notifyBoth() {
    n1.ask(Requests.prePromote("n1", "n1", "n2"));
    n2.ask(Requests.prePromote("n1", "n1", "n2"));
  }

  private void endBoth() {
    n1.ask(Requests.postPromote("n1", "n1", "n2"));
    n2.ask(Requests.postPromote("n1", "n1", "n2"));
  }

  private Verdict promote() {
    return n1.ask(Requests.promote("n1", "n1", "n2"));
  }

  @Test
  void equal_positions_promote_the_chosen_one() {
    notifyBoth();
    assertThat(promote().code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(n1.steps).contains("election/won");
  }

  @Test
  void a_peer_that_holds_more_stops_the_promotion_and_the_loser_lowers_its_score() {
    holds(n2, MORE);
    notifyBoth();
    assertThat(promote().code()).isEqualTo(OcfExitCode.ERR_GENERIC);
    assertThat(n1.server.calls).isEmpty();
    assertThat(cluster.scores).containsEntry("n1", -1_000_000).containsEntry("n2", 1000);
  }

  @Test
  void a_candidate_that_is_behind_gives_way_before_it_is_asked_to_promote() {
    holds(n2, MORE);
    n2.ask(Requests.prePromote("n1", "n1", "n2"));
    n1.ask(Requests.prePromote("n1", "n1", "n2"));
    assertThat(cluster.scores).containsEntry("n1", -1_000_000).containsEntry("n2", 1000);
  }

  @Test
  void a_candidate_that_is_not_behind_keeps_its_score() {
    holds(n1, MORE);
    n2.ask(Requests.prePromote("n1", "n1", "n2"));
    n1.ask(Requests.prePromote("n1", "n1", "n2"));
    assertThat(cluster.scores).containsEntry("n1", 1000);
  }

  @Test
  void whoever_is_promoted_with_a_first_claim_is_not_outscored_by_its_standbys() {
    notifyBoth();
    cluster.scores.put("n1", 1);
    promote();
    assertThat(cluster.scores).containsEntry("n1", 1001);
  }

  @Test
  void whoever_is_promoted_knows_that_the_former_primary_was_demoted() {
    cluster.roles.put("n3", Role.PROMOTED);
    n1.seeCluster();
    notifyBoth();
    cluster.roles.put("n3", Role.UNPROMOTED);
    promote();
    assertThat(n1.rules).doesNotContain("primary/not-asked-for");
  }

  @Test
  void a_reading_that_began_earlier_does_not_replace_a_later_one() {
    BootTime began = n1.now();
    Configured earlier = new Configured(n1.loop.instance(), cluster.view(), List.of());
    n1.pass(Duration.ofMillis(10));
    cluster.roles.put("n2", Role.PROMOTED);
    n1.seeCluster();
    n1.loop.configure(earlier, began);
    assertThat(n1.loop.cluster().map(ClusterView::promotedNodes).orElse(List.of()))
        .containsExactly("n2");
  }

  @Test
  void a_score_that_suffices_is_left_alone_while_the_transition_goes_on() {
    notifyBoth();
    promote();
    assertThat(cluster.scores).containsEntry("n1", 1000);
  }

  @Test
  void a_promotion_that_cannot_be_recorded_fails() {
    notifyBoth();
    cluster.writable = false;
    assertThat(promote().reason()).startsWith("the promotion cannot be recorded in the CIB: ");
    cluster.writable = true;
    assertThat(promote().code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(cluster.promotionRecord.orElseThrow().node()).isEqualTo("n1");
  }

  @Test
  void a_lost_election_is_kept_in_the_cib() {
    holds(n2, MORE);
    notifyBoth();
    promote();
    assertThat(cluster.refusals).containsEntry("n1", new Refusal("n2", MORE));
    assertThat(n1.steps).contains("refusal/kept");
  }

  @Test
  void a_refusal_that_could_not_be_written_is_written_as_soon_as_it_can_be() {
    holds(n2, MORE);
    notifyBoth();
    cluster.writable = false;
    promote();
    cluster.writable = true;
    n1.pass(Duration.ofSeconds(2));
    assertThat(cluster.refusals).containsEntry("n1", new Refusal("n2", MORE));
  }

  @Test
  void a_refused_candidate_is_refused_by_a_new_agent_too_and_without_the_peer() {
    holds(n2, MORE);
    notifyBoth();
    promote();
    Agent again = new Agent("n1", n1.server, cluster, time.scheduler());
    again.run();
    again.seeCluster();
    again.ask(Requests.prePromote("n1", "n1"));
    assertThat(again.ask(Requests.promote("n1", "n1")).reason())
        .isEqualTo(
            "refused: n1 holds 3:0/5000000 and was refused before: it lacks 3:0/5000200 of n2");
    assertThat(n1.server.calls).isEmpty();
  }

  @Test
  void a_refusal_is_withdrawn_once_the_node_holds_what_it_lacked_and_it_may_be_promoted() {
    holds(n2, MORE);
    notifyBoth();
    promote();
    endBoth();
    holds(n1, MORE);
    n1.seeCluster();
    n1.pass(Duration.ofSeconds(2));
    assertThat(cluster.refusals).isEmpty();
    assertThat(n1.steps).contains("refusal/withdrawn");
    n1.seeCluster();
    notifyBoth();
    assertThat(promote().code()).isEqualTo(OcfExitCode.SUCCESS);
  }

  @Test
  void an_allowed_loss_promotes_and_is_taken_back_afterwards() {
    cluster.refusals.put("n1", new Refusal("n2", MORE));
    cluster.dataLosses.put("n1", FakeServer.HELD);
    cluster.promotionRecord = Optional.of(recorded("3:0/4000000"));
    n1.seeCluster();
    assertThat(promote().code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(n1.steps).contains("election/data-loss-allowed");
    cluster.roles.put("n1", Role.PROMOTED);
    for (int second = 0; second < 6; second++) {
      n1.seeCluster();
      n1.pass(Duration.ofSeconds(1));
    }
    assertThat(cluster.dataLosses).isEmpty();
    assertThat(cluster.refusals).isEmpty();
  }

  @Test
  void the_number_of_a_timeline_that_is_in_use_elsewhere_is_not_given_again() {
    cluster.dataLosses.put("n1", FakeServer.HELD);
    cluster.promotionRecord = Optional.of(recorded("5:0/5000100"));
    n1.seeCluster();
    assertThat(promote().code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(n1.server.calls).containsExactly("reserve 4 to 13", "promote", "checkpoint");
  }

  @Test
  void a_peer_that_leaves_the_membership_is_not_waited_for() {
    n1.ask(Requests.prePromote("n1", "n1", "n2"));
    Mono<Verdict> running = n1.begin(Requests.promote("n1", "n1", "n2"));
    n1.pass(Duration.ofSeconds(1));
    cluster.roles.remove("n2");
    n1.seeCluster();
    assertThat(n1.await(running, Duration.ofMillis(200)).code()).isEqualTo(OcfExitCode.SUCCESS);
  }

  @Test
  void a_standby_outside_the_recorded_lineage_holds_nobody_up() {
    cluster.promotionRecord = Optional.of(recorded("3:0/4000000"));
    holds(n2, WalPosition.parse("2:0/9000000"));
    n1.seeCluster();
    n2.seeCluster();
    notifyBoth();
    assertThat(promote().code()).isEqualTo(OcfExitCode.SUCCESS);
  }

  @Test
  void a_quorum_of_the_synchronous_set_is_waited_for_in_vain() {
    cluster.synchronousSet = Optional.of(new SynchronousSet(List.of("n1", "n2", "n3"), 0));
    n1.seeCluster();
    notifyBoth();
    assertThat(promote().reason()).startsWith("refused: n1 holds 3:0/5000000, but 3 of n1,n2,n3");
  }

  @Test
  void the_lowered_score_is_not_raised_again_by_the_loop() {
    holds(n2, MORE);
    notifyBoth();
    promote();
    for (int second = 0; second < 30; second++) {
      n1.seeCluster();
      n1.pass(Duration.ofSeconds(1));
    }
    assertThat(cluster.scores).containsEntry("n1", -1_000_000);
  }

  @Test
  void a_lost_election_refuses_even_when_the_score_cannot_be_lowered() {
    holds(n2, MORE);
    notifyBoth();
    cluster.writable = false;
    assertThat(promote().reason()).startsWith("refused: n2 holds 3:0/5000200");
  }

  @Test
  void a_peer_that_says_nothing_stops_the_promotion_after_election_wait() {
    n1.ask(Requests.prePromote("n1", "n1", "n2"));
    long before = n1.now().millis();
    assertThat(promote().reason()).startsWith("refused: n2 may hold more than n1");
    assertThat(n1.now().millis() - before).isBetween(5000L, 5300L);
  }

  @Test
  void a_peer_that_speaks_late_is_waited_for() {
    cluster.delays.put("n2", Duration.ofSeconds(3));
    notifyBoth();
    assertThat(promote().code()).isEqualTo(OcfExitCode.SUCCESS);
  }

  @Test
  void what_was_said_for_an_earlier_election_is_not_believed() {
    notifyBoth();
    n1.server.hanging.add(FakeServer.Call.PROMOTE);
    promote();
    n1.server.hanging.clear();
    cluster.delays.put("n2", Duration.ofSeconds(2));
    endBoth();

    holds(n2, MORE);
    notifyBoth();
    assertThat(promote().reason()).startsWith("refused: n2 holds 3:0/5000200");
  }

  @Test
  void what_was_said_for_a_promotion_that_never_came_is_not_believed_in_the_next() {
    notifyBoth();
    n1.server.hanging.add(FakeServer.Call.PROMOTE);
    promote();
    n1.server.hanging.clear();
    notifyBoth();
    cluster.delays.put("n2", Duration.ofSeconds(2));
    endBoth();

    holds(n2, MORE);
    notifyBoth();
    assertThat(promote().reason()).startsWith("refused: n2 holds 3:0/5000200");
  }

  @Test
  void what_was_said_for_another_target_is_not_believed() {
    n2.ask(Requests.prePromote("n2", "n1", "n2"));
    assertThat(promote().reason()).startsWith("refused: n2 may hold more than n1");
  }

  @Test
  void what_cannot_be_read_counts_as_silence() {
    cluster.put(ATTRIBUTE, "n2", "of another version");
    assertThat(promote().reason()).startsWith("refused: n2 may hold more than n1");
  }

  @Test
  void what_a_peer_said_too_late_for_an_election_is_not_believed_in_the_next() {
    cluster.delays.put("n2", Duration.ofSeconds(6));
    notifyBoth();
    assertThat(promote().reason()).startsWith("refused: n2 may hold more than n1");
    n1.pass(Duration.ofSeconds(2));
    assertThat(cluster.attribute(ATTRIBUTE)).containsKey("n2");
    endBoth();

    holds(n2, MORE);
    cluster.delays.put("n2", Duration.ofSeconds(2));
    notifyBoth();
    assertThat(promote().reason()).startsWith("refused: n2 holds 3:0/5000200");
  }

  @Test
  void what_was_said_is_taken_back_soon_after_the_promotion() {
    notifyBoth();
    promote();
    endBoth();
    n1.pass(Duration.ofSeconds(1));
    assertThat(cluster.attribute(ATTRIBUTE)).isEmpty();
  }

  @Test
  void what_cannot_be_taken_back_at_once_is_tried_again() {
    notifyBoth();
    promote();
    cluster.hanging = true;
    endBoth();
    n1.pass(Duration.ofSeconds(2));
    cluster.hanging = false;
    n1.pass(Duration.ofSeconds(2));
    assertThat(cluster.attribute(ATTRIBUTE)).isEmpty();
  }

  @Test
  void the_virtual_address_does_not_wait_for_the_end_of_an_election() {
    notifyBoth();
    promote();
    cluster.hanging = true;
    long before = n1.now().millis();
    endBoth();
    assertThat(n1.now().millis() - before).isZero();
  }

  @Test
  void what_is_said_for_the_next_election_is_not_taken_back() {
    notifyBoth();
    endBoth();
    notifyBoth();
    n1.pass(Duration.ofSeconds(1));
    assertThat(cluster.attribute(ATTRIBUTE)).containsOnlyKeys("n1", "n2");
  }

  @Test
  void what_is_said_waits_for_what_is_being_taken_back() {
    notifyBoth();
    promote();
    endBoth();
    cluster.hanging = true;
    n1.pass(Duration.ofSeconds(1));
    cluster.hanging = false;
    notifyBoth();
    n1.pass(Duration.ofSeconds(5));
    assertThat(cluster.attribute(ATTRIBUTE)).containsOnlyKeys("n1", "n2");
  }

  @Test
  void start_takes_back_what_was_said_for_an_election_that_never_ended() {
    notifyBoth();
    n2.ask(Requests.of("stop", "n2"));
    n2.ask(Requests.of("start", "n2"));
    assertThat(cluster.attribute(ATTRIBUTE)).containsOnlyKeys("n1");
  }

  @Test
  void start_does_not_wait_long_for_attributes() {
    n2.ask(Requests.of("stop", "n2"));
    cluster.hanging = true;
    long before = n2.now().millis();
    assertThat(n2.ask(Requests.of("start", "n2")).code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(n2.now().millis() - before).isLessThan(3000);
  }

  @Test
  void the_same_notification_twice_says_the_same() {
    notifyBoth();
    notifyBoth();
    assertThat(promote().code()).isEqualTo(OcfExitCode.SUCCESS);
  }

  @Test
  void a_primary_that_gave_its_claim_up_abstains() {
    n2.loop.remember(memory -> memory.withDecision(Optional.of(-1000), true));
    holds(n2, MORE);
    notifyBoth();
    assertThat(promote().code()).isEqualTo(OcfExitCode.SUCCESS);
  }

  @Test
  void one_that_crashed_and_abstains_is_not_looked_at() {
    n2.server.state = FakeServer.crashed(false, 0);
    n2.loop.remember(memory -> memory.withDecision(Optional.of(-1000), true));
    n2.pass(Duration.ofSeconds(2));
    n2.server.hanging.add(FakeServer.Call.OBSERVE);
    long before = n1.now().millis();
    notifyBoth();
    assertThat(promote().code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(n1.now().millis() - before).isLessThan(200);
  }

  @Test
  void a_peer_that_crashed_is_silent() {
    n2.server.state = FakeServer.crashed(true, 0);
    notifyBoth();
    assertThat(promote().reason()).contains("it is crashed");
  }

  @Test
  void a_former_primary_that_was_shut_down_speaks_before_it_is_a_standby() {
    cluster.promotionRecord =
        Optional.of(new PromotionRecord("n2", WalPosition.parse("3:0/4000000"), FakeServer.SYSTEM));
    n2.seeCluster();
    n2.loop.remember(memory -> memory.withStartedFrom(FakeServer.control(ClusterState.SHUT_DOWN)));
    n2.server.state = FakeServer.starting(true);
    holds(n1, MORE);
    long before = n1.now().millis();
    notifyBoth();
    assertThat(promote().code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(n1.now().millis() - before).isLessThan(1000);
  }

  @Test
  void a_candidate_outside_the_recorded_lineage_is_refused() {
    cluster.promotionRecord = Optional.of(recorded("4:0/4800000"));
    n1.seeCluster();
    notifyBoth();
    assertThat(promote().reason()).contains("does not contain the last promotion");
  }

  @Test
  void a_cib_that_was_not_read_yet_is_read_for_the_election() {
    cluster.promotionRecord = Optional.of(recorded("4:0/4800000"));
    n1.loop.clusterUnknown("the CIB has not been read yet");
    notifyBoth();
    assertThat(promote().reason()).contains("does not contain the last promotion");
  }

  @Test
  void a_cib_that_cannot_be_read_refuses() {
    n1.loop.clusterUnknown("the CIB has not been read yet");
    cluster.readable = false;
    notifyBoth();
    assertThat(promote().reason()).startsWith("refused: the lineage to hold is unknown to n1");
  }

  @Test
  void a_history_that_cannot_be_read_in_time_refuses() {
    n1.server.hanging.add(FakeServer.Call.HISTORY);
    notifyBoth();
    assertThat(promote().reason())
        .isEqualTo(
            "refused: the position of n1 is unknown: its history cannot be read: no answer within"
                + " 5.0 s");
    assertThat(n1.server.calls).isEmpty();
  }

  private static PromotionRecord recorded(String begunAt) {
    return new PromotionRecord("n3", WalPosition.parse(begunAt), FakeServer.SYSTEM);
  }
}

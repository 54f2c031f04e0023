package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.history.Fate;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The daemon of a node is killed and stays away for a while.
@Order(8)
@ExtendWith(StoryBed.class)
class AgentKilledStory {

  private static final Duration AWAY = Duration.ofSeconds(8);
  private static final Duration AFTERWARDS = Duration.ofSeconds(4);
  private static final Duration BACK_MOST = Duration.ofSeconds(20);

  @Test
  void the_primary_stays_what_it_is_with_the_daemon_away_and_back(Bed bed) {
    staysWhatItIs(bed, bed.primary(), ResourceAgent.RUNNING_PROMOTED);
  }

  @Test
  void a_standby_stays_what_it_is_with_the_daemon_away_and_back(Bed bed) {
    staysWhatItIs(bed, bed.others(bed.primary()).getFirst(), ResourceAgent.SUCCESS);
  }

  private static void staysWhatItIs(Bed bed, Node node, int code) {
    Node.Postmaster running = node.postmaster();
    ClusterState before = bed.probe().now();
    long transitions = transitions(bed);
    ResourceAgent agent = ResourceAgent.on(node);
    try (Client client = bed.client()) {
      node.holdAgent();
      Await.stays(
          AWAY, "monitor of " + node, agent::recurringMonitor, answer -> answer.code() == code);
      comesBack(node);
      Await.stays(AFTERWARDS, "monitor of " + node, agent::recurringMonitor, a -> a.code() == code);
      client.writesAgain();
      client.stop();

      assertThat(bed.probe().now()).isEqualTo(before);
      assertThat(transitions(bed)).isEqualTo(transitions);
      assertThat(node.postmaster()).isEqualTo(running);
      assertThat(client.with(Fate.UNKNOWN)).isEmpty();
      assertThat(client.lostRows()).isEmpty();
    }
  }

  @Test
  void a_primary_that_is_killed_meanwhile_recovers_without_the_daemon(Bed bed) {
    Node primary = bed.primary();
    Node.Postmaster killed = primary.postmaster();
    try (Client client = bed.client()) {
      primary.holdAgent();
      primary.killPostmaster();
      primary.restarts(killed);
      client.writesAgain();
      comesBack(primary);
      bed.settles();
      client.stop();

      assertThat(bed.primary()).isEqualTo(primary);
      assertThat(client.lostRows()).isEmpty();
    }
  }

  @Test
  void a_standby_that_is_killed_meanwhile_recovers_without_the_daemon(Bed bed) {
    Node primary = bed.primary();
    Node.Postmaster running = primary.postmaster();
    Node standby = bed.others(primary).getFirst();
    Node.Postmaster killed = standby.postmaster();
    standby.holdAgent();
    standby.killPostmaster();
    standby.restarts(killed);
    comesBack(standby);
    bed.settles();
    assertThat(primary.postmaster()).isEqualTo(running);
    try (Client client = bed.client()) {
      client.writesAgain();
    }
  }

  private static void comesBack(Node node) {
    node.releaseAgent();
    Await.until(BACK_MOST, "the agent of " + node + " answers", node::agentAnswers);
  }

  /// How many transitions the DC has computed in its life.
  private static long transitions(Bed bed) {
    Node dc = bed.node(bed.probe().now().dc().orElseThrow());
    String count =
        dc.attemptShell("grep -c 'Calculated transition' /var/log/pacemaker/pacemaker.log").out();
    return Long.parseLong(count.strip());
  }
}

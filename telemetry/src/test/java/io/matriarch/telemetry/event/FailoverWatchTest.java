package io.matriarch.telemetry.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Memory.Operation;
import io.matriarch.telemetry.Snapshots;
import io.matriarch.telemetry.event.FailoverEvent.FailoverBegun;
import io.matriarch.telemetry.event.FailoverEvent.FailoverEnded;
import io.matriarch.telemetry.event.FailoverEvent.FailoverPhase;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FailoverWatchTest {

  private static final Duration TWO_TENTHS = Duration.ofMillis(200);

  private static Herd crashed() {
    return new Herd().looks(Snapshots.primary()).looks(Snapshots.crashed());
  }

  /// The standby that takes over after the primary's node was lost.
  private static Herd heir() {
    return new Herd()
        .looks(Snapshots.standby("n2"))
        .looks(Herd.apart("n2"))
        .sees(view -> without(view, "n1"))
        .looks(Herd.apart("n2"));
  }

  private static ClusterView without(ClusterView view, String lost) {
    return view.withNodes(
        view.nodes().stream()
            .map(
                n ->
                    n.name().equals(lost)
                        ? new ClusterView.Node(
                            n.name(),
                            false,
                            true,
                            false,
                            false,
                            ClusterView.Role.UNKNOWN,
                            n.score(),
                            0,
                            n.refusal(),
                            n.dataLossAllowed())
                        : n)
            .toList());
  }

  @Test
  void a_crash_is_detected_on_its_own_node_and_ends_with_the_record_of_another_one() {
    Herd herd =
        crashed()
            .ends("demote", TWO_TENTHS)
            .records("n2", 6, "0/5000100")
            .looks(Snapshots.crashed());
    FailoverEnded ended = herd.ended();
    assertThat(ended.outcome()).isEqualTo("promoted");
    assertThat(ended.trigger()).isEqualTo("failure");
    assertThat(ended.primary()).isEqualTo("n2");
    assertThat(ended.timeline()).isEqualTo(6);
    assertThat(ended.tookMs()).isEqualTo(200);
    assertThat(ended.phasesMs()).containsEntry("detect", 100L).containsEntry("demote", 100L);
  }

  @Test
  void what_was_written_past_the_new_timeline_is_lost() {
    Herd herd = crashed().records("n2", 6, "0/5000100").looks(Snapshots.crashed());
    assertThat(herd.ended().lostWalBytes()).isEqualTo(0x48);
  }

  @Test
  void the_heir_counts_from_when_it_lost_its_upstream_until_it_is_writable() {
    Herd herd =
        heir()
            .fences("n1")
            .steps("election/won")
            .ends("promote", TWO_TENTHS)
            .records("n2", 6, "0/5000148")
            .looks(Snapshots.standby("n2"));
    assertThat(herd.all(FailoverBegun.class))
        .containsExactly(new FailoverBegun("n1", "node n1 with the primary left the cluster"));
    assertThat(herd.all(FailoverPhase.class))
        .containsExactly(
            new FailoverPhase("fence", 200),
            new FailoverPhase("elect", 100),
            new FailoverPhase("promote", 100));
    assertThat(herd.ended().trigger()).isEqualTo("failure");
    assertThat(herd.ended().tookMs()).isEqualTo(300);
  }

  @Test
  void the_heir_tells_what_was_still_to_do_once_it_was_read_write() {
    Herd herd =
        heir()
            .steps("election/won")
            .looks(Snapshots.primary(), Operation.PROMOTE)
            .ends("promote", TWO_TENTHS);
    assertThat(herd.all(FailoverPhase.class))
        .containsExactly(
            new FailoverPhase("elect", 0),
            new FailoverPhase("promote", 100),
            new FailoverPhase("writable", 100));
  }

  @Test
  void the_heir_counts_until_the_address_is_there() {
    Herd herd = promotedWithAddress().looks(Snapshots.standby("n2"));
    assertThat(herd.all(FailoverEnded.class)).isEmpty();
    herd.told("start", "fence-n3").looks(Snapshots.standby("n2"));
    assertThat(herd.all(FailoverEnded.class)).isEmpty();
    herd.told("start", "vip").looks(Snapshots.standby("n2"));
    assertThat(herd.ended().tookMs()).isEqualTo(700);
    assertThat(herd.ended().phasesMs()).containsEntry("address", 400L);
  }

  @Test
  void an_address_that_nobody_tells_of_is_not_waited_for_for_ever() {
    Herd herd = promotedWithAddress().passes(Duration.ofSeconds(11)).looks(Snapshots.standby("n2"));
    assertThat(herd.ended().tookMs()).isEqualTo(300);
    assertThat(herd.ended().phasesMs()).doesNotContainKey("address");
  }

  private static Herd promotedWithAddress() {
    return heir()
        .hasAddress()
        .looks(Herd.apart("n2"))
        .steps("election/won")
        .ends("promote", TWO_TENTHS)
        .records("n2", 6, "0/5000148");
  }

  @Test
  void where_the_role_stays_an_address_counts_that_was_stopped() {
    Herd stays = recovered(crashed().hasAddress().looks(Snapshots.crashed()));
    assertThat(stays.ended().phasesMs()).doesNotContainKey("address");
    Herd moves = recovered(crashed().hasAddress().looks(Snapshots.crashed()).told("stop", "vip"));
    assertThat(moves.all(FailoverEnded.class)).isEmpty();
    moves.told("start", "vip").looks(Snapshots.primary());
    assertThat(moves.ended().phasesMs()).containsKey("address");
  }

  private static Herd recovered(Herd herd) {
    return herd.ends("demote", TWO_TENTHS)
        .ends("promote", TWO_TENTHS)
        .records("n1", 6, "0/5000148")
        .looks(Snapshots.primary());
  }

  @Test
  void all_nodes_call_one_failover_by_the_same_name() {
    assertThat(crashed().correlations()).containsExactly("postgres-5");
    assertThat(heir().correlations()).containsExactly("postgres-5");
    assertThat(new Herd().looks(Snapshots.standby("n3")).ends("pre-demote", TWO_TENTHS))
        .extracting(Herd::correlations)
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .containsExactly("postgres-5");
  }

  @Test
  void a_demotion_that_pacemaker_asks_for_is_a_switchover() {
    Herd herd =
        new Herd()
            .looks(Snapshots.primary())
            .ends("pre-demote", TWO_TENTHS)
            .looks(Snapshots.stopped(), Operation.DEMOTE)
            .ends("demote", TWO_TENTHS)
            .records("n2", 6, "0/5000148")
            .looks(Snapshots.standby("n1"));
    assertThat(herd.ended().trigger()).isEqualTo("switchover");
    assertThat(herd.ended().lostWalBytes()).isZero();
  }

  @Test
  void a_standby_that_lost_its_upstream_before_it_was_asked_saw_what_the_score_says() {
    Herd herd =
        new Herd()
            .looks(Snapshots.standby("n2"))
            .looks(Herd.apart("n2"))
            .ends("pre-promote", TWO_TENTHS);
    assertThat(promoted(herd).ended().trigger()).isEqualTo("switchover");
    Herd crash =
        new Herd()
            .looks(Snapshots.standby("n2"))
            .looks(Herd.apart("n2"))
            .ends("pre-promote", TWO_TENTHS)
            .sees(view -> gaveUp(view, "n1"));
    assertThat(promoted(crash).ended().trigger()).isEqualTo("failure");
  }

  private static Herd promoted(Herd herd) {
    return herd.ends("promote", TWO_TENTHS)
        .records("n2", 6, "0/5000148")
        .looks(Snapshots.standby("n2"));
  }

  private static ClusterView gaveUp(ClusterView view, String crashed) {
    return view.withNodes(
        view.nodes().stream()
            .map(n -> n.name().equals(crashed) ? n.withScore(Optional.of(-1000)) : n)
            .toList());
  }

  @Test
  void a_primary_that_is_promoted_again_in_place_recovered() {
    assertThat(recovered(crashed()).ended().trigger()).isEqualTo("recovery");
  }

  @Test
  void a_primary_that_was_only_out_of_reach_averts_it() {
    Herd herd =
        new Herd()
            .looks(Snapshots.primary())
            .looks(Snapshots.unreachable(true))
            .looks(Snapshots.primary());
    assertThat(herd.ended().outcome()).isEqualTo("averted");
  }

  @Test
  void the_promoted_node_waits_for_its_own_answer_but_not_for_ever() {
    Herd herd = heir().steps("election/won").records("n2", 6, "0/5000148");
    assertThat(herd.looks(Snapshots.standby("n2")).all(FailoverEnded.class)).isEmpty();
    herd.passes(Duration.ofSeconds(11)).looks(Snapshots.standby("n2"));
    assertThat(herd.all(FailoverEnded.class)).hasSize(1);
  }

  @Test
  void a_promotion_that_pacemaker_repeats_is_no_failover() {
    Herd herd = new Herd().looks(Snapshots.primary()).ends("promote", TWO_TENTHS);
    assertThat(herd.all(FailoverBegun.class)).isEmpty();
  }

  @Test
  void nothing_happens_while_nothing_changes() {
    Herd herd = new Herd().looks(Snapshots.primary()).looks(Snapshots.primary());
    assertThat(herd.events()).hasSize(1);
    assertThat(herd.correlations()).isEmpty();
  }
}

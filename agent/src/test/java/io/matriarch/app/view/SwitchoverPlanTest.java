package io.matriarch.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// n1 is the primary, n2 and n3 stream; each test spoils one thing.
class SwitchoverPlanTest {

  private final ObjectNode primary = Documents.read("primary");
  private final ObjectNode second = Documents.read("standby");
  private final ObjectNode third = Documents.read("standby", "n3");

  @BeforeEach
  void allMembers() {
    Documents.allOnline(primary);
  }

  private SwitchoverPlan plan(String... wanted) {
    ClusterStatus status =
        Documents.status(
            primary, Map.of("n2", Documents.told(second), "n3", Documents.told(third)));
    return SwitchoverPlan.of(
        status,
        status.resources().getFirst(),
        wanted.length == 0 ? Optional.empty() : Optional.of(wanted[0]));
  }

  private ObjectNode node(int index) {
    return Documents.object(primary, "/resources/0/cluster/nodes/" + index);
  }

  private ObjectNode cluster() {
    return Documents.object(primary, "/resources/0/cluster");
  }

  private static ObjectNode server(ObjectNode document) {
    return Documents.object(document, "/resources/0/server");
  }

  @Test
  void the_role_goes_from_the_primary_to_the_first_of_equal_standbys() {
    assertThat(plan())
        .isEqualTo(
            new SwitchoverPlan("postgres", Optional.of("n1"), Optional.of("n2"), plan().faults()))
        .matches(SwitchoverPlan::possible);
  }

  @Test
  void the_standby_with_less_lag_goes_first() {
    server(second).put("receive_lag_bytes", 100_000);
    assertThat(plan().to()).contains("n3");
  }

  @Test
  void the_standby_with_the_higher_score_goes_first() {
    node(1).put("score", 990);
    assertThat(plan().to()).contains("n3");
  }

  @Test
  void a_standby_that_may_not_be_promoted_is_passed_over_unless_it_was_asked_for() {
    node(1).put("score", -1000);
    assertThat(plan().to()).contains("n3");
    assertThat(plan("n2").faults())
        .containsExactly(
            "n2 may not be promoted, its score is -1000: matriarch explain n2 tells why");
  }

  @Test
  void where_nobody_may_take_over_each_one_s_reason_is_told() {
    server(second).put("streaming", false);
    server(third).put("replay_paused", true);
    assertThat(plan().possible()).isFalse();
    assertThat(plan().faults())
        .anyMatch(fault -> fault.startsWith("n2 does not stream"))
        .anyMatch(fault -> fault.startsWith("replay is paused on n3"));
  }

  @Test
  void without_quorum_nothing_is_begun() {
    cluster().put("quorate", false);
    assertThat(plan().faults()).containsExactly("this partition has no quorum");
  }

  @Test
  void in_maintenance_nothing_is_begun() {
    cluster().put("maintenance", true);
    assertThat(plan().faults()).singleElement().asString().contains("maintenance mode", "--delete");
    cluster().put("maintenance", false).put("managed", false);
    assertThat(plan().faults()).singleElement().asString().contains("postgres is unmanaged");
  }

  @Test
  void a_cluster_that_cannot_be_seen_is_left_alone() {
    cluster().put("known", false).put("reason", "cibadmin did not end within 5 s");
    assertThat(plan().faults())
        .contains("the cluster's state is unknown: cibadmin did not end within 5 s");
  }

  @Test
  void a_standby_that_lags_by_more_than_a_segment_is_waited_for() {
    server(second).put("receive_lag_bytes", 17 << 20);
    assertThat(plan("n2").faults())
        .containsExactly("n2 lags by 17.0 MiB, more than 16.0 MiB: wait until it has caught up");
  }

  @Test
  void a_standby_with_much_left_to_replay_is_waited_for() {
    server(second).put("held", "0/7000148");
    assertThat(plan("n2").faults())
        .containsExactly("n2 has 32.0 MiB left to replay, more than 16.0 MiB: wait until it has");
  }

  @Test
  void another_timeline_and_another_system_are_refused() {
    server(second).put("timeline", 4);
    assertThat(plan("n2").faults()).containsExactly("n2 is on timeline 4, the primary on 5");
    server(second).put("timeline", 5).put("system_identifier", "1");
    assertThat(plan("n2").faults())
        .containsExactly("n2 is another database cluster than the primary");
  }

  @Test
  void a_node_that_is_away_or_in_standby_mode_is_refused() {
    node(1).put("standby_mode", true);
    assertThat(plan("n2").faults())
        .containsExactly("n2 is in standby mode: crm_standby --node n2 --delete ends that");
    node(1).put("online", false);
    assertThat(plan("n2").faults()).contains("n2 is not a member of the cluster now");
  }

  @Test
  void a_node_that_lacks_what_another_holds_is_refused() {
    node(1).put("refusal", "lacks 5:0/5000200 of n3");
    assertThat(plan("n2").faults()).containsExactly("n2 is refused: it lacks 5:0/5000200 of n3");
  }

  @Test
  void the_primary_s_own_node_is_no_target() {
    assertThat(plan("n1").faults()).containsExactly("n1 is the primary already");
  }

  @Test
  void without_a_primary_there_is_nothing_to_hand_over() {
    server(primary).put("state", "crashed");
    assertThat(plan().faults())
        .containsExactly("postgres has no primary that could hand over: see matriarch status");
  }
}

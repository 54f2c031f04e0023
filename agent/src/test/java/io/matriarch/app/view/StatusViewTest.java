package io.matriarch.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StatusViewTest {

  private static String text(ClusterStatus status, boolean colour) {
    Findings findings = Findings.of(status);
    return new StatusView(status, findings, colour).text()
        + "exit code "
        + findings.exitCode()
        + "\n";
  }

  private static void check(String name, ClusterStatus status) throws IOException {
    Documents.checkGolden(name, text(status, false));
  }

  private static ClusterStatus seenFromN1(String state, Map<String, AgentAnswer> others) {
    return Documents.status(Documents.read(state), others);
  }

  @Test
  void a_cluster_in_which_all_is_well_has_exit_code_0() throws IOException {
    check("status-well.txt", Documents.well());
  }

  @Test
  void a_node_that_left_and_an_agent_that_is_silent_are_shown_as_such() throws IOException {
    check(
        "status-silent.txt",
        seenFromN1(
            "primary",
            Map.of(
                "n2", new AgentAnswer.Silent("Connection refused"),
                "n3", new AgentAnswer.Silent(ClusterStatus.NOT_A_MEMBER))));
  }

  @Test
  void a_standby_apart_from_its_primary_shows_how_far_it_is_behind() throws IOException {
    ObjectNode primary = Documents.read("primary");
    Documents.allOnline(primary);
    check(
        "status-apart.txt",
        Documents.status(
            primary,
            Map.of(
                "n2", Documents.told(Documents.read("standby")),
                "n3", Documents.told(Documents.read("standby-apart")))));
  }

  @Test
  void a_cluster_without_a_primary_has_exit_code_2() throws IOException {
    check(
        "status-crashed.txt",
        seenFromN1("crashed", Map.of("n2", Documents.told(Documents.read("standby")))));
  }

  @Test
  void a_cluster_whose_state_is_unknown_says_why() throws IOException {
    check("status-unknown.txt", seenFromN1("unknown", Map.of()));
  }

  @Test
  void two_primaries_are_named() throws IOException {
    check(
        "status-two-primaries.txt",
        seenFromN1("primary", Map.of("n2", Documents.told(Documents.read("primary", "n2")))));
  }

  @Test
  void an_observation_that_is_old_is_shown_with_its_age() throws IOException {
    ObjectNode standby = Documents.read("standby");
    Documents.object(standby, "/resources/0/server").put("age_ms", 12_345);
    ClusterStatus well = Documents.well();
    check(
        "status-stale.txt",
        Documents.status(
            well.local(), Map.of("n2", Documents.told(standby), "n3", answer(well, "n3"))));
  }

  private static AgentAnswer answer(ClusterStatus status, String node) {
    AgentAnswer answer = status.answers().get(node);
    return answer == null ? new AgentAnswer.Silent("not asked") : answer;
  }

  @Test
  void a_primary_that_cannot_be_asked_is_not_declared_missing() throws IOException {
    check(
        "status-unconfirmed.txt",
        Documents.status(
            Documents.read("standby"),
            Map.of("n1", new AgentAnswer.Silent("no answer within 500 ms"))));
  }

  @Test
  void maintenance_lost_quorum_and_missing_fencing_stand_in_the_header() throws IOException {
    ClusterStatus status = Documents.well();
    Documents.object(status.local(), "/resources/0/cluster")
        .put("maintenance", true)
        .put("quorate", false)
        .put("fencing_enabled", false)
        .put("designated_controller", "");
    check("status-maintenance.txt", status);
  }

  @Test
  void a_node_that_pacemaker_leaves_for_its_failures_is_named_with_the_remedy() throws IOException {
    ClusterStatus status = Documents.well();
    ObjectNode cluster = Documents.object(status.local(), "/resources/0/cluster");
    cluster.put("migration_threshold", 3);
    Documents.object(cluster, "/nodes/1").put("fail_count", 1);
    Documents.object(cluster, "/nodes/2").put("fail_count", 3);
    check("status-failed.txt", status);
  }

  @Test
  void a_score_that_does_not_reach_the_cib_is_named_with_its_reason() throws IOException {
    ObjectNode standby = Documents.read("standby");
    Documents.object(standby, "/resources/0/decision/score")
        .put("missing_for_ms", 34_000)
        .put("missing_because", "pacemaker-attrd or the cluster is down on this node");
    ClusterStatus well = Documents.well();
    check(
        "status-score-missing.txt",
        Documents.status(
            well.local(), Map.of("n2", Documents.told(standby), "n3", answer(well, "n3"))));
  }

  @Test
  void an_agent_that_tells_no_threshold_has_none() {
    ClusterStatus status = Documents.well();
    ObjectNode cluster = Documents.object(status.local(), "/resources/0/cluster");
    cluster.remove("migration_threshold");
    Documents.object(cluster, "/nodes/1").put("fail_count", 7);
    assertThat(Findings.of(status).exitCode()).isZero();
  }

  @Test
  void without_a_resource_there_is_no_primary() {
    ObjectNode empty = Documents.read("primary");
    empty.putArray("resources");
    assertThat(text(Documents.status(empty, Map.of()), false))
        .contains("no ocf:matriarch:postgres is configured", "exit code 2");
  }

  @Test
  void colour_changes_no_word() {
    ClusterStatus status = seenFromN1("crashed", Map.of());
    String coloured = text(status, true);
    assertThat(coloured).contains("\u001b[");
    assertThat(coloured.replaceAll("\u001b\\[\\d+m", "")).isEqualTo(text(status, false));
  }

  @Test
  void the_merged_json_holds_what_each_agent_told() throws IOException {
    ClusterStatus status =
        seenFromN1("primary", Map.of("n2", new AgentAnswer.Silent("Connection refused")));
    ObjectNode json = new StatusView(status, Findings.of(status), false).json();
    assertThat(json.path("exit_code").asInt()).isEqualTo(1);
    assertThat(json.at("/nodes/n1/status")).isEqualTo(status.local());
    assertThat(json.at("/nodes/n2/reason").asText()).isEqualTo("Connection refused");
    assertThat(json.at("/problems/0").asText()).contains("n2");
  }
}

package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The installed package: what the administrator's tools say of it, and what it says of mistakes.
@Order(11)
@ExtendWith(StoryBed.class)
class PackageStory {

  private static final String START = Bed.RESOURCE + "_start_0";
  private static final Duration START_MOST = Duration.ofSeconds(30);
  private static final Duration STOP_MOST = Duration.ofSeconds(30);

  @Test
  void pcs_and_crmsh_describe_the_resource_agent(Bed bed) {
    Node node = bed.anyNode();

    assertThat(node.run("pcs", "resource", "describe", "ocf:matriarch:postgres"))
        .contains("hang_timeout")
        .doesNotContainIgnoringCase("warning");
    assertThat(node.run("crm", "ra", "info", "ocf:matriarch:postgres")).contains("hang_timeout");
  }

  @Test
  void the_bed_s_configuration_is_free_of_warnings(Bed bed) {
    Output verified = bed.anyNode().attemptShell("crm_verify -LV");

    assertThat(verified.said()).isEmpty();
    assertThat(verified.code()).isZero();
  }

  /// Not through Pacemaker: it would restart every instance for another bindir.
  @Test
  void a_wrong_bindir_is_named_with_its_remedy(Bed bed) {
    Node node = stoppedStandby(bed);
    ResourceAgent agent = ResourceAgent.on(node).with("bindir", "/nowhere/bin");
    ResourceAgent.Answer start = agent.call("start");
    ResourceAgent.Answer stop = agent.call("stop");

    assertThat(start.code()).as(start.reason()).isNotZero();
    assertThat(start.reason()).contains("/nowhere/bin", "set bindir to " + Node.BINDIR);
    assertThat(stop.code()).as(stop.reason()).isZero();
  }

  @Test
  void a_wrong_maxlag_is_named_with_its_remedy(Bed bed) {
    Node node = stoppedStandby(bed);
    bed.cluster("crm_resource", "-r", Bed.RESOURCE, "-p", "maxlag", "-v", "much");

    assertStartFails(bed, node, "maxlag", "much");
  }

  @Test
  void a_clone_without_notify_is_named_with_its_remedy(Bed bed) {
    Node node = stoppedStandby(bed);
    bed.cluster("crm_resource", "-r", Bed.CLONE, "--meta", "-p", "notify", "-v", "false");

    assertStartFails(bed, node, "notify", "crm_resource --meta");
  }

  @Test
  void a_wrong_application_name_is_named_with_its_remedy(Bed bed) {
    Node node = stoppedStandby(bed);
    node.shell("sed -i.right 's/application_name=[^ ]*/application_name=nobody/' " + Node.OWN_CONF);
    try {
      assertStartFails(bed, node, "nobody", "set it to '" + node.name() + "'");
    } finally {
      node.shell("mv %s.right %s".formatted(Node.OWN_CONF, Node.OWN_CONF));
    }
  }

  /// Pacemaker tries to start it, and stops it after the failure; nobody else is touched.
  private static void assertStartFails(Bed bed, Node node, String... words) {
    Node primary = bed.primary();
    Node.Postmaster running = primary.postmaster();
    bed.cluster("crm_attribute", "-N", node.name(), "-n", "standby", "-D");
    ClusterState failed =
        bed.probe().until(START_MOST, "the start fails", s -> !startFailures(s).isEmpty());
    Await.until(START_MOST, "Pacemaker is idle", bed.probe()::isIdle);
    ClusterState after = bed.probe().now();

    assertThat(startFailures(failed)).first().asString().contains(words);
    assertThat(after.failures()).noneMatch(f -> f.startsWith(Bed.RESOURCE + "_stop_0"));
    assertThat(after.isOnline(node)).isTrue();
    assertThat(node.hasPostgres()).isFalse();
    assertThat(primary.postmaster()).isEqualTo(running);
  }

  private static List<String> startFailures(ClusterState state) {
    return state.failures().stream().filter(f -> f.startsWith(START)).toList();
  }

  private static Node stoppedStandby(Bed bed) {
    Node node = bed.others(bed.primary()).getFirst();
    bed.cluster("crm_attribute", "-N", node.name(), "-n", "standby", "-v", "on");
    bed.probe().until(STOP_MOST, "nothing is active on " + node, s -> !s.isActiveOn(node));
    return node;
  }
}

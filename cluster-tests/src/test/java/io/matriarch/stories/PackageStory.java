package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The installed package: what the administrator's tools say of it, and what it says of mistakes.
@Order(11)
@ExtendWith(StoryBed.class)
class PackageStory {

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

  @Test
  void a_wrong_bindir_is_named_with_its_remedy(Bed bed) {
    assertStartFails(bed, agent -> agent.with("bindir", "/nowhere/bin"), "/nowhere/bin", "bindir");
  }

  @Test
  void a_wrong_maxlag_is_named_with_its_remedy(Bed bed) {
    assertStartFails(bed, agent -> agent.with("maxlag", "much"), "much", "maxlag");
  }

  @Test
  void a_clone_without_notify_is_named_with_its_remedy(Bed bed) {
    assertStartFails(
        bed, agent -> agent.with("CRM_meta_notify", "false"), "notify", "crm_resource --meta");
  }

  @Test
  void a_wrong_application_name_is_named_with_its_remedy(Bed bed) {
    Node node = stoppedStandby(bed);
    node.shell("sed -i.right 's/application_name=[^ ]*/application_name=nobody/' " + Node.OWN_CONF);
    try {
      assertStartFails(node, ResourceAgent.on(node), "nobody", "application_name=" + node.name());
    } finally {
      node.shell("mv %s.right %s".formatted(Node.OWN_CONF, Node.OWN_CONF));
    }
  }

  private static void assertStartFails(
      Bed bed, UnaryOperator<ResourceAgent> mistake, String... words) {
    Node node = stoppedStandby(bed);
    assertStartFails(node, mistake.apply(ResourceAgent.on(node)), words);
  }

  private static void assertStartFails(Node node, ResourceAgent agent, String... words) {
    ResourceAgent.Answer start = agent.call("start");
    ResourceAgent.Answer stop = agent.call("stop");

    assertThat(start.code()).as(start.reason()).isNotZero();
    assertThat(start.reason()).contains(words).hasSizeLessThanOrEqualTo(128);
    assertThat(node.hasPostgres()).isFalse();
    assertThat(stop.code()).as(stop.reason()).isZero();
  }

  private static Node stoppedStandby(Bed bed) {
    Node node = bed.others(bed.primary()).getFirst();
    bed.cluster("crm_attribute", "-N", node.name(), "-n", "standby", "-v", "on");
    bed.probe().until(STOP_MOST, "nothing is active on " + node, s -> !s.isActiveOn(node));
    return node;
  }
}

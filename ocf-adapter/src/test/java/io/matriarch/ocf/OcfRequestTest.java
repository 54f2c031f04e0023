package io.matriarch.ocf;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.loop.OperationRequest;
import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.CrashPolicy;
import io.matriarch.agent.model.InstanceParameters;
import io.matriarch.agent.model.OcfExitCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OcfRequestTest {

  private static final String META = "OCF_RESKEY_CRM_meta_";

  private static OcfRequest request(String action, String... entries) {
    return OcfRequest.parse(action, String.join("\0", entries).getBytes(StandardCharsets.UTF_8));
  }

  private static OperationRequest operation(String action, String... entries) {
    return request(action, entries).operation().orElseThrow();
  }

  @Test
  void an_instance_number_is_no_part_of_the_resource() {
    assertThat(request("start", "OCF_RESOURCE_INSTANCE=pgsqld:2").resource()).isEqualTo("pgsqld");
  }

  @Test
  void what_is_not_an_ocf_entry_is_passed_over() {
    assertThat(request("start", "PATH=/bin", "nonsense", "OCF_ROOT=/usr/lib/ocf").environment())
        .containsOnlyKeys("OCF_ROOT");
  }

  @Test
  void a_value_may_hold_lines_and_equals_signs() {
    assertThat(
            request("start", "OCF_RESKEY_start_opts=-c a=b\nc").instance().instance().startOpts())
        .isEqualTo("-c a=b\nc");
  }

  @Test
  void a_monitor_without_an_interval_is_a_probe() {
    assertThat(operation("monitor"))
        .isEqualTo(new OperationRequest.Monitor(true, Optional.empty(), Duration.ofSeconds(20)));
  }

  @Test
  void a_monitor_with_interval_zero_is_a_probe() {
    assertThat(operation("monitor", META + "interval=0"))
        .isEqualTo(new OperationRequest.Monitor(true, Optional.empty(), Duration.ofSeconds(20)));
  }

  @Test
  void a_monitor_with_an_interval_is_recurring() {
    assertThat(operation("monitor", META + "interval=1000", META + "timeout=10000"))
        .isEqualTo(new OperationRequest.Monitor(false, Optional.empty(), Duration.ofSeconds(10)));
  }

  @Test
  void a_recurring_monitor_says_which_role_it_is_of() {
    assertThat(monitoredRole("role=Promoted")).contains(Role.PROMOTED);
    assertThat(monitoredRole("role=Master")).contains(Role.PROMOTED);
    assertThat(monitoredRole("role=Unpromoted")).contains(Role.UNPROMOTED);
    assertThat(monitoredRole("role=Slave")).contains(Role.UNPROMOTED);
    assertThat(monitoredRole("role=Started")).isEmpty();
  }

  private static Optional<Role> monitoredRole(String entry) {
    return ((OperationRequest.Monitor) operation("monitor", META + "interval=1000", META + entry))
        .role();
  }

  @Test
  void a_timeout_that_is_no_number_means_pacemakers_default() {
    assertThat(operation("stop", META + "timeout=soon").budget()).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void an_empty_list_of_nodes_is_a_single_space() {
    OperationRequest.Notify told =
        (OperationRequest.Notify)
            operation(
                "notify",
                META + "notify_type=pre",
                META + "notify_operation=promote",
                META + "notify_active_uname=n1 n2 n3",
                META + "notify_demote_uname= ",
                META + "notify_promote_uname=n2");
    assertThat(told.word()).isEqualTo("pre-promote");
    assertThat(told.roster().demote()).isEmpty();
    assertThat(told.roster().promote()).containsExactly("n2");
    assertThat(told.roster().active()).containsExactly("n1", "n2", "n3");
  }

  @Test
  void who_starts_counts_and_who_stops_does_not() {
    OperationRequest.Promote promote =
        (OperationRequest.Promote)
            operation(
                "promote",
                META + "notify_active_uname=n1 n2",
                META + "notify_stop_uname=n1 n2",
                META + "notify_start_uname=n2 n3");
    assertThat(promote.roster().activeAfter()).isEqualTo(List.of("n2", "n3"));
  }

  @Test
  void an_action_that_is_not_ours_is_no_operation() {
    assertThat(request("migrate_to").operation()).isEmpty();
    assertThat(OcfReply.unimplemented("migrate_to").text())
        .startsWith("3\nunknown action 'migrate_to'");
  }

  @Test
  void parameters_come_from_the_environment_and_meta_attributes_do_not() {
    InstanceParameters.Parsed parsed =
        request(
                "start",
                "OCF_RESOURCE_INSTANCE=pgsqld",
                "OCF_RESKEY_pgport=5433",
                "OCF_RESKEY_crash_policy=failover",
                "OCF_RESKEY_crm_feature_set=3.20.0",
                META + "timeout=60000")
            .instance();
    assertThat(parsed.faults()).isEmpty();
    assertThat(parsed.instance().pgport()).isEqualTo(5433);
    assertThat(parsed.instance().policy().crashPolicy()).isEqualTo(CrashPolicy.FAILOVER);
  }

  @Test
  void every_wrong_parameter_is_named_with_its_rule() {
    assertThat(
            request("start", "OCF_RESKEY_pgport=70000", "OCF_RESKEY_maxlag=1e3")
                .instance()
                .faults())
        .containsExactly(
            "pgport='70000' is not a whole number from 1 to 65535: set it, or remove it",
            "maxlag='1e3' is not a whole number, not negative: set it, or remove it");
  }

  @Test
  void a_clone_without_notifications_is_told_from_a_resource_that_is_only_validated() {
    assertThat(request("start", META + "clone_max=3").instance().instance().notifications())
        .isFalse();
    assertThat(request("validate-all").instance().instance().notifications()).isTrue();
    assertThat(
            request("start", META + "clone_max=3", META + "notify=TRUE")
                .instance()
                .instance()
                .notifications())
        .isTrue();
  }

  @Test
  void the_node_is_the_one_that_pacemaker_names() {
    assertThat(request("start", META + "on_node=n1").node()).isEqualTo(Optional.of("n1"));
    assertThat(request("start").node()).isEmpty();
  }

  @Test
  void a_reply_has_its_code_its_reason_and_its_output_on_lines_of_their_own() {
    assertThat(new OcfReply(OcfExitCode.DEGRADED, "lags", "more").text())
        .isEqualTo("190\nlags\nmore");
  }
}

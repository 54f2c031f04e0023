package io.matriarch.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Instance;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The precedences below are those that `crm_resource --get-parameter` and `crm_mon` of Pacemaker
/// 2.1.5 and 3.0.0 show for the same CIBs.
class CibParserTest {

  private static final String AGENT = "class='ocf' provider='matriarch' type='postgres'";

  @Test
  void of_two_sets_with_one_score_the_later_counts() {
    assertThat(pgdata(primitive(set("a", "", "/first") + set("b", "", "/second"))))
        .isEqualTo("/second");
  }

  @Test
  void the_set_with_the_higher_score_counts() {
    assertThat(pgdata(primitive(set("a", "score='INFINITY'", "/high") + set("b", "", "/low"))))
        .isEqualTo("/high");
  }

  @Test
  void within_a_set_the_first_pair_counts() {
    String pairs = pair("a1", "pgdata", "/first") + pair("a2", "pgdata", "/second");
    String set = "<instance_attributes id='a'>" + pairs + "</instance_attributes>";
    assertThat(pgdata(primitive(set))).isEqualTo("/first");
  }

  @Test
  void a_value_of_default_is_no_value() {
    assertThat(pgdata(primitive(set("a", "score='5'", "#default") + set("b", "", "/second"))))
        .isEqualTo("/second");
  }

  @Test
  void a_template_gives_the_agent_and_what_the_primitive_does_not_set() {
    String template = "<template id='t' " + AGENT + ">" + set("a", "", "/template") + "</template>";
    assertThat(pgdata(template + "<primitive id='pg' template='t'/>")).isEqualTo("/template");
  }

  @Test
  void the_primitive_overrides_its_template() {
    String template = "<template id='t' " + AGENT + ">" + set("a", "", "/template") + "</template>";
    String primitive = "<primitive id='pg' template='t'>" + set("b", "", "/own") + "</primitive>";
    assertThat(pgdata(template + primitive)).isEqualTo("/own");
  }

  @Test
  void a_set_may_be_a_reference() {
    String other =
        "<primitive id='o' class='ocf' provider='heartbeat' type='Dummy'>"
            + set("a", "", "/shared")
            + "</primitive>";
    assertThat(pgdata(other + primitive("<instance_attributes id-ref='a'/>"))).isEqualTo("/shared");
  }

  @Test
  void a_pair_may_be_a_reference() {
    String template = "<template id='t' " + AGENT + ">" + set("a", "", "/shared") + "</template>";
    String set = "<instance_attributes id='b'><nvpair id-ref='a-pgdata'/></instance_attributes>";
    assertThat(pgdata(template + primitive(set))).isEqualTo("/shared");
  }

  @Test
  void a_set_with_a_rule_is_left_out_and_named() {
    String set =
        "<instance_attributes id='night'><rule id='r' score='0'/>"
            + pair("n", "pgdata", "/night")
            + "</instance_attributes>";
    var configured = Recorded.only(cib("", primitive(set), ""));
    assertThat(configured.instance().pgdata()).isEqualTo(Path.of("/var/lib/pgsql/data"));
    assertThat(configured.faults())
        .singleElement()
        .asString()
        .contains("'night' has a rule", "pgdata in it is not used", "set without a rule");
  }

  @Test
  void other_agents_are_not_ours() {
    String others =
        "<primitive id='a' class='ocf' provider='heartbeat' type='pgsqlms'/>"
            + "<primitive id='b' class='stonith' type='postgres'/>";
    assertThat(new CibParser().parse(cib("", others, "")).instances()).isEmpty();
  }

  @Test
  void primitives_in_groups_and_clones_are_found() {
    String nested = "<clone id='c'><group id='g'>" + primitive("") + "</group></clone>";
    assertThat(new CibParser().parse(cib("", nested, "")).instances()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "'',      '',      '',      false",
    "true,    '',      '',      true",
    "'',      true,    '',      false",
    "'',      '',      true,    true",
    "false,   '',      true,    false"
  })
  void notify_counts_on_the_clone_and_in_the_defaults(
      String clone, String primitive, String defaults, boolean notifications) {
    assertThat(instance(metaCib("notify", clone, primitive, defaults)).notifications())
        .isEqualTo(notifications);
  }

  @ParameterizedTest
  @CsvSource({
    "'',      '',      '',      true",
    "false,   '',      '',      false",
    "false,   true,    '',      true",
    "'',      '',      false,   false",
    "true,    '',      false,   true"
  })
  void the_innermost_is_managed_counts(
      String clone, String primitive, String defaults, boolean managed) {
    assertThat(view(metaCib("is-managed", clone, primitive, defaults)).managed())
        .isEqualTo(managed);
  }

  @ParameterizedTest
  @CsvSource({
    "'',        '',       '',  1000000",
    "'',        '',       5,   5",
    "3,         '',       5,   3",
    "3,         2,        5,   2",
    "INFINITY,  '',       5,   1000000",
    "0,         '',       '',  1000000",
    "many,      '',       '',  1000000"
  })
  void the_innermost_migration_threshold_counts(
      String clone, String primitive, String defaults, int threshold) {
    assertThat(
            view(metaCib("migration-threshold", clone, primitive, defaults)).migrationThreshold())
        .isEqualTo(threshold);
  }

  @Test
  void a_resource_in_maintenance_is_not_managed() {
    assertThat(view(metaCib("maintenance", "true", "", "")).managed()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "id='aa',                        id='cib-bootstrap-options',           false",
    "id='cib-bootstrap-options',     id='zz',                              true",
    "id='aa',                        id='zz',                              false",
    "id='aa' score='2',              id='zz' score='1',                    true",
    "id='aa' score='2',              id='cib-bootstrap-options' score='1', false"
  })
  void the_bootstrap_options_come_before_other_properties(
      String yes, String no, boolean maintenance) {
    String properties =
        ("<cluster_property_set " + yes.replace('"', '\'') + ">")
            + pair("p1", "maintenance-mode", "true")
            + ("</cluster_property_set><cluster_property_set " + no + ">")
            + pair("p2", "maintenance-mode", "false")
            + "</cluster_property_set>";
    assertThat(view(cib(properties, primitive(""), "")).maintenance()).isEqualTo(maintenance);
  }

  @ParameterizedTest
  @CsvSource({
    "'',               '',    true",
    "stonith-enabled,  false, false",
    "fencing-enabled,  false, false",
    "fencing-enabled,  true,  true"
  })
  void fencing_is_on_unless_either_name_turns_it_off(String name, String value, boolean fencing) {
    assertThat(view(cib(property(name, value), primitive(""), "")).fencingEnabled())
        .isEqualTo(fencing);
  }

  @ParameterizedTest
  @CsvSource({
    "INFINITY, 1000000",
    "-INFINITY, -1000000",
    "+INFINITY, 1000000",
    "-7, -7",
    "9999999, 1000000"
  })
  void scores_may_be_infinite(String text, int score) {
    ClusterView view = view(cib("", primitive(""), state(pair("s", "master-pg", text))));
    assertThat(view.node("n1").orElseThrow().score()).contains(score);
  }

  @Test
  void the_empty_score_that_a_restarted_attrd_leaves_is_none() {
    ClusterView view = view(cib("", primitive(""), state(pair("s", "master-pg", ""))));
    assertThat(view.node("n1").orElseThrow().score()).isEmpty();
  }

  @Test
  void fail_counts_of_all_operations_are_added_up_to_infinity() {
    String counts =
        pair("f1", "fail-count-pg#start_0", "INFINITY")
            + pair("f2", "fail-count-pg#monitor_1000", "2")
            + pair("f3", "fail-count-pg2#monitor_1000", "4");
    ClusterView view = view(cib("", primitive(""), state(counts)));
    assertThat(view.node("n1").orElseThrow().failCount()).isEqualTo(1_000_000);
  }

  @Test
  void a_promotion_record_that_cannot_be_read_is_refused_with_the_remedy() {
    String cib = cib(property("matriarch-pg-promotion", "timeline=five"), primitive(""), "");
    assertThatThrownBy(() -> new CibParser().parse(cib))
        .isInstanceOf(PacemakerException.class)
        .hasMessageContainingAll("matriarch-pg-promotion", "timeline=five", "--delete");
  }

  @Test
  void a_node_that_the_cluster_has_not_seen_is_no_member_and_unclean() {
    var node = view(cib("", primitive(""), "")).node("n1").orElseThrow();
    assertThat(node.member()).isFalse();
    assertThat(node.unclean()).isTrue();
  }

  private static Instance instance(String cib) {
    return Recorded.only(cib).instance();
  }

  private static ClusterView view(String cib) {
    return Recorded.only(cib).view();
  }

  private static String pgdata(String resources) {
    return instance(cib("", resources, "")).pgdata().toString();
  }

  private static String primitive(String content) {
    return "<primitive id='pg' " + AGENT + ">" + content + "</primitive>";
  }

  private static String set(String id, String attributes, String pgdata) {
    return "<instance_attributes id='%s' %s>%s</instance_attributes>"
        .formatted(id, attributes, pair(id + "-pgdata", "pgdata", pgdata));
  }

  private static String pair(String id, String name, String value) {
    return "<nvpair id='%s' name='%s' value='%s'/>".formatted(id, name, value);
  }

  private static String property(String name, String value) {
    return "<cluster_property_set id='p'>"
        + pair("p-" + name, name, value)
        + "</cluster_property_set>";
  }

  private static String state(String transientPairs) {
    return "<node_state id='1' uname='n1' in_ccm='1' crmd='1' join='member' expected='member'>"
        + "<transient_attributes id='1'><instance_attributes id='status-1'>"
        + transientPairs
        + "</instance_attributes></transient_attributes></node_state>";
  }

  private static String metaCib(String name, String clone, String primitive, String defaults) {
    String resources =
        "<clone id='c'>" + meta("cm", name, clone) + primitive(meta("pm", name, primitive));
    return "<cib><configuration><crm_config/><nodes/><resources>%s</clone></resources>"
            .formatted(resources)
        + "<rsc_defaults>%s</rsc_defaults></configuration><status/></cib>"
            .formatted(meta("dm", name, defaults));
  }

  private static String meta(String id, String name, String value) {
    return value.isEmpty()
        ? ""
        : "<meta_attributes id='%s'>%s</meta_attributes>"
            .formatted(id, pair(id + "1", name, value));
  }

  @Test
  void what_is_colocated_with_the_promoted_role_goes_with_it() {
    String resources =
        "<clone id='pg-ha'>" + primitive("") + "</clone>" + other("vip") + other("x");
    String group = "<group id='g'>" + other("vip6") + other("pool") + "</group>";
    assertThat(companions(resources + group, with("vip", "Promoted"), with("g", "Master")))
        .containsExactly("vip", "vip6", "pool");
    assertThat(companions(resources, with("x", "Unpromoted"), with("x", "Started"))).isEmpty();
    assertThat(companions(resources, with("x", "Promoted").replace("INFINITY", "-INFINITY")))
        .isEmpty();
  }

  private static String other(String id) {
    return "<primitive id='%s' class='ocf' provider='heartbeat' type='Dummy'/>".formatted(id);
  }

  private static String with(String resource, String role) {
    return "<rsc_colocation id='%s' score='INFINITY' rsc='%s' with-rsc='pg-ha' with-rsc-role='%s'/>"
        .formatted(resource + role, resource, role);
  }

  private static List<String> companions(String resources, String... constraints) {
    String rest = "</resources><constraints>" + String.join("", constraints) + "</constraints>";
    return Recorded.only(cib("", resources + rest + "<resources>", "")).view().companions();
  }

  private static String cib(String properties, String resources, String status) {
    return "<cib admin_epoch='0' epoch='1' num_updates='2' have-quorum='1' dc-uuid='1'>"
        + "<configuration><crm_config>%s</crm_config>".formatted(properties)
        + "<nodes><node id='1' uname='n1'/></nodes>"
        + "<resources>%s</resources></configuration>".formatted(resources)
        + "<status>%s</status></cib>".formatted(status);
  }
}

package io.matriarch.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.ClusterView.Node;
import io.matriarch.agent.model.PromotionRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedCibTest {

  /// What `crm_mon` showed at the same moment; a role that is being taken or given up is told as it
  /// was before.
  @ParameterizedTest
  @CsvSource({
    "steady,          2.1.5, n1=PROMOTED n2=UNPROMOTED n3=UNPROMOTED",
    "steady,          3.0.0, n1=PROMOTED n2=UNPROMOTED n3=UNPROMOTED",
    "standby,         2.1.5, n1=PROMOTED n2=UNPROMOTED n3=STOPPED",
    "standby,         3.0.0, n1=PROMOTED n2=UNPROMOTED n3=STOPPED",
    "start-pending,   2.1.5, n1=PROMOTED n2=UNPROMOTED n3=STOPPED",
    "start-pending,   3.0.0, n1=PROMOTED n2=UNPROMOTED n3=STOPPED",
    "demote-pending,  2.1.5, n1=PROMOTED n2=UNPROMOTED n3=UNPROMOTED",
    "demote-pending,  3.0.0, n1=PROMOTED n2=UNPROMOTED n3=UNPROMOTED",
    "promote-pending, 2.1.5, n1=UNPROMOTED n2=UNPROMOTED n3=UNPROMOTED",
    "promote-pending, 3.0.0, n1=UNPROMOTED n2=UNPROMOTED n3=UNPROMOTED",
    "stop-pending,    2.1.5, n1=UNPROMOTED n2=PROMOTED n3=UNPROMOTED",
    "stop-pending,    3.0.0, n1=UNPROMOTED n2=PROMOTED n3=UNPROMOTED",
    "promote-failed,  2.1.5, n1=PROMOTED n2=UNPROMOTED n3=UNPROMOTED",
    "promote-failed,  3.0.0, n1=PROMOTED n2=UNPROMOTED n3=UNPROMOTED",
    "stop-failed,     2.1.5, n1=UNPROMOTED n2=UNPROMOTED n3=UNPROMOTED",
    "stop-failed,     3.0.0, n1=PROMOTED n2=UNPROMOTED n3=UNPROMOTED",
    "crash,           2.1.5, n1=PROMOTED n2=UNPROMOTED n3=UNPROMOTED",
    "crash,           3.0.0, n1=PROMOTED n2=UNPROMOTED n3=UNPROMOTED",
    "maintenance,     2.1.5, n1=PROMOTED n2=UNPROMOTED n3=UNPROMOTED",
    "maintenance,     3.0.0, n1=PROMOTED n2=UNPROMOTED n3=UNPROMOTED",
    "unclean,         2.1.5, n1=PROMOTED n2=UNPROMOTED n3=UNKNOWN",
    "unclean,         3.0.0, n1=PROMOTED n2=UNPROMOTED n3=UNKNOWN"
  })
  void roles_are_those_that_crm_mon_showed(String situation, String pacemaker, String roles) {
    assertThat(Recorded.roles(Recorded.view(situation, pacemaker))).isEqualTo(roles);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.1.5", "3.0.0"})
  void parameters_and_notifications_are_read(String pacemaker) {
    var configured = Recorded.only(Recorded.cib("steady", pacemaker));
    assertThat(configured.faults()).isEmpty();
    assertThat(configured.instance().resource()).isEqualTo("pg");
    assertThat(configured.instance().pgdata()).isEqualTo(Path.of("/var/lib/postgresql/17/main"));
    assertThat(configured.instance().policy().maxlagBytes()).isEqualTo(16777216);
    assertThat(configured.instance().notifications()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"2.1.5, 0.7.0, n1", "3.0.0, 0.7.0, n2"})
  void the_cluster_is_quorate_and_has_a_controller(String pacemaker, String version, String dc) {
    ClusterView view = Recorded.view("steady", pacemaker);
    assertThat(view.version()).isEqualTo(version);
    assertThat(view.quorate()).isTrue();
    assertThat(view.designatedController()).isEqualTo(dc);
    assertThat(view.fencingEnabled()).isFalse();
    assertThat(view.maintenance()).isFalse();
    assertThat(view.managed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.1.5", "3.0.0"})
  void scores_are_those_of_the_transient_attributes(String pacemaker) {
    ClusterView view = Recorded.view("steady", pacemaker);
    assertThat(List.of("n1", "n2", "n3"))
        .map(name -> node(view, name).score())
        .containsExactly(Optional.of(1001), Optional.of(1000), Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.1.5", "3.0.0"})
  void the_promotion_record_is_read(String pacemaker) {
    assertThat(Recorded.view("steady", pacemaker).promotionRecord())
        .contains(PromotionRecord.parse("timeline=5 lsn=0/3000148 node=n1 system=7301"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.1.5", "3.0.0"})
  void failures_are_counted_on_their_node_only(String pacemaker) {
    ClusterView view = Recorded.view("crash", pacemaker);
    assertThat(view.nodes().stream().map(Node::failCount).mapToInt(n -> n).sum()).isEqualTo(1);
    assertThat(node(view, "n1").failCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.1.5", "3.0.0"})
  void a_lost_node_that_waits_for_fencing_is_unclean(String pacemaker) {
    ClusterView view = Recorded.view("unclean", pacemaker);
    assertThat(view.fencingEnabled()).isTrue();
    assertThat(view.nodes()).filteredOn(Node::unclean).map(Node::name).containsExactly("n3");
    assertThat(view.nodes()).filteredOn(n -> !n.member()).map(Node::name).containsExactly("n3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.1.5", "3.0.0"})
  void a_node_in_standby_is_told(String pacemaker) {
    assertThat(Recorded.view("standby", pacemaker).nodes())
        .filteredOn(Node::standbyMode)
        .map(Node::name)
        .containsExactly("n3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.1.5", "3.0.0"})
  void maintenance_of_the_cluster_and_of_a_node_is_told(String pacemaker) {
    ClusterView view = Recorded.view("maintenance", pacemaker);
    assertThat(view.maintenance()).isTrue();
    assertThat(view.nodes()).filteredOn(Node::maintenance).map(Node::name).containsExactly("n3");
  }

  private static Node node(ClusterView view, String name) {
    return view.node(name).orElseThrow();
  }
}

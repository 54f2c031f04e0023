package io.matriarch.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.telemetry.MetricName;
import java.util.List;
import org.junit.jupiter.api.Test;

/// That the cluster's page answers, from top to bottom, what is asked in an incident.
final class ClusterPageTest {

  /// Who is primary? Can Pacemaker act? What happened? How long was writing down? What is lost, or
  /// would be? Who may be promoted, and why not? Will a disk fill? Are the agents well? Is all on
  /// one timeline?
  private static final List<MetricName> ASKED =
      List.of(
          MetricName.ROLE,
          MetricName.CLUSTER_QUORATE,
          MetricName.CLUSTER_NODE_UNCLEAN,
          MetricName.CLUSTER_MAINTENANCE,
          MetricName.POSTGRES_STATE,
          MetricName.LAST_FAILOVER_DURATION,
          MetricName.LAST_FAILOVER_PHASE_DURATION,
          MetricName.LAST_FAILOVER_LOST_WAL,
          MetricName.SYNC_STANDBYS_REQUIRED,
          MetricName.REPLICATION_SYNC_STATE,
          MetricName.REPLICATION_REPLAY_LAG_BYTES,
          MetricName.REPLICATION_REPLAY_LAG_SECONDS,
          MetricName.RESOURCE_FAILURES,
          MetricName.DECISION_RULE,
          MetricName.FILESYSTEM_FREE,
          MetricName.REPLICATION_SLOT_RETAINED_WAL,
          MetricName.REPLICATION_SLOT_SAFE_WAL,
          MetricName.MONITOR_LAST_SUCCESS_TIMESTAMP,
          MetricName.OPERATION_FAILURES,
          MetricName.EVENTS_DROPPED,
          MetricName.POSTGRES_TIMELINE_ID);

  private static final List<Panel> PANELS =
      ClusterPanels.rows().values().stream().flatMap(List::stream).toList();

  /// The number of the first panel that asks for the metric, from the top.
  private static int place(MetricName metric) {
    for (int place = 0; place < PANELS.size(); place++) {
      if (PANELS.get(place).targets().stream()
          .anyMatch(target -> target.expression().contains(metric.text()))) {
        return place;
      }
    }
    throw new AssertionError("no panel of the cluster's page shows " + metric.text());
  }

  @Test
  void it_answers_the_questions_of_an_incident_in_their_order() {
    assertThat(ASKED.stream().map(ClusterPageTest::place)).isSorted();
  }

  @Test
  void it_begins_with_the_primarys_name() {
    assertThat(PANELS.getFirst().kind()).isEqualTo(Panel.Kind.NAMES);
  }
}

package io.matriarch.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.Verdict;
import io.matriarch.telemetry.event.Event;
import io.matriarch.telemetry.sink.SystemdJournal;
import io.matriarch.telemetry.sink.Webhook;
import io.matriarch.telemetry.sink.WebhookTarget;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class MetricsTest {

  private static final Duration TOOK = Duration.ofMillis(40);
  private static final WebhookTarget WEBHOOK =
      new WebhookTarget(
          URI.create("https://hooks.example.net"),
          Path.of("/nowhere"),
          Optional.empty(),
          Event.Severity.INFO);

  static Set<String> states() {
    return Snapshots.all().keySet();
  }

  private static Snapshot snapshot(String state) {
    Snapshot snapshot = Snapshots.all().get(state);
    if (snapshot == null) {
      throw new IllegalArgumentException("no snapshot of " + state);
    }
    return snapshot;
  }

  @ParameterizedTest
  @MethodSource("states")
  void a_scrape_in_each_state_equals_its_file(String state) throws IOException {
    String text =
        Fixture.told(snapshot(state)).scrape().series().entrySet().stream()
            .filter(
                e ->
                    !e.getKey()
                        .matches("matriarch_(process|build|operation|cycle|failover_duration).*"))
            .filter(e -> e.getValue() != 0 || !e.getKey().contains("rule="))
            .map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining("\n", "", "\n"));
    Golden.check("scrape-" + state + ".txt", text);
  }

  @ParameterizedTest
  @MethodSource("states")
  void exactly_one_role_and_one_state_hold(String state) {
    Scrape scrape = Fixture.told(snapshot(state)).scrape();
    assertThat(sum(scrape, MetricName.ROLE)).isEqualTo(1);
    assertThat(sum(scrape, MetricName.POSTGRES_STATE)).isEqualTo(1);
    assertThat(sum(scrape, MetricName.DECISION_RULE)).isEqualTo(1);
  }

  private static double sum(Scrape scrape, MetricName name) {
    return scrape.of(name).stream().mapToDouble(scrape::value).sum();
  }

  @Test
  void every_exposed_name_is_in_the_catalogue_and_every_name_there_is_exposed() {
    Set<String> exposed = new TreeSet<>();
    for (Snapshot snapshot : Snapshots.all().values()) {
      Fixture fixture = Fixture.told(snapshot);
      fixture.telemetry.stepped(Snapshots.RESOURCE, "demote/stopped", "");
      fixture.telemetry.checked("postgresql", TOOK, true);
      fixture.telemetry.operated(
          Snapshots.RESOURCE, "start", Verdict.of(OcfExitCode.SUCCESS), TOOK);
      exposed.addAll(fixture.scrape().names());
    }
    exposed.addAll(failedOver().scrape().names());
    exposed.addAll(sending().scrape().names());
    exposed.removeIf(name -> name.matches(".*_seconds_(bucket|count|sum)"));
    assertThat(exposed)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(MetricName.values())
                .filter(name -> name.kind() != MetricName.Kind.HISTOGRAM)
                .map(MetricName::text)
                .toList());
  }

  /// An agent whose events go everywhere.
  private static Fixture sending() {
    Fixture fixture = new Fixture();
    try (SystemdJournal journal = SystemdJournal.at(Path.of("/nowhere"));
        Webhook webhook = Webhook.to(WEBHOOK, "0.1.0")) {
      fixture.telemetry.sendTo(journal);
      fixture.telemetry.sendTo(webhook);
    }
    return fixture;
  }

  private static Fixture failedOver() {
    Fixture fixture = Fixture.told(Snapshots.primary());
    fixture.tell(Snapshots.crashed());
    fixture.tell(Snapshots.afterFailover(Snapshots.crashed()));
    return fixture;
  }

  @Test
  void the_last_failover_is_counted_and_measured() {
    Scrape scrape = failedOver().scrape();
    assertThat(scrape.text())
        .contains("trigger=\"failure\"} 1.0")
        .contains("matriarch_last_failover_lost_wal_bytes")
        .contains("phase=\"detect\"");
  }

  @Test
  void failovers_and_cycles_fall_into_buckets() {
    Fixture fixture = failedOver();
    fixture.telemetry.cycled(Snapshots.RESOURCE, Duration.ofMillis(4));
    List<String> lines = fixture.scrape().lines();
    assertThat(lines)
        .filteredOn(line -> line.startsWith("matriarch_cycle_duration_seconds_bucket"))
        .anyMatch(line -> line.contains("le=\"0.002\"") && line.endsWith(" 0"))
        .anyMatch(line -> line.contains("le=\"0.005\"") && line.endsWith(" 1"));
    assertThat(lines)
        .filteredOn(line -> line.startsWith("matriarch_failover_duration_seconds_count"))
        .singleElement(STRING)
        .contains("trigger=\"failure\"")
        .endsWith(" 1");
  }

  @Test
  void what_never_happened_has_no_durations() {
    assertThat(Fixture.told(Snapshots.primary()).scrape().text())
        .contains("matriarch_operations_total")
        .doesNotContain("matriarch_operation_duration", "matriarch_failover_duration");
  }

  @Test
  void a_rule_that_made_no_decision_has_no_series_and_one_that_made_an_earlier_one_has_zero() {
    Fixture fixture = Fixture.told(Snapshots.primary());
    assertThat(fixture.scrape().of(MetricName.DECISION_RULE)).hasSize(1);
    fixture.tell(Snapshots.crashed());
    Scrape scrape = fixture.scrape();
    assertThat(scrape.of(MetricName.DECISION_RULE)).hasSize(2);
    assertThat(sum(scrape, MetricName.DECISION_RULE)).isEqualTo(1);
  }

  @Test
  void a_look_is_timed_and_one_without_an_answer_is_counted() {
    Fixture fixture = new Fixture();
    fixture.telemetry.checked("cibadmin", Duration.ofMillis(4), true);
    fixture.telemetry.checked("cibadmin", Duration.ofMillis(900), false);
    List<String> lines = fixture.scrape().lines();
    assertThat(lines)
        .filteredOn(line -> line.contains("check=\"cibadmin\""))
        .anyMatch(
            line ->
                line.startsWith("matriarch_monitor_duration_seconds_count") && line.endsWith(" 2"))
        .anyMatch(
            line -> line.startsWith("matriarch_monitor_failures_total") && line.endsWith(" 1.0"));
  }

  @Test
  void a_rewind_that_failed_and_the_base_backup_after_it_are_counted() {
    Fixture fixture = Fixture.told(Snapshots.primary());
    for (String step :
        List.of(
            "repair/rewind-begun", "repair/try-failed", "repair/rebuild-begun", "repair/done")) {
      fixture.telemetry.stepped(Snapshots.RESOURCE, step, "");
    }
    Scrape scrape = fixture.scrape();
    assertThat(byMethod(scrape, MetricName.REPAIRS)).containsExactly("rebuild 1.0", "rewind 0.0");
    assertThat(byMethod(scrape, MetricName.REPAIR_FAILURES))
        .containsExactly("rebuild 0.0", "rewind 1.0");
  }

  private static List<String> byMethod(Scrape scrape, MetricName name) {
    return scrape.of(name).stream()
        .map(series -> (series.contains("rewind") ? "rewind " : "rebuild ") + scrape.value(series))
        .sorted()
        .toList();
  }

  @Test
  void what_a_slot_may_still_hold_is_told_where_it_is_bounded() {
    String name = MetricName.REPLICATION_SLOT_SAFE_WAL.text();
    assertThat(Fixture.told(Snapshots.primary()).scrape().text()).contains(name + "{");
    assertThat(Fixture.told(Snapshots.primary(List.of(), List.of())).scrape().text())
        .doesNotContain(name + "{");
  }

  @Test
  void every_series_names_its_cluster_and_node() {
    assertThat(Fixture.told(Snapshots.primary()).scrape().lines())
        .allMatch(line -> line.contains("cluster_name=\"herd\"") && line.contains("node=\"n1\""));
  }

  @Test
  void a_standby_that_has_gone_leaves_no_series_behind() {
    Fixture fixture = Fixture.told(Snapshots.primary());
    assertThat(fixture.scrape().text()).contains("standby=\"n3\"");
    fixture.tell(Snapshots.primary(List.of(Snapshots.link("n2", "sync")), List.of()));
    assertThat(fixture.scrape().text())
        .contains("standby=\"n2\"")
        .doesNotContain("standby=\"n3\"", "slot_name=");
  }

  @Test
  void a_forgotten_resource_leaves_no_series_behind() {
    Fixture fixture = Fixture.told(Snapshots.primary());
    fixture.telemetry.operated(Snapshots.RESOURCE, "start", Verdict.of(OcfExitCode.SUCCESS), TOOK);
    fixture.telemetry.stepped(Snapshots.RESOURCE, "demote/stopped", "");
    fixture.telemetry.forget(Snapshots.RESOURCE);
    assertThat(fixture.scrape().text()).doesNotContain("resource=");
  }

  @Test
  void a_resource_can_come_back_after_it_was_forgotten() {
    Fixture fixture = Fixture.told(Snapshots.primary());
    fixture.telemetry.forget(Snapshots.RESOURCE);
    fixture.tell(Snapshots.primary());
    assertThat(fixture.scrape().value("matriarch_role{role=\"primary\"}")).isEqualTo(1);
  }

  @Test
  void names_that_others_choose_become_a_bounded_number_of_labels_and_all_are_counted() {
    Scrape scrape =
        Fixture.told(
                Snapshots.primary(
                    IntStream.range(0, 200)
                        .mapToObj(i -> Snapshots.link("s%03d".formatted(i), "async"))
                        .toList(),
                    IntStream.range(0, 200)
                        .mapToObj(i -> Snapshots.slot("s%03d".formatted(i)))
                        .toList()))
            .scrape();
    assertThat(scrape.of(MetricName.REPLICATION_SENT_LAG_BYTES))
        .hasSize(ReplicationMetrics.NAMES_MAX);
    assertThat(scrape.of(MetricName.REPLICATION_SLOT_ACTIVE)).hasSize(ReplicationMetrics.NAMES_MAX);
    assertThat(scrape.value("matriarch_replication_standbys{}")).isEqualTo(200);
    assertThat(scrape.value("matriarch_replication_slots{}")).isEqualTo(200);
  }

  @Test
  void operations_and_steps_that_are_not_known_are_counted_as_other() {
    Fixture fixture = new Fixture();
    for (int i = 0; i < 200; i++) {
      fixture.telemetry.operated(
          Snapshots.RESOURCE, "made-up-" + i, Verdict.of(OcfExitCode.SUCCESS), TOOK);
      fixture.telemetry.stepped(Snapshots.RESOURCE, "not a step " + i, "");
      fixture.telemetry.stepped(Snapshots.RESOURCE, "step/" + letters(i), "");
    }
    Scrape scrape = fixture.scrape();
    assertThat(scrape.value("matriarch_operations_total{operation=\"other\"}")).isEqualTo(200);
    assertThat(scrape.of(MetricName.OPERATIONS)).hasSizeLessThan(20);
    assertThat(scrape.of(MetricName.STEPS)).hasSize(OperationMeters.STEPS_MAX);
    assertThat(sum(scrape, MetricName.STEPS)).isEqualTo(400);
  }

  private static String letters(int number) {
    return "" + (char) ('a' + number / 26) + (char) ('a' + number % 26);
  }

  @Test
  void of_two_connections_under_one_name_the_streaming_one_is_shown() {
    Scrape scrape =
        Fixture.told(
                Snapshots.primary(
                    List.of(
                        Snapshots.link("n2", "async", "catchup", Lsn.parse("0/5000100")),
                        Snapshots.link("n2", "async", "streaming", Lsn.parse("0/5000148"))),
                    List.of()))
            .scrape();
    assertThat(scrape.value("matriarch_replication_flush_lag_bytes{standby=\"n2\"}")).isZero();
    assertThat(scrape.value("matriarch_replication_standbys{}")).isEqualTo(2);
  }

  @Test
  void a_standby_without_a_location_has_no_lag_series() {
    Scrape scrape =
        Fixture.told(
                Snapshots.primary(
                    List.of(Snapshots.link("n2", "async", "startup", Lsn.ZERO)), List.of()))
            .scrape();
    assertThat(scrape.of(MetricName.REPLICATION_REPLAY_LAG_BYTES)).isEmpty();
  }

  @Test
  void a_failed_operation_counts_as_ended_and_as_failed() {
    Fixture fixture = new Fixture();
    fixture.telemetry.operated(
        Snapshots.RESOURCE, "promote", new Verdict(OcfExitCode.ERR_GENERIC, "lost"), TOOK);
    fixture.telemetry.operated(
        Snapshots.RESOURCE, "probe", Verdict.of(OcfExitCode.NOT_RUNNING), TOOK);
    Map<String, Double> series = fixture.scrape().series();
    assertThat(series)
        .containsEntry("matriarch_operations_total{operation=\"promote\"}", 1.0)
        .containsEntry(
            "matriarch_operation_failures_total{operation=\"promote\",reason=\"err_generic\"}", 1.0)
        .containsEntry("matriarch_operations_total{operation=\"probe\"}", 1.0)
        .containsEntry(
            "matriarch_operation_failures_total{operation=\"probe\",reason=\"err_generic\"}", 0.0)
        .containsEntry(
            "matriarch_operation_duration_seconds_bucket{operation=\"promote\",le=\"0.05\"}", 1.0)
        .containsEntry(
            "matriarch_operation_duration_seconds_bucket{operation=\"promote\",le=\"0.025\"}", 0.0);
  }

  @Test
  void a_change_of_role_is_counted_once_with_its_time() {
    Fixture fixture = Fixture.told(Snapshots.standby("n1"));
    assertThat(fixture.scrape().value("matriarch_role_changed_timestamp_seconds{}")).isZero();
    fixture.tell(Snapshots.primary());
    fixture.tell(Snapshots.primary());
    Scrape scrape = fixture.scrape();
    assertThat(sum(scrape, MetricName.ROLE_TRANSITIONS)).isEqualTo(1);
    assertThat(scrape.value("matriarch_role_transitions_total{from=\"replica\",to=\"primary\"}"))
        .isEqualTo(1);
    assertThat(scrape.value("matriarch_role_changed_timestamp_seconds{}"))
        .isEqualTo((double) Fixture.WALL.getEpochSecond());
  }

  @Test
  void the_last_success_is_the_time_of_the_observation_and_stays_when_nothing_is_seen() {
    Fixture fixture = new Fixture();
    Snapshot seen = Snapshots.primary();
    fixture.tell(later(seen, 500));
    double observed = Fixture.WALL.getEpochSecond() - 0.5;
    assertThat(fixture.scrape().value("matriarch_monitor_last_success_timestamp_seconds{}"))
        .isEqualTo(observed);
    fixture.tell(snapshot("unknown"));
    assertThat(fixture.scrape().value("matriarch_monitor_last_success_timestamp_seconds{}"))
        .isEqualTo(observed);
  }

  private static Snapshot later(Snapshot snapshot, long millis) {
    return new Snapshot(
        snapshot.node(),
        snapshot.instance(),
        snapshot.faults(),
        snapshot.now().plus(Duration.ofMillis(millis)),
        snapshot.server(),
        snapshot.cluster(),
        snapshot.health(),
        snapshot.repair(),
        snapshot.memory());
  }

  @Test
  void a_server_that_refuses_is_up_and_a_silent_one_is_not() {
    assertThat(up(Snapshots.unreachable(true))).isEqualTo(1);
    assertThat(up(Snapshots.unreachable(false))).isZero();
  }

  private static double up(Snapshot snapshot) {
    return Fixture.told(snapshot).scrape().value("matriarch_postgres_up{}");
  }

  @Test
  void open_metrics_is_given_to_those_who_ask_for_it() {
    Telemetry telemetry = Fixture.told(Snapshots.primary()).telemetry;
    Telemetry.Exposition exposition =
        telemetry.scrape("application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
    assertThat(exposition.contentType()).startsWith("application/openmetrics-text");
    assertThat(exposition.text()).endsWith("# EOF\n");
    assertThat(telemetry.scrape("text/plain").contentType())
        .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
  }

  @Test
  void names_end_with_their_unit_and_only_counters_with_total() {
    assertThat(Arrays.stream(MetricName.values()))
        .allMatch(
            name ->
                name.text().endsWith("_total") == (name.kind() == MetricName.Kind.COUNTER)
                    && name.text().startsWith("matriarch_")
                    && name.help().endsWith("."));
  }
}

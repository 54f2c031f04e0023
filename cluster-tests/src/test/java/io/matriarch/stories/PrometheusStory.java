package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Debian's Prometheus scrapes a cluster through a failover; afterwards every query of the
/// dashboards and every rule has a sensible answer.
@Order(61)
@ExtendWith(StoryBed.class)
class PrometheusStory {

  private static final Path DASHBOARDS = Path.of("../dashboards/grafana");
  private static final Path RULES = Path.of("../dashboards/prometheus/matriarch-rules.yml");

  /// Panels of what the bed has not configured, and of what need not have happened.
  private static final Set<String> MAY_BE_EMPTY =
      Set.of(
          "Alerts",
          "Alerts that fired",
          "Webhook",
          "WAL that slots may still hold",
          "Failed operations",
          "Looks without an answer",
          "Steps");

  private static final Duration STEP = Duration.ofSeconds(1);
  private static final Duration SCRAPED_MOST = Duration.ofSeconds(30);

  @Test
  void through_a_failover_every_query_and_rule_is_answered(Bed bed) throws Exception {
    bed.crashPolicy("failover");
    Node old = bed.primary();
    try (Observer observer = Observer.prometheus(bed, Files.readString(RULES));
        Client client = bed.client()) {
      PrometheusApi prometheus = new PrometheusApi(observer.address());
      prometheus.scrapes(bed.nodes().size());
      Instant begun = Instant.now();

      old.killPostmaster();
      Node successor = bed.successorOf(old);
      client.writesAgain();
      bed.settles();
      tellsOfTheFailover(prometheus, successor);
      Await.until(
          SCRAPED_MOST,
          "every query of the dashboards is answered",
          () -> unanswered(prometheus, begun),
          List::isEmpty);
      assertThat(prometheus.rulesThatFail()).isEmpty();
    }
  }

  private static void tellsOfTheFailover(PrometheusApi prometheus, Node successor) {
    Await.until(
        SCRAPED_MOST,
        "one primary, on " + successor,
        () -> prometheus.value("matriarch_role{role=\"primary\",node=\"%s\"}".formatted(successor)),
        role -> role == 1);
    Await.until(
        SCRAPED_MOST,
        "the last failover has a duration",
        () -> prometheus.value("max(matriarch_last_failover_duration_seconds)"),
        seconds -> seconds > 0 && seconds < 60);
  }

  /// The queries that had no answer at any time since then though there was something to answer:
  /// what only tells of the last seconds is silent on a cluster at rest.
  private static List<String> unanswered(PrometheusApi prometheus, Instant begun) throws Exception {
    List<String> unanswered = new ArrayList<>();
    PrometheusApi.Range range = new PrometheusApi.Range(begun, Instant.now(), STEP);
    for (DashboardQuery query : queries()) {
      boolean empty = prometheus.over(range, query.filled()).path("result").isEmpty();
      if (empty && !MAY_BE_EMPTY.contains(query.title())) {
        unanswered.add(query.toString());
      }
    }
    return unanswered;
  }

  private static List<DashboardQuery> queries() throws IOException {
    List<DashboardQuery> queries = new ArrayList<>();
    try (Stream<Path> files = Files.list(DASHBOARDS)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        queries.addAll(DashboardQuery.of(file));
      }
    }
    assertThat(queries).as("queries of the dashboards").hasSizeGreaterThan(40);
    return queries;
  }
}

package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.stories.PrometheusApi.Range;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The Grafana dashboards, drawn from what Prometheus has of a switchover and a failover.
/// `-Drewrite=true` pictures them for the documentation; script/pictures runs it.
@Tag("pictures")
@Order(63)
@ExtendWith(StoryBed.class)
class DashboardPicturesStory {

  private static final Path DASHBOARDS = Path.of("../dashboards/grafana");
  private static final Path RULES = Path.of("../dashboards/prometheus/matriarch-rules.yml");
  private static final Path PICTURES =
      Path.of(Boolean.getBoolean("rewrite") ? "../docs/pictures" : "target/pictures");
  private static final Duration CALM = Duration.ofSeconds(40);
  private static final Duration COMMAND_MOST = Duration.ofSeconds(60);
  private static final Duration STEP = Duration.ofSeconds(2);

  @Test
  void through_a_switchover_and_a_failover_every_panel_is_drawn(Bed bed) throws Exception {
    byte[] page = DashboardPage.built();
    bed.synchronous();
    bed.crashPolicy("failover");
    try (Observer observer = Observer.prometheus(bed, Files.readString(RULES));
        Client client = bed.client()) {
      PrometheusApi prometheus = new PrometheusApi(observer.address());
      prometheus.scrapes(bed.nodes().size());
      Instant from = Instant.now();
      client.writesFor(CALM);
      switchOver(bed, client);
      client.writesFor(CALM);
      failOver(bed, client);
      client.writesFor(CALM);
      Range range = new Range(from, Instant.now(), STEP);

      List<String> problems = new ArrayList<>();
      try (DashboardPage drawn = DashboardPage.of(page)) {
        for (String name : List.of("fleet", "cluster", "node")) {
          Path file = DASHBOARDS.resolve("matriarch-" + name + ".json");
          String answers = answers(prometheus, range, file).toString();
          problems.addAll(drawn.draw(Files.readString(file), answers));
          drawn.picture(PICTURES.resolve("dashboard-" + name + ".png"));
        }
      }
      assertThat(problems).isEmpty();
    }
  }

  private static void switchOver(Bed bed, Client client) {
    Node home = bed.primary();
    Node away = bed.others(home).getLast();
    Output said = home.attempt(COMMAND_MOST, "matriarch", "switchover", "--to", away.name());
    assertThat(said.code()).as(said.said()).isZero();
    client.writesAgain();
    bed.settles();
  }

  private static void failOver(Bed bed, Client client) {
    Node old = bed.primary();
    old.killPostmaster();
    bed.successorOf(old);
    client.writesAgain();
    bed.settles();
  }

  /// What Prometheus answers to each query, under the key by which the page finds it.
  private static ObjectNode answers(PrometheusApi prometheus, Range range, Path file)
      throws Exception {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("from", range.from().getEpochSecond()).put("to", range.to().getEpochSecond());
    data.put("step", range.step().toSeconds());
    ObjectNode answers = data.putObject("answers");
    for (DashboardQuery query : DashboardQuery.of(file)) {
      if (query.isDrawn()) {
        String expression = query.filled();
        answers.set(
            query.key(),
            query.instant()
                ? prometheus.at(range, expression)
                : prometheus.over(range, expression));
      }
    }
    return data;
  }
}

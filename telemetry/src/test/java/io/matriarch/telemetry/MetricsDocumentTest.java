package io.matriarch.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Compares `docs/metrics.md` with the metrics; `-Drewrite=true` writes it.
class MetricsDocumentTest {

  private static final Path FILE = Path.of("../docs/metrics.md");

  @Test
  void the_document_shows_the_metrics_as_they_are() throws IOException {
    String document = document();
    if (Boolean.getBoolean("rewrite")) {
      Files.writeString(FILE, document);
    }
    assertThat(FILE).hasContent(document);
  }

  private static String document() {
    String rows =
        Stream.of(MetricName.values()).map(MetricsDocumentTest::row).collect(Collectors.joining());
    return """
    # Metrics

    Generated from the agent's list of metrics; a test compares it with that list.

    `http://NODE:9670/metrics` answers in Prometheus' text format, or in OpenMetrics where it is
    asked for, from the latest observation: no scrape asks PostgreSQL or Pacemaker anything. Every
    series has the labels `cluster_name` and `node`, and `resource` where it is of one instance
    rather than of the agent. A metric of another node or standby names it in `peer` or `standby`.

    Durations are in seconds, sizes and WAL positions in bytes, times in seconds of Unix time.

    | metric | type | labels | tells |
    |---|---|---|---|
    """
        + rows;
  }

  private static String row(MetricName metric) {
    String labels =
        metric.labels().stream().map("`%s`"::formatted).collect(Collectors.joining(" "));
    String type =
        switch (metric.kind()) {
          case GAUGE, COUNTER, HISTOGRAM -> metric.kind().name().toLowerCase(Locale.ROOT);
          case INFO -> "gauge, always 1";
        };
    return "| `%s` | %s | %s | %s |\n".formatted(metric.text(), type, labels, metric.help());
  }
}

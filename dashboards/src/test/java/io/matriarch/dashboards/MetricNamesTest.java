package io.matriarch.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.matriarch.telemetry.MetricName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class MetricNamesTest {

  private static final Pattern NAME = Pattern.compile("(?<!:)\\bmatriarch_\\w+");

  static Stream<Path> files() throws IOException {
    try (Stream<Path> tests = Files.list(Path.of("prometheus/tests"))) {
      return Stream.concat(
          Stream.concat(
              Dashboard.ALL.stream().map(GeneratedFilesTest::file),
              Stream.of(GeneratedFilesTest.RULES)),
          tests.toList().stream());
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void every_metric_in_a_file_is_one_that_the_agent_exposes(Path file) throws IOException {
    assertThat(used(file)).isSubsetOf(exposed());
  }

  @Test
  void the_dashboard_and_the_rules_rest_on_the_agents_metrics() throws IOException {
    assertThat(used(Path.of("grafana/matriarch-cluster.json"))).hasSizeGreaterThan(15);
    assertThat(used(GeneratedFilesTest.RULES)).hasSizeGreaterThan(5);
  }

  private static Set<String> used(Path file) throws IOException {
    return NAME.matcher(Files.readString(file))
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> exposed() {
    Set<String> names = new TreeSet<>();
    for (MetricName name : MetricName.values()) {
      names.add(name.text());
      if (name.kind() == MetricName.Kind.HISTOGRAM) {
        names.add(name.text() + "_bucket");
      }
    }
    return names;
  }

  @Test
  void a_label_that_the_metric_does_not_have_is_refused() {
    assertThatThrownBy(() -> Promql.all(MetricName.ROLE, "state=\"primary\""))
        .hasMessage("matriarch_role has no label state: it has [role]");
  }
}

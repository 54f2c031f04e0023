package io.matriarch.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

final class AlertRulesTest {

  private static final Path RUNBOOKS = Path.of("../docs/runbooks");

  static final List<AlertRule> RULES = AlertRules.ALL;

  static List<Path> tests() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("prometheus/tests"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void prometheus_takes_the_rules_without_a_complaint() throws Exception {
    Promtool.succeeds(
        "check", "rules", "--lint=all", "--lint-fatal", GeneratedFilesTest.RULES.toString());
  }

  @ParameterizedTest
  @MethodSource("tests")
  void the_rules_fire_and_do_not_fire_as_their_tests_say(Path test) throws Exception {
    Promtool.succeeds("test", "rules", test.toString());
  }

  @ParameterizedTest
  @FieldSource("RULES")
  void every_rule_has_a_test_in_which_it_fires_and_one_in_which_it_does_not(AlertRule rule)
      throws IOException {
    String test = Files.readString(Path.of("prometheus/tests", rule.name() + ".yml"));
    assertThat(test).contains("alertname: " + rule.name(), "exp_alerts: []", "exp_annotations:");
  }

  @ParameterizedTest
  @FieldSource("RULES")
  void every_rule_has_a_runbook_with_the_four_sections(AlertRule rule) throws IOException {
    assertThat(Files.readString(RUNBOOKS.resolve(rule.name() + ".md")))
        .startsWith("# " + rule.name() + "\n")
        .contains("## Meaning", "## Impact", "## Diagnosis", "## Mitigation");
  }
}

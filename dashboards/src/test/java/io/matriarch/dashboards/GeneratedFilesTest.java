package io.matriarch.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class GeneratedFilesTest {

  static final List<Dashboard> DASHBOARDS = Dashboard.ALL;
  static final Path RULES = Path.of("prometheus/matriarch-rules.yml");

  private static void check(Path file, String generated) throws IOException {
    if (Boolean.getBoolean("rewrite")) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, generated);
    }
    assertThat(generated)
        .as("%s: -Drewrite=true writes it anew", file)
        .isEqualTo(Files.exists(file) ? Files.readString(file) : "");
  }

  static Path file(Dashboard dashboard) {
    return Path.of("grafana", dashboard.file());
  }

  @ParameterizedTest
  @FieldSource("DASHBOARDS")
  void the_committed_dashboards_are_those_that_the_code_gives(Dashboard dashboard)
      throws IOException {
    check(file(dashboard), dashboard.text());
  }

  @Test
  void the_committed_rules_are_those_that_the_code_gives() throws IOException {
    check(RULES, AlertRules.yaml());
  }
}

package io.matriarch.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class GeneratedFilesTest {

  static final Path DASHBOARD = Path.of("grafana/matriarch-cluster.json");
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

  @Test
  void the_committed_dashboard_is_the_one_that_the_code_gives() throws IOException {
    check(DASHBOARD, ClusterDashboard.text());
  }

  @Test
  void the_committed_rules_are_those_that_the_code_gives() throws IOException {
    check(RULES, AlertRules.yaml());
  }
}

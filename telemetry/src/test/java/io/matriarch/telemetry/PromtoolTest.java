package io.matriarch.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PromtoolTest {

  @TempDir private Path directory = Path.of("");

  static Collection<Snapshot> snapshots() {
    return Snapshots.all().values();
  }

  @ParameterizedTest
  @MethodSource("snapshots")
  void prometheus_own_linter_has_no_complaint(Snapshot snapshot) throws Exception {
    Fixture fixture = Fixture.told(snapshot);
    fixture.telemetry.operated(
        Snapshots.RESOURCE, "start", Verdict.of(OcfExitCode.SUCCESS), Duration.ofMillis(3));
    fixture.telemetry.stepped(Snapshots.RESOURCE, "election/won", "");
    Path scrape = directory.resolve("scrape.txt");
    Files.writeString(scrape, fixture.scrape().text());
    Process linter = promtool(scrape);
    String complaints = new String(linter.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(linter.waitFor()).as(complaints).isZero();
    assertThat(complaints).isEmpty();
  }

  private static Process promtool(Path scrape) {
    try {
      return new ProcessBuilder("promtool", "check", "metrics")
          .redirectInput(scrape.toFile())
          .redirectErrorStream(true)
          .start();
    } catch (IOException e) {
      throw new AssertionError(
          "promtool cannot be run: install Debian's package prometheus, which holds it", e);
    }
  }
}

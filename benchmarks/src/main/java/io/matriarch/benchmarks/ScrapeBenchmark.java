package io.matriarch.benchmarks;

import io.matriarch.agent.decide.Decider;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.Verdict;
import io.matriarch.telemetry.Identity;
import io.matriarch.telemetry.Telemetry;
import io.matriarch.telemetry.Telemetry.Exposition;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/// One scrape of a node with fifty primaries, as text.
public class ScrapeBenchmark extends Microbenchmark {

  private static final int INSTANCES = 50;
  private static final List<String> OPERATIONS = List.of("probe", "monitor", "post-start");
  private static final Verdict RUNS = Verdict.of(OcfExitCode.RUNNING_PROMOTED);

  private final Decider decider = new Decider();
  private final Telemetry telemetry =
      new Telemetry(
          new Identity("0.1.0", "a1b2c3d", "prod", "n1"),
          () -> new BootTime(Duration.ofHours(1).toMillis()),
          Optional.empty());

  @Setup
  public void observe() throws IOException {
    RecordedSnapshots recorded = new RecordedSnapshots();
    for (int i = 0; i < INSTANCES; i++) {
      String resource = "many" + i;
      Snapshot snapshot = recorded.primary(resource);
      telemetry.decided(snapshot, decider.decide(snapshot));
      OPERATIONS.forEach(name -> telemetry.operated(resource, name, RUNS, Duration.ofMillis(5)));
    }
  }

  @Benchmark
  public Exposition scrape() {
    return telemetry.scrape("");
  }
}

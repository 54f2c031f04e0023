package io.matriarch.benchmarks;

import io.matriarch.agent.decide.Decider;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Snapshot;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/// One decision of a standby that streams and of a primary, which are nearly all that are made.
public class DeciderBenchmark extends Microbenchmark {

  private final Decider decider = new Decider();
  private Snapshot standby;
  private Snapshot primary;

  @Setup
  public void observe() throws IOException {
    RecordedSnapshots recorded = new RecordedSnapshots();
    standby = recorded.standby();
    primary = recorded.primary();
  }

  @Benchmark
  public Decision standby() {
    return decider.decide(standby);
  }

  @Benchmark
  public Decision primary() {
    return decider.decide(primary);
  }
}

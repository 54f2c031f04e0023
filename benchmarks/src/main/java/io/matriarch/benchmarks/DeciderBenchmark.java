package io.matriarch.benchmarks;

import io.matriarch.agent.decide.Decider;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Snapshot;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One decision of a standby that streams and of a primary, which are nearly all that are made.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DeciderBenchmark {

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

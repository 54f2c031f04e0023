package io.matriarch.benchmarks;

import io.matriarch.agent.cluster.CibParser;
import io.matriarch.agent.port.ClusterObserver.Reading;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Parsing the whole CIB, which happens when it has changed.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CibParserBenchmark {

  @Param({"0", "10000"})
  private int elements;

  private final CibParser parser = new CibParser();
  private String cib = "";

  @Setup
  public void read() throws IOException {
    cib = elements == 0 ? RecordedCib.asItWas() : RecordedCib.withElements(elements);
  }

  @Benchmark
  public Reading parse() {
    return parser.parse(cib);
  }
}

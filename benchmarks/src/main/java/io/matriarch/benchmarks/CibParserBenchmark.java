package io.matriarch.benchmarks;

import io.matriarch.agent.cluster.CibParser;
import io.matriarch.agent.port.ClusterObserver.Reading;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Parsing the whole CIB, which happens when it has changed.
public class CibParserBenchmark extends Microbenchmark {

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

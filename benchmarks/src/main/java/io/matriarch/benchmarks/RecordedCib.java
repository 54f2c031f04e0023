package io.matriarch.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A CIB that a real cluster of three nodes had, as it was and made larger; read from the
/// repository, in whose root the benchmarks are run.
final class RecordedCib {

  private static final Path FILE =
      Path.of("agent-core/src/test/resources/io/matriarch/agent/cluster/steady-3.0.0.xml");

  private RecordedCib() {}

  static String asItWas() throws IOException {
    return Files.readString(FILE);
  }

  /// With as many foreign resources as bring it to so many elements.
  static String withElements(int elements) throws IOException {
    String recorded = asItWas();
    StringBuilder more = new StringBuilder();
    int present = (int) recorded.chars().filter(c -> c == '<').count();
    for (int i = 0; present < elements; i++, present += 4) {
      more.append(
          """
          <primitive id="other%1$d" class="ocf" provider="heartbeat" type="Dummy">\
          <instance_attributes id="other%1$d-params"><nvpair id="other%1$d-state" name="state" value="/run/%1$d"/>\
          </instance_attributes><operations/></primitive>
          """
              .formatted(i));
    }
    int end = recorded.indexOf("</resources>");
    return recorded.substring(0, end) + more + recorded.substring(end);
  }
}

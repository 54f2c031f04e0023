package io.matriarch.agent.cluster;

import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.port.ClusterObserver.Configured;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;

/// CIBs that real clusters of three nodes had, read with `cibadmin --query`.
final class Recorded {

  private Recorded() {}

  static String cib(String situation, String pacemaker) {
    String name = situation + "-" + pacemaker + ".xml";
    try (InputStream stream =
        Objects.requireNonNull(Recorded.class.getResourceAsStream(name), name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Configured only(String cib) {
    return new CibParser().parse(cib).instances().getFirst();
  }

  static ClusterView view(String situation, String pacemaker) {
    return only(cib(situation, pacemaker)).view();
  }

  static String roles(ClusterView view) {
    return view.nodes().stream()
        .map(node -> node.name() + "=" + node.role())
        .sorted()
        .collect(Collectors.joining(" "));
  }
}

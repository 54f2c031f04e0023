package io.matriarch.stories;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The machine's control groups of version 2, in which the systemd of a node needs a part.
final class ControlGroups {

  private static final List<Path> PLACES =
      List.of(Path.of("/sys/fs/cgroup"), Path.of("/sys/fs/cgroup/unified"));

  private ControlGroups() {}

  /// Where they are mounted: alone, or beside those of version 1.
  static Path mounted() {
    return PLACES.stream()
        .filter(place -> Files.exists(place.resolve("cgroup.procs")))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no control groups of version 2 are mounted at one of %s: systemd needs them"
                        .formatted(PLACES)));
  }

  /// Removes what the nodes' systemd has left, the innermost ones first.
  static void remove(List<Node> nodes) {
    for (Node node : nodes) {
      PLACES.forEach(place -> remove(place.resolve("matriarch-" + node.name())));
    }
  }

  private static void remove(Path own) {
    if (!Files.exists(own)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(own)) {
      for (Path group :
          tree.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(group);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

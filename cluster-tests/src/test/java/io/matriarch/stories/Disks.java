package io.matriarch.stories;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The file systems of the bed's nodes. Where no loop device can be had there are none, and only
/// the stories that need one fail.
final class Disks {

  static final Path ROOT = Path.of("/var/tmp/matriarch-" + Site.chosen().prefix());

  private static final Duration UNMOUNTED_MOST = Duration.ofSeconds(20);

  private final List<Disk> disks;
  private final String missing;

  private Disks(List<Disk> disks, String missing) {
    this.disks = List.copyOf(disks);
    this.missing = missing;
  }

  static Disks make(List<Node> nodes) {
    List<Disk> disks = new ArrayList<>();
    for (Node node : nodes) {
      for (Disk.Use use : Disk.Use.values()) {
        disks.add(new Disk(node, use));
      }
    }
    try {
      disks.forEach(Disk::make);
      return new Disks(disks, "");
    } catch (IllegalStateException e) {
      remove();
      return new Disks(List.of(), String.valueOf(e.getMessage()));
    }
  }

  List<Disk> of(Node node) {
    return disks.stream().filter(disk -> disk.node().equals(node)).toList();
  }

  Disk of(Node node, Disk.Use use) {
    return of(node).stream()
        .filter(disk -> disk.use() == use)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "this story needs root and loop devices, and there are none: " + missing));
  }

  /// Also those that an interrupted run left frozen.
  static void thaw() {
    for (String mountPoint : mounted()) {
      Host.attempt("fsfreeze", "-u", mountPoint);
    }
  }

  /// Once no container uses them.
  static void remove() {
    thaw();
    Await.until(
        UNMOUNTED_MOST,
        "nothing is mounted below " + ROOT,
        () -> {
          mounted().forEach(mountPoint -> Host.attempt("umount", mountPoint));
          return mounted().isEmpty();
        });
    delete();
  }

  private static List<String> mounted() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/mounts"))) {
      return lines
          .map(line -> line.split(" ", -1)[1])
          .filter(mountPoint -> Path.of(mountPoint).startsWith(ROOT))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete() {
    if (Files.notExists(ROOT)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(ROOT)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Why there are none, if so.
  Optional<String> missing() {
    return missing.isEmpty() ? Optional.empty() : Optional.of(missing);
  }
}

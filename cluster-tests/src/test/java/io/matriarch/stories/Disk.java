package io.matriarch.stories;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A file system of a node's own, in a file on the host, which can be frozen and filled up.
record Disk(Node node, Use use) {

  private static final Duration KILLED_MOST = Duration.ofMinutes(4);

  /// What it holds, as the container sees it.
  enum Use {
    DATA("4G", Path.of(Node.PGDATA).resolveSibling("")),
    WAL("3G", Path.of("/var/lib/postgresql/wal"));

    private final String size;
    private final Path inside;

    Use(String size, Path inside) {
      this.size = size;
      this.inside = inside;
    }

    Path inside() {
      return inside;
    }
  }

  Path mountPoint() {
    return Disks.ROOT.resolve(node + "-" + use);
  }

  private Path image() {
    return Disks.ROOT.resolve(node + "-" + use + ".img");
  }

  /// The file takes only the space that is written to.
  void make() {
    try {
      Files.createDirectories(mountPoint());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Host.run("truncate", "-s", use.size, image().toString());
    Host.run("mkfs.ext4", "-q", "-m", "0", "-E", "nodiscard", image().toString());
    Host.run("mount", "-o", "loop", image().toString(), mountPoint().toString());
  }

  /// From now on whoever writes to it waits, and cannot even be killed.
  void freeze() {
    Host.run("fsfreeze", "-f", mountPoint().toString());
  }

  void thaw() {
    Host.run("fsfreeze", "-u", mountPoint().toString());
  }

  /// A machine that loses its power needs no disk for it; a container whose processes wait for a
  /// disk dies only when that answers again. So this one answers as soon as the node is killed.
  void freezeUntilKilled() {
    Path commandLine = Path.of("/proc/%d/cmdline".formatted(Engine.process(node.name())));
    freeze();
    Thread.ofPlatform().daemon().name("power of " + node).start(() -> thawAfter(commandLine));
  }

  /// It answers again after so long, whatever becomes of the node.
  void freezeFor(Duration span) {
    freeze();
    Thread.ofPlatform()
        .daemon()
        .name(this + " is frozen")
        .start(
            () -> {
              Await.passes(span);
              Host.attempt("fsfreeze", "-u", mountPoint().toString());
            });
  }

  /// A process that was killed has no command line any more.
  private void thawAfter(Path commandLine) {
    try {
      Await.until(
          KILLED_MOST,
          node + " is killed",
          () -> Files.notExists(commandLine) || Files.readString(commandLine).isEmpty());
    } catch (AssertionError e) {
      System.out.printf("  %s was frozen and never killed%n", this);
    }
    Host.attempt("fsfreeze", "-u", mountPoint().toString());
  }

  /// Takes all of its space; the bookkeeping of the last of it needs some itself.
  void fill() {
    node.shell(
        """
        free=$(df --output=avail -k %1$s | tail -n 1)
        fallocate -l $((free - 4096))K %2$s
        cat /dev/zero >>%2$s 2>/dev/null || true
        """
            .formatted(use.inside, filler()));
  }

  void empty() {
    node.run("rm", "-f", filler());
  }

  private String filler() {
    return use.inside + "/filler";
  }
}

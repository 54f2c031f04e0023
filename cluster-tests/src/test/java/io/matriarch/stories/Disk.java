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
  /// disk dies only when that answers again. So the disk answers as soon as the node is killed.
  void thawWhenKilled() {
    Path commandLine = Path.of("/proc/%d/cmdline".formatted(Engine.process(node.name())));
    Await.until(
        KILLED_MOST,
        node + " is fenced",
        () -> Files.notExists(commandLine) || Files.readString(commandLine).isEmpty());
    thaw();
  }

  /// Takes all of its space but so much.
  void fill(int leaveKilobytes) {
    node.shell(
        """
        free=$(df --output=avail -k %s | tail -n 1)
        fallocate -l $((free - %d))K %s
        """
            .formatted(use.inside, leaveKilobytes, filler()));
  }

  void empty() {
    node.run("rm", "-f", filler());
  }

  private String filler() {
    return use.inside + "/filler";
  }
}

package io.matriarch.stories;

import java.time.Duration;

/// Makes a node's processors and disk busy for a while, and a little longer than no story needs.
final class Load implements AutoCloseable {

  private final Node node;

  private Load(Node node) {
    this.node = node;
  }

  /// More burners than the machine has processors, clients that write, and a disk that is written
  /// to past the cache.
  static Load on(Node node, Duration most) {
    long seconds = most.toSeconds();
    node.run("mkdir", "-p", Disk.Use.DATA.inside() + "/load");
    background(node, "while :; do :; done", 4, seconds);
    background(
        node,
        "while :; do dd if=/dev/zero of=%s/load/$$ bs=1M count=64 oflag=dsync; done"
            .formatted(Disk.Use.DATA.inside()),
        2,
        seconds);
    background(
        node,
        "psql -X -h /var/run/postgresql -U postgres -d postgres -c"
            + " \"DO \\$\\$ BEGIN LOOP PERFORM count(*) FROM generate_series(1, 100000);"
            + " END LOOP; END \\$\\$\"",
        4,
        seconds);
    return new Load(node);
  }

  private static void background(Node node, String script, int times, long seconds) {
    for (int i = 0; i < times; i++) {
      node.burden(
          "sh",
          "-c",
          "setsid timeout -s KILL %d sh -c \"$0\" >/dev/null 2>&1 </dev/null &".formatted(seconds),
          "exec 9>/run/story-load; " + script);
    }
  }

  @Override
  public void close() {
    node.attemptShell(
        """
        fuser -s -k -KILL /run/story-load
        rm -rf %s/load
        """
            .formatted(Disk.Use.DATA.inside()));
  }
}

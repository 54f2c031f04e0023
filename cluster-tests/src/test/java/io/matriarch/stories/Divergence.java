package io.matriarch.stories;

import java.util.Optional;

/// A former primary that holds WAL which its successor never had cannot stream from it.
final class Divergence {

  private static final String LOG = "/var/log/matriarch/" + Bed.RESOURCE + ".log";

  private Divergence() {}

  /// PostgreSQL's own words for it, if they are among the last that it said.
  static Optional<String> of(Node node) {
    String last =
        node.attemptShell(
                "tail -n 5 "
                    + LOG
                    + " | grep -e 'forked off current database system timeline'"
                    + " -e 'is not in this server.s history' | tail -n 1")
            .out()
            .strip();
    return last.isEmpty() ? Optional.empty() : Optional.of(last);
  }
}

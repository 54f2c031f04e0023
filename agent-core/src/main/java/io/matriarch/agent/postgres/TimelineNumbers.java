package io.matriarch.agent.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Keeps a promotion from beginning a timeline of a number that is in use elsewhere in the cluster.
///
/// PostgreSQL takes the number after the newest history file that it finds. A standby that lags
/// behind a promotion, or stands beside a fork, has no file for that timeline and would begin one
/// of the same number; two servers on timelines of one number stream from each other as if they
/// were one, and neither they nor pg_rewind can tell. A history file that names no ancestor keeps
/// the number taken, and is nobody's parent.
record TimelineNumbers(Path walDirectory) {

  private static final String MARK = "# matriarch: timeline of another instance;";
  private static final String TEXT =
      MARK + " delete this file if the server here does not start for it\n";

  /// A file whose number is further off is none of a timeline that a promotion of this server comes
  /// near to.
  private static final int NEAR = 1000;

  private static final Pattern NAME = Pattern.compile("[0-9A-F]{8}\\.history");

  /// Takes the numbers after `own` up to `newest`, and up to that of any WAL that lies here; those
  /// that have a file have it already. A server that recovers looks for such files at any time, and
  /// ends at one that it may not read: they appear whole, and its own.
  void reserve(int own, int newest) throws IOException {
    int newestHere = new WalSegments(walDirectory).newestTimeline();
    int last = newestHere > own + NEAR ? newest : Math.max(newest, newestHere);
    for (int number = own + 1; number <= last; number++) {
      Path file = walDirectory.resolve("%08X.history".formatted(number));
      if (!Files.exists(file)) {
        DurableFiles.write(file, TEXT);
      }
    }
  }

  /// Gives the numbers back that no promotion has come after: a server that starts would take the
  /// newest of them for the timeline to follow, and refuse to start.
  void release() throws IOException {
    List<Path> newestFirst = histories().sorted((one, other) -> other.compareTo(one)).toList();
    for (Path file : newestFirst) {
      if (!Files.readString(file).startsWith(MARK)) {
        return;
      }
      Files.delete(file);
    }
  }

  private Stream<Path> histories() throws IOException {
    if (!Files.isDirectory(walDirectory)) {
      return Stream.empty();
    }
    try (Stream<Path> files = Files.list(walDirectory)) {
      return files
          .filter(f -> NAME.matcher(f.getFileName().toString()).matches())
          .toList()
          .stream();
    }
  }
}

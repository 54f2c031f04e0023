package io.matriarch.agent.postgres;

import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.WalPosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The WAL segments of a server that is down.
///
/// A record that broke off at a segment's end, in a crash with a full disk, leads a standby astray:
/// it takes the whole segment for received, and asks the new primary for what comes after, which
/// that never gets to. Where its WAL ends at the promotion, it asks for the new timeline's segment.
record WalSegments(Path walDirectory) {

  private static final Pattern NAME = Pattern.compile("[0-9A-F]{24}");
  private static final Pattern OF_A_TIMELINE =
      Pattern.compile("([0-9A-F]{8})([0-9A-F]{16}(\\.partial)?|\\.history)");
  private static final long LOG = 1L << 32;
  private static final int BUFFER_BYTES = 1 << 16;

  /// One file of WAL.
  private record Segment(Path file, int timeline, Lsn begin, Lsn end) {

    /// A segment's name tells its number, its size the rest.
    static Segment of(Path file) {
      try {
        String name = file.getFileName().toString();
        long size = Files.size(file);
        long number = Long.parseLong(name.substring(16), 16);
        long begin = Long.parseLong(name.substring(8, 16), 16) * LOG + number * size;
        return new Segment(file, timelineOf(file), new Lsn(begin), new Lsn(begin + size));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void endAt(Lsn lsn) throws IOException {
      if (begin.isAtLeast(lsn)) {
        Files.delete(file);
      } else if (!lsn.isAtLeast(end)) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          zeros(channel, lsn.bytesPast(begin), end.bytesPast(lsn));
          channel.force(true);
        }
      }
    }

    /// A segment may be greater than the agent's heap.
    private static void zeros(FileChannel channel, long from, long count) throws IOException {
      ByteBuffer zeros = ByteBuffer.allocate(BUFFER_BYTES);
      long at = from;
      while (at < from + count) {
        zeros.clear().limit(Math.toIntExact(Math.min(BUFFER_BYTES, from + count - at)));
        at += channel.write(zeros, at);
      }
    }
  }

  /// Removes from older timelines what comes after the beginning of this one: PostgreSQL reads
  /// zeros as the end of WAL.
  void endAt(WalPosition begun) throws IOException {
    for (Segment segment : segments()) {
      if (segment.timeline() < begun.timeline()) {
        segment.endAt(begun.lsn());
      }
    }
    DurableFiles.sync(walDirectory);
  }

  /// Removes all that there is of later timelines. pg_rewind leaves of a fork the segment that it
  /// began to compare in, and where a promotion gives the fork's number to another timeline,
  /// PostgreSQL would take it for that one's.
  void forgetAfter(int timeline) throws IOException {
    for (Path file : named(OF_A_TIMELINE)) {
      if (timelineOf(file) > timeline) {
        Files.delete(file);
      }
    }
    DurableFiles.sync(walDirectory);
  }

  /// The highest number of a timeline that there is anything of, 0 for none.
  int newestTimeline() throws IOException {
    return named(OF_A_TIMELINE).stream().mapToInt(WalSegments::timelineOf).max().orElse(0);
  }

  private List<Path> named(Pattern name) throws IOException {
    try (Stream<Path> files = Files.list(walDirectory)) {
      return files.filter(file -> name.matcher(file.getFileName().toString()).matches()).toList();
    }
  }

  private static int timelineOf(Path file) {
    return Integer.parseUnsignedInt(file.getFileName().toString().substring(0, 8), 16);
  }

  private List<Segment> segments() throws IOException {
    try {
      return named(NAME).stream().map(Segment::of).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}

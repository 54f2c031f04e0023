package io.matriarch.telemetry.event;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps events over restarts in two small files, a line each. They are written on a thread of
/// their own: whoever hands an event over never waits, and while storage hangs events are dropped
/// and counted.
public final class EventFiles implements AutoCloseable {

  static final long FILE_BYTES_MAX = 1 << 20;
  static final int QUEUE_MAX = 1024;

  private static final Logger LOG = LoggerFactory.getLogger(EventFiles.class);
  private static final long CLOSE_MILLIS_MAX = 2000;
  private static final String END = "";

  private final Path current;
  private final Path older;
  private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
  private final LongAdder dropped = new LongAdder();
  private final Thread writer;

  private EventFiles(Path directory) {
    this.current = directory.resolve("events.jsonl");
    this.older = directory.resolve("events.old.jsonl");
    this.writer = Thread.ofPlatform().daemon().name("event-files").unstarted(this::write);
  }

  public static EventFiles in(Path directory) {
    EventFiles files = new EventFiles(directory);
    files.writer.start();
    return files;
  }

  /// What was kept, the oldest first; what cannot be read is left out, and said in the log.
  List<CloudEvent> read() {
    List<CloudEvent> events = new ArrayList<>();
    for (Path file : List.of(older, current)) {
      try {
        if (Files.exists(file)) {
          Files.readAllLines(file, StandardCharsets.UTF_8).stream()
              .flatMap(line -> CloudEvent.parse(line).stream())
              .forEach(events::add);
        }
      } catch (IOException e) {
        LOG.warn("earlier events are left out: {} cannot be read: {}", file, e.getMessage());
      }
    }
    return events;
  }

  void keep(String line) {
    if (!queue.offer(line)) {
      dropped.increment();
    }
  }

  /// How many events were not kept, as storage was too slow for them.
  long dropped() {
    return dropped.sum();
  }

  private void write() {
    List<String> lines = new ArrayList<>();
    boolean told = false;
    while (!lines.contains(END)) {
      lines.clear();
      try {
        lines.add(queue.take());
        queue.drainTo(lines);
        append(lines.stream().filter(line -> !line.equals(END)).toList());
        told = false;
      } catch (IOException e) {
        dropped.add(lines.size());
        if (!told) {
          LOG.warn("events are not kept over restarts: {}: {}", current, e.toString());
        }
        told = true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void append(List<String> lines) throws IOException {
    if (lines.isEmpty()) {
      return;
    }
    if (Files.exists(current) && Files.size(current) > FILE_BYTES_MAX) {
      Files.move(current, older, StandardCopyOption.ATOMIC_MOVE);
    }
    try (FileChannel channel =
        FileChannel.open(
            current,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND)) {
      ByteBuffer bytes =
          StandardCharsets.UTF_8.encode(beginning(channel) + String.join("\n", lines) + "\n");
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  /// A line that an earlier agent could not finish must not spoil the first one of this agent.
  private String beginning(FileChannel channel) throws IOException {
    if (channel.size() == 0) {
      return "";
    }
    try (FileChannel reader = FileChannel.open(current, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      reader.read(last, channel.size() - 1);
      return last.get(0) == '\n' ? "" : "\n";
    }
  }

  /// Writes what is left, if storage lets it.
  @Override
  public void close() {
    try {
      if (queue.offer(END, CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS)) {
        writer.join(CLOSE_MILLIS_MAX);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

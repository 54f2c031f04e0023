package io.matriarch.telemetry.sink;

import io.matriarch.telemetry.event.CloudEvent;
import io.matriarch.telemetry.event.EventSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends each event to systemd's journal, where there is one. Events are sent on a thread of their
/// own: whoever hands one over never waits, and while the journal hangs they are dropped and
/// counted.
public final class SystemdJournal implements EventSink {

  static final int QUEUE_MAX = 256;

  private static final Logger LOG = LoggerFactory.getLogger(SystemdJournal.class);
  private static final long CLOSE_MILLIS_MAX = 1500;

  private final Path socket;
  private final BlockingQueue<Optional<CloudEvent>> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
  private final LongAdder dropped = new LongAdder();
  private final Thread sender;
  private Optional<UnixDatagrams> datagrams = Optional.empty();
  private boolean failing;

  private SystemdJournal(Path socket) {
    this.socket = socket;
    this.sender = Thread.ofPlatform().daemon().name("systemd-journal").unstarted(this::send);
  }

  /// Begins to send; nothing happens while nobody listens there.
  public static SystemdJournal at(Path socket) {
    SystemdJournal journal = new SystemdJournal(socket);
    journal.sender.start();
    return journal;
  }

  @Override
  public void take(CloudEvent event) {
    if (!queue.offer(Optional.of(event))) {
      dropped.increment();
    }
  }

  /// How many events the journal was there for and did not get.
  public long dropped() {
    return dropped.sum();
  }

  private void send() {
    try {
      Optional<CloudEvent> next = queue.take();
      while (next.isPresent()) {
        send(next.get());
        next = queue.take();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(CloudEvent event) {
    if (!Files.exists(socket)) {
      return;
    }
    try {
      open().send(socket, JournalEntry.encode(event));
      failing = false;
    } catch (UnixDatagrams.RefusedException e) {
      if (!e.isAbsent()) {
        failed(e);
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  private UnixDatagrams open() throws IOException {
    if (datagrams.isEmpty()) {
      datagrams = Optional.of(UnixDatagrams.open());
    }
    return datagrams.get();
  }

  private void failed(IOException failure) {
    dropped.increment();
    if (!failing) {
      LOG.warn("events do not reach systemd's journal: {}: {}", socket, failure.getMessage());
    }
    failing = true;
  }

  /// Sends what is left, if the journal takes it.
  @Override
  public void close() {
    try {
      if (queue.offer(Optional.empty(), CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS)) {
        sender.join(CLOSE_MILLIS_MAX);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

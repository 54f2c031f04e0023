package io.matriarch.telemetry;

import io.matriarch.telemetry.event.CloudEvent;
import io.matriarch.telemetry.event.EventJournal;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Sends the journal to whoever follows it, as server-sent events. Each reader has a place in the
/// journal and nothing else: while its connection is full it waits there, and when the journal has
/// gone past that place it is told so.
final class EventStream {

  static final int READERS_MAX = 64;

  private static final int EVENTS_AT_ONCE = 64;
  private static final long KEEP_ALIVE_MILLIS = 15_000;
  private static final int STUCK_KEEP_ALIVES_MAX = 4;

  private final EventJournal journal;
  private final Set<Reader> readers = ConcurrentHashMap.newKeySet();
  private final AtomicLong gaps = new AtomicLong();

  EventStream(EventJournal journal) {
    this.journal = journal;
    journal.onEvent(() -> readers.forEach(Reader::wake));
  }

  int readers() {
    return readers.size();
  }

  /// How often a reader was too slow for the journal.
  long gaps() {
    return gaps.get();
  }

  boolean isFull() {
    return readers.size() >= READERS_MAX;
  }

  /// Begins to send what comes after that place; the caller has set the headers.
  void follow(Vertx vertx, HttpServerResponse response, long after) {
    Reader reader = new Reader(vertx.getOrCreateContext(), response, after);
    readers.add(reader);
    long timer = vertx.setPeriodic(KEEP_ALIVE_MILLIS, _ -> reader.keepAlive());
    response.setWriteQueueMaxSize(1 << 16);
    response.drainHandler(_ -> reader.pump());
    response.exceptionHandler(_ -> readers.remove(reader));
    response.closeHandler(
        _ -> {
          readers.remove(reader);
          vertx.cancelTimer(timer);
        });
    response.write("retry: 2000\n\n");
    reader.pump();
  }

  private final class Reader {

    private final Context context;
    private final HttpServerResponse response;
    private final AtomicBoolean woken = new AtomicBoolean();
    private long place;
    private int stuck;

    private Reader(Context context, HttpServerResponse response, long place) {
      this.context = context;
      this.response = response;
      this.place = place;
    }

    private void wake() {
      if (woken.compareAndSet(false, true)) {
        context.runOnContext(_ -> pump());
      }
    }

    private void pump() {
      woken.set(false);
      boolean more = true;
      while (more && !response.closed() && !response.writeQueueFull()) {
        EventJournal.Page page = journal.after(place, EVENTS_AT_ONCE);
        if (page.gap()) {
          gaps.incrementAndGet();
          send(journal.gap());
        }
        page.events().forEach(this::send);
        more = page.events().size() == EVENTS_AT_ONCE;
      }
    }

    private void send(CloudEvent event) {
      place = event.number();
      stuck = 0;
      response.write(
          "id: %d\nevent: %s\ndata: %s\n\n"
              .formatted(event.number(), event.shortType(), event.json()));
    }

    /// A comment shows that the agent lives, and finds out who does not read any more.
    private void keepAlive() {
      if (!response.writeQueueFull()) {
        response.write(": " + journal.newest() + "\n\n");
      } else if (++stuck >= STUCK_KEEP_ALIVES_MAX) {
        response.reset();
      }
    }
  }
}

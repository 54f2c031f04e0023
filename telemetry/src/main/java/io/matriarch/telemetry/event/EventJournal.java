package io.matriarch.telemetry.event;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/// The latest events of this node, the oldest first; bounded, and safe for any thread. Whoever
/// reads keeps a place in it and no copy, so the slow cost nothing and are told of their gap.
public final class EventJournal implements AutoCloseable {

  static final int EVENTS_MAX = 1024;

  /// How many events of a type and severity there were since the agent started.
  public record Kind(String type, Event.Severity severity) implements Comparable<Kind> {
    @Override
    public int compareTo(Kind other) {
      int byType = type.compareTo(other.type);
      return byType != 0 ? byType : severity.compareTo(other.severity);
    }
  }

  /// A part of the journal.
  ///
  /// @param gap whether something after the asked place is not kept any more
  public record Page(boolean gap, List<CloudEvent> events) {

    public Page {
      events = List.copyOf(events);
    }
  }

  private final InstantSource clock;
  private final Optional<EventFiles> files;
  private final String source;
  private final Deque<CloudEvent> events = new ArrayDeque<>();
  private final Map<Kind, LongAdder> counts = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final List<EventSink> sinks = new CopyOnWriteArrayList<>();
  private long newest;

  /// @param source tells this node's events from the others'
  public EventJournal(String source, InstantSource clock, Optional<EventFiles> files) {
    this.source = source;
    this.clock = clock;
    this.files = files;
    files.map(EventFiles::read).orElse(List.of()).forEach(this::take);
  }

  /// Told after each event, on the thread that told it: to return at once.
  public void onEvent(Runnable listener) {
    listeners.add(listener);
  }

  /// Hands each event from now on to the sink too, in their order.
  public void add(EventSink sink) {
    sinks.add(sink);
  }

  public void tell(String subject, Narrator.Told told) {
    told.events().forEach(event -> append(subject, told.correlation(), event));
    if (!told.events().isEmpty()) {
      listeners.forEach(Runnable::run);
    }
  }

  public void tell(String subject, Event event) {
    tell(subject, new Narrator.Told(Optional.empty(), List.of(event)));
  }

  private synchronized void append(String subject, Optional<String> correlation, Event event) {
    CloudEvent made =
        CloudEvent.of(
            Math.max(newest + 1, clock.millis()),
            clock.instant(),
            new CloudEvent.Context(source, subject, correlation),
            event);
    take(made);
    counts
        .computeIfAbsent(new Kind(event.type(), event.severity()), _ -> new LongAdder())
        .increment();
    files.ifPresent(f -> f.keep(made.json()));
    sinks.forEach(sink -> sink.take(made));
  }

  private synchronized void take(CloudEvent event) {
    newest = Math.max(newest, event.number());
    events.addLast(event);
    if (events.size() > EVENTS_MAX) {
      events.removeFirst();
    }
  }

  /// The number of the latest event, 0 without one.
  public synchronized long newest() {
    return newest;
  }

  /// The events after that number, the oldest first, so many at most.
  public synchronized Page after(long number, int most) {
    boolean gap = number > 0 && !events.isEmpty() && events.getFirst().number() > number;
    return new Page(gap, events.stream().filter(e -> e.number() > number).limit(most).toList());
  }

  /// The latest events, the oldest first, so many at most.
  public synchronized List<CloudEvent> latest(int most) {
    return events.stream().skip(Math.max(0, events.size() - most)).toList();
  }

  /// The latest event of that type about that resource.
  public synchronized Optional<CloudEvent> last(String shortType, String subject) {
    return events.reversed().stream()
        .filter(e -> e.shortType().equals(shortType))
        .filter(e -> e.tree().path("subject").asText().equals(subject))
        .findFirst();
  }

  /// What stands for that which is not kept any more.
  public synchronized CloudEvent gap() {
    CloudEvent oldest = events.getFirst();
    return CloudEvent.of(
        oldest.number() - 1,
        clock.instant(),
        new CloudEvent.Context(source, "", Optional.empty()),
        new AgentEvent.Gap(Long.toString(oldest.number())));
  }

  public Map<Kind, Long> counts() {
    Map<Kind, Long> all = new TreeMap<>();
    counts.forEach((kind, count) -> all.put(kind, count.sum()));
    return all;
  }

  /// How many events were not kept over restarts.
  public long dropped() {
    return files.map(EventFiles::dropped).orElse(0L);
  }

  @Override
  public void close() {
    files.ifPresent(EventFiles::close);
    sinks.forEach(EventSink::close);
  }
}

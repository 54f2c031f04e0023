package io.matriarch.telemetry;

import io.matriarch.telemetry.event.ClusterEvent.FencingTold;
import io.matriarch.telemetry.event.EventJournal;
import io.matriarch.telemetry.sink.SystemdJournal;
import io.matriarch.telemetry.sink.Webhook;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/// What the agent told, to whom, and what it was told of fencing.
final class EventMetrics {

  private static final double MILLIS = 1000.0;

  private final EventJournal journal;
  private final EventStream stream;
  private final LongAdder fencings = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private volatile Instant lastFencing = Instant.EPOCH;
  private volatile Optional<SystemdJournal> systemd = Optional.empty();
  private volatile Optional<Webhook> webhook = Optional.empty();

  EventMetrics(EventJournal journal, EventStream stream) {
    this.journal = journal;
    this.stream = stream;
  }

  void fenced(FencingTold told, Instant at) {
    (told.exitCode() == 0 ? fencings : failures).increment();
    lastFencing = at;
  }

  void observe(SystemdJournal sink) {
    systemd = Optional.of(sink);
  }

  void observe(Webhook sink) {
    webhook = Optional.of(sink);
  }

  Optional<Webhook> webhook() {
    return webhook;
  }

  void collect(Points points) {
    journal
        .counts()
        .forEach(
            (kind, count) ->
                points.add(
                    MetricName.EVENTS,
                    count,
                    kind.type(),
                    kind.severity().name().toLowerCase(Locale.ROOT)));
    points.add(MetricName.EVENTS_DROPPED, journal.dropped());
    systemd.ifPresent(sink -> points.add(MetricName.SYSTEMD_JOURNAL_DROPPED, sink.dropped()));
    webhook.map(Webhook::state).ifPresent(state -> collect(points, state));
    points.add(MetricName.EVENT_READERS, stream.readers());
    points.add(MetricName.EVENT_GAPS, stream.gaps());
    points.add(MetricName.FENCINGS, fencings.doubleValue());
    points.add(MetricName.FENCING_FAILURES, failures.doubleValue());
    points.add(MetricName.LAST_FENCING_TIMESTAMP, lastFencing.toEpochMilli() / MILLIS);
  }

  private static void collect(Points points, Webhook.State state) {
    points.add(MetricName.WEBHOOK_DELIVERED, state.delivered());
    points.add(MetricName.WEBHOOK_FAILURES, state.failures());
    points.add(MetricName.WEBHOOK_DROPPED, state.dropped());
    points.add(MetricName.WEBHOOK_QUEUED, state.queued());
    points.add(MetricName.WEBHOOK_FAILING, state.isFailing() ? 1 : 0);
  }
}

package io.matriarch.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import io.matriarch.telemetry.event.CloudEvent;
import io.matriarch.telemetry.event.FailoverEvent.FailoverEnded;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/// The failovers that this node saw of one resource, and how long the last one took.
final class FailoverMetrics {

  static final List<String> TRIGGERS = List.of("failure", "switchover", "recovery", "first");

  private static final double MILLIS = 1000.0;
  static final String PROMOTED = "promoted";

  private record Last(FailoverEnded ended, Instant at) {}

  private final Map<String, LongAdder> counts;
  private volatile Optional<Last> last = Optional.empty();

  FailoverMetrics() {
    Map<String, LongAdder> adders = new LinkedHashMap<>();
    TRIGGERS.forEach(trigger -> adders.put(trigger, new LongAdder()));
    counts = Collections.unmodifiableMap(adders);
  }

  /// Takes up what an earlier agent kept.
  void restore(CloudEvent kept) {
    JsonNode json = kept.tree();
    JsonNode data = json.path("data");
    if (data.path("outcome").asText().equals(PROMOTED)) {
      SortedMap<String, Long> phases = new TreeMap<>();
      data.path("phases_ms")
          .properties()
          .forEach(phase -> phases.put(phase.getKey(), phase.getValue().asLong()));
      FailoverEnded ended =
          new FailoverEnded(
              PROMOTED,
              data.path("trigger").asText(),
              data.path("primary").asText(),
              data.path("timeline").asInt(),
              data.path("took_ms").asLong(),
              phases,
              data.path("lost_wal_bytes").asLong());
      last = Optional.of(new Last(ended, Instant.parse(json.path("time").asText())));
    }
  }

  void ended(FailoverEnded ended, Instant at) {
    if (ended.outcome().equals(PROMOTED)) {
      Optional.ofNullable(counts.get(ended.trigger())).ifPresent(LongAdder::increment);
      last = Optional.of(new Last(ended, at));
    }
  }

  void collect(Points points) {
    counts.forEach(
        (trigger, count) -> points.add(MetricName.FAILOVERS, count.doubleValue(), trigger));
    last.ifPresent(l -> collect(points, l));
  }

  private static void collect(Points points, Last last) {
    FailoverEnded ended = last.ended();
    points.add(MetricName.LAST_FAILOVER_TIMESTAMP, last.at().toEpochMilli() / MILLIS);
    points.add(MetricName.LAST_FAILOVER_DURATION, ended.tookMs() / MILLIS);
    ended
        .phasesMs()
        .forEach(
            (phase, took) ->
                points.add(MetricName.LAST_FAILOVER_PHASE_DURATION, took / MILLIS, phase));
    points.add(MetricName.LAST_FAILOVER_LOST_WAL, ended.lostWalBytes());
  }
}

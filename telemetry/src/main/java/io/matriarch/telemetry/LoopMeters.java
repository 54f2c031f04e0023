package io.matriarch.telemetry;

import io.matriarch.telemetry.event.FailoverEvent.FailoverEnded;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// How long the cycles of one resource's loop take, and its failovers.
final class LoopMeters {

  static final Duration[] CYCLES = millis(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000);
  private static final Duration[] FAILOVERS =
      millis(100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 120_000, 300_000);

  private final Timer cycles;
  private final Map<String, Timer> failovers = new ConcurrentHashMap<>();
  private final MeterRegistry registry;
  private final String resource;

  LoopMeters(MeterRegistry registry, String resource) {
    this.registry = registry;
    this.resource = resource;
    cycles =
        MeterFactory.timer(MetricName.CYCLE_DURATION, CYCLES)
            .tag("resource", resource)
            .register(registry);
  }

  private Timer failovers(String trigger) {
    return MeterFactory.timer(MetricName.FAILOVER_DURATION, FAILOVERS)
        .tags("resource", resource, "trigger", trigger)
        .register(registry);
  }

  private static Duration[] millis(Integer... bounds) {
    return Stream.of(bounds).map(Duration::ofMillis).toArray(Duration[]::new);
  }

  void cycled(Duration took) {
    cycles.record(took);
  }

  void ended(FailoverEnded ended) {
    if (ended.outcome().equals(FailoverMetrics.PROMOTED)
        && FailoverMetrics.TRIGGERS.contains(ended.trigger())) {
      failovers
          .computeIfAbsent(ended.trigger(), this::failovers)
          .record(Duration.ofMillis(ended.tookMs()));
    }
  }
}

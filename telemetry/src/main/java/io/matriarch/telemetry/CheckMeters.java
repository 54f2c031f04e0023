package io.matriarch.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How long the agent's own looks take, and how many get no answer.
final class CheckMeters {

  private record Meters(Timer duration, Counter failed) {}

  private final MeterRegistry registry;
  private final Map<String, Meters> checks = new ConcurrentHashMap<>();

  CheckMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void checked(String check, Duration took, boolean answered) {
    Meters of = checks.computeIfAbsent(check, this::register);
    of.duration().record(took);
    if (!answered) {
      of.failed().increment();
    }
  }

  private Meters register(String check) {
    return new Meters(
        MeterFactory.timer(MetricName.MONITOR_DURATION, LoopMeters.CYCLES)
            .tag("check", check)
            .register(registry),
        MeterFactory.counter(MetricName.MONITOR_FAILURES).tag("check", check).register(registry));
  }
}

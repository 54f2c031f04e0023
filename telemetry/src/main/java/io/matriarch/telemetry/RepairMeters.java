package io.matriarch.telemetry;

import io.matriarch.agent.model.Policy.Rejoin.Method;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Counts the repairs of one instance by their steps.
final class RepairMeters {

  private static final Map<String, Method> BEGINNINGS =
      Map.of("repair/rewind-begun", Method.REWIND, "repair/rebuild-begun", Method.REBUILD);

  private final Map<Method, Counter> done = new EnumMap<>(Method.class);
  private final Map<Method, Counter> failed = new EnumMap<>(Method.class);
  private volatile Optional<Method> begun = Optional.empty();

  RepairMeters(MeterRegistry registry, String resource) {
    for (Method method : BEGINNINGS.values()) {
      done.put(method, counter(registry, MetricName.REPAIRS, resource, method));
      failed.put(method, counter(registry, MetricName.REPAIR_FAILURES, resource, method));
    }
  }

  private static Counter counter(
      MeterRegistry registry, MetricName name, String resource, Method method) {
    String word = method.name().toLowerCase(Locale.ROOT);
    return MeterFactory.counter(name).tags("resource", resource, "method", word).register(registry);
  }

  /// @param resumed the method of a repair that an earlier run of the agent began
  void stepped(String step, Optional<Method> resumed) {
    Optional.ofNullable(BEGINNINGS.get(step)).ifPresent(method -> begun = Optional.of(method));
    switch (step) {
      case "repair/done" -> count(done, resumed);
      case "repair/try-failed" -> count(failed, resumed);
      default -> {}
    }
  }

  private void count(Map<Method, Counter> counters, Optional<Method> resumed) {
    begun
        .or(() -> resumed)
        .flatMap(method -> Optional.ofNullable(counters.get(method)))
        .ifPresent(Counter::increment);
  }
}

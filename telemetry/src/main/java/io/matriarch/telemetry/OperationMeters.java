package io.matriarch.telemetry;

import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.Verdict;
import io.matriarch.telemetry.event.Narrator;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The counters and timers of one resource's operations. Every known operation is counted from the
/// beginning, so that a first failure is an increase; its durations, twenty times as many series,
/// are there once it has ended.
final class OperationMeters {

  static final String OTHER = "other";
  static final int STEPS_MAX = 64;

  private static final Pattern STEP = Pattern.compile("[a-z][a-z-]{0,30}/[a-z][a-z-]{0,30}");
  private static final List<String> OPERATIONS = operations();
  private static final List<String> LOOKS = List.of("monitor", "probe");
  private static final List<String> CHECKS = List.of("start", "probe", "validate-all");
  private static final Duration[] BUCKETS =
      Stream.of(5L, 10L, 25L, 50L, 100L, 250L, 500L, 1000L, 2500L, 5000L, 10_000L, 30_000L, 60_000L)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private record Meters(Counter ended, Map<OcfExitCode, Counter> failed) {}

  private final MeterRegistry registry;
  private final String resource;
  private final Map<String, Meters> meters;
  private final Map<String, Timer> durations = new ConcurrentHashMap<>();
  private final Map<String, Counter> steps = new ConcurrentHashMap<>();

  OperationMeters(MeterRegistry registry, String resource) {
    this.registry = registry;
    this.resource = resource;
    this.meters =
        OPERATIONS.stream().collect(Collectors.toMap(Function.identity(), this::register));
  }

  private static List<String> operations() {
    List<String> all = new ArrayList<>(List.of("start", "stop", "promote", "demote"));
    List<String> notified =
        all.stream().flatMap(word -> Stream.of("pre-" + word, "post-" + word)).toList();
    all.addAll(notified);
    all.addAll(List.of("monitor", "probe", "reload-agent", "validate-all", OTHER));
    return List.copyOf(all);
  }

  private Meters register(String operation) {
    return new Meters(counter(MetricName.OPERATIONS, "operation", operation), failures(operation));
  }

  private Timer duration(String operation) {
    return MeterFactory.timer(MetricName.OPERATION_DURATION, BUCKETS)
        .tags("resource", resource, "operation", operation)
        .register(registry);
  }

  /// The failures that are to be expected of the operation are there from the beginning.
  private Map<OcfExitCode, Counter> failures(String operation) {
    Map<OcfExitCode, Counter> failed = new ConcurrentHashMap<>();
    failed.put(OcfExitCode.ERR_GENERIC, failure(operation, OcfExitCode.ERR_GENERIC));
    if (LOOKS.contains(operation)) {
      failed.put(OcfExitCode.FAILED_PROMOTED, failure(operation, OcfExitCode.FAILED_PROMOTED));
    }
    if (CHECKS.contains(operation)) {
      failed.put(OcfExitCode.ERR_CONFIGURED, failure(operation, OcfExitCode.ERR_CONFIGURED));
      failed.put(OcfExitCode.ERR_INSTALLED, failure(operation, OcfExitCode.ERR_INSTALLED));
    }
    return failed;
  }

  private Counter failure(String operation, OcfExitCode code) {
    String reason = code.name().toLowerCase(Locale.ROOT);
    return counter(MetricName.OPERATION_FAILURES, "operation", operation, "reason", reason);
  }

  private Counter counter(MetricName name, String... labels) {
    return MeterFactory.counter(name).tag("resource", resource).tags(labels).register(registry);
  }

  void operated(String operation, Verdict result, Duration took) {
    String known = meters.containsKey(operation) ? operation : OTHER;
    Meters of = meters.get(known);
    if (of == null) {
      throw new IllegalStateException("no meters for " + OTHER + " among " + meters.keySet());
    }
    of.ended().increment();
    durations.computeIfAbsent(known, this::duration).record(took);
    if (!Narrator.isSuccess(result.code())) {
      of.failed().computeIfAbsent(result.code(), code -> failure(known, code)).increment();
    }
  }

  void stepped(String step) {
    boolean own = STEP.matcher(step).matches() && steps.size() < STEPS_MAX;
    steps
        .computeIfAbsent(
            own || steps.containsKey(step) ? step : OTHER,
            name -> counter(MetricName.STEPS, "step", name))
        .increment();
  }
}

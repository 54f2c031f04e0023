package io.matriarch.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/// Begins meters by their names in the list of metrics.
final class MeterFactory {

  private MeterFactory() {}

  static Counter.Builder counter(MetricName name) {
    return Counter.builder(name.meterName()).description(name.help());
  }

  static Timer.Builder timer(MetricName name, Duration... buckets) {
    return Timer.builder(name.meterName()).description(name.help()).serviceLevelObjectives(buckets);
  }
}

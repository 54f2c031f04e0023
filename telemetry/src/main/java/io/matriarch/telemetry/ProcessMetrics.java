package io.matriarch.telemetry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/// What the agent itself costs.
final class ProcessMetrics {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1000.0;
  private static final long KIB = 1024;

  private ProcessMetrics() {}

  static void add(Points points) {
    residentBytes().ifPresent(b -> points.add(MetricName.PROCESS_RESIDENT_MEMORY, b));
    ProcessHandle.Info info = ProcessHandle.current().info();
    info.totalCpuDuration().ifPresent(d -> points.add(MetricName.PROCESS_CPU, d.toNanos() / NANOS));
    info.startInstant()
        .ifPresent(i -> points.add(MetricName.PROCESS_START_TIMESTAMP, i.toEpochMilli() / MILLIS));
    Runtime runtime = Runtime.getRuntime();
    points.add(MetricName.PROCESS_HEAP_USED, runtime.totalMemory() - runtime.freeMemory());
  }

  private static OptionalLong residentBytes() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}

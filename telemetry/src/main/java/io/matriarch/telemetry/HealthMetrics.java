package io.matriarch.telemetry;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Health.Disk;
import io.matriarch.agent.model.Snapshot;
import java.util.Optional;

/// Turns a server's well-being into points.
record HealthMetrics(Points points) {

  private static final double MILLIS = 1000.0;

  void add(Snapshot snapshot) {
    points.add(MetricName.ACCEPTS_CONNECTIONS, snapshot.health().refusing().isEmpty());
    points.add(MetricName.STORAGE_PROBE_STUCK, seconds(snapshot, snapshot.health().storageStuck()));
    snapshot.health().disk().ifPresent(this::addDisk);
  }

  private void addDisk(Disk disk) {
    points.add(MetricName.FILESYSTEM_FREE, disk.freeBytes(), disk.path());
    points.add(MetricName.FILESYSTEM_SIZE, disk.totalBytes(), disk.path());
  }

  private static double seconds(Snapshot snapshot, Optional<BootTime> since) {
    return since.map(at -> snapshot.now().since(at).toMillis() / MILLIS).orElse(0.0);
  }
}

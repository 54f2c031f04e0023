package io.matriarch.telemetry;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Health.Disk;
import io.matriarch.agent.model.Repair;
import io.matriarch.agent.model.Snapshot;
import java.util.List;
import java.util.Optional;

/// Turns a server's well-being into points.
record HealthMetrics(Points points) {

  private static final List<String> REPAIRS = List.of("idle", "running", "pending", "failed");
  private static final double MILLIS = 1000.0;

  void add(Snapshot snapshot) {
    points.add(MetricName.ACCEPTS_CONNECTIONS, snapshot.health().refusing().isEmpty());
    points.add(MetricName.STORAGE_PROBE_STUCK, seconds(snapshot, snapshot.health().storageStuck()));
    addRepair(snapshot.repair().progress());
    snapshot.health().disk().ifPresent(this::addDisk);
  }

  private void addRepair(Repair.Progress progress) {
    String now =
        switch (progress) {
          case Repair.Progress.Idle _ -> "idle";
          case Repair.Progress.Running _ -> "running";
          case Repair.Progress.Pending _ -> "pending";
          case Repair.Progress.Failed _ -> "failed";
        };
    REPAIRS.forEach(state -> points.add(MetricName.REPAIR_STATE, state.equals(now), state));
  }

  private void addDisk(Disk disk) {
    points.add(MetricName.FILESYSTEM_FREE, disk.freeBytes(), disk.path());
    points.add(MetricName.FILESYSTEM_SIZE, disk.totalBytes(), disk.path());
  }

  /// For how long, as of the snapshot; 0 where it is not so.
  static double seconds(Snapshot snapshot, Optional<BootTime> since) {
    return since.map(at -> snapshot.now().since(at).toMillis() / MILLIS).orElse(0.0);
  }
}

package io.matriarch.dashboards;

import static io.matriarch.dashboards.Panel.series;
import static io.matriarch.dashboards.Promql.chosen;

import io.matriarch.dashboards.Panel.Target;
import io.matriarch.telemetry.MetricName;
import java.util.List;

/// Whether the disk will fill.
final class DiskPanels {

  private DiskPanels() {}

  static List<Panel> all() {
    return List.of(
        free(),
        series(
            "WAL written",
            "How fast the primary writes WAL: so fast a disk fills from which none is removed.",
            "Bps",
            new Target(
                "clamp_min(deriv("
                    + chosen(MetricName.WAL_WRITE_POSITION)
                    + "[$__rate_interval]), 0)",
                "{{node}} {{resource}}")),
        series(
            "WAL retained by slots",
            "What a slot holds back fills the disk of the node that has it.",
            "bytes",
            new Target(chosen(MetricName.REPLICATION_SLOT_RETAINED_WAL), "{{node}} {{slot_name}}")),
        series(
                "WAL that slots may still hold",
                "At zero a slot may lose what it holds; without max_slot_wal_keep_size there is no"
                    + " bound.",
                "bytes",
                new Target(chosen(MetricName.REPLICATION_SLOT_SAFE_WAL), "{{node}} {{slot_name}}"))
            .nothing("no bound"));
  }

  static Panel free() {
    return series(
        "Free space",
        "Where data or WAL has the least of it.",
        "bytes",
        new Target(chosen(MetricName.FILESYSTEM_FREE), "{{node}} {{path}}"));
  }
}

package io.matriarch.app.view;

import java.util.Locale;

/// Numbers as people read them.
final class Units {

  private static final long KIB = 1024;
  private static final long SECOND_MS = 1000;
  private static final long MINUTE_MS = 60 * SECOND_MS;
  private static final long HOUR_MS = 60 * MINUTE_MS;

  private Units() {}

  static String bytes(long bytes) {
    if (bytes < KIB) {
      return bytes + " B";
    }
    double size = bytes;
    String unit = "B";
    for (String next : new String[] {"KiB", "MiB", "GiB", "TiB"}) {
      if (size < KIB) {
        break;
      }
      size /= KIB;
      unit = next;
    }
    return String.format(Locale.ROOT, "%.1f %s", size, unit);
  }

  static String duration(long millis) {
    if (millis < MINUTE_MS) {
      return String.format(Locale.ROOT, "%.1f s", (double) millis / SECOND_MS);
    }
    return millis < HOUR_MS
        ? "%d min %d s".formatted(millis / MINUTE_MS, millis % MINUTE_MS / SECOND_MS)
        : "%d h %d min".formatted(millis / HOUR_MS, millis % HOUR_MS / MINUTE_MS);
  }
}

package io.matriarch.app;

import java.nio.file.Path;

/// Where things are on a node.
final class Paths {

  static final Path COROSYNC = Path.of("/etc/corosync/corosync.conf");

  private Paths() {}

  static Path configuration() {
    return Path.of(
        System.getenv().getOrDefault("MATRIARCH_CONFIGURATION", "/etc/matriarch/matriarch.toml"));
  }

  /// Where the systemd journal takes what is written to it.
  static Path journal() {
    return Path.of(
        System.getenv().getOrDefault("MATRIARCH_JOURNAL", "/run/systemd/journal/socket"));
  }

  static Path runDirectory() {
    return Path.of(System.getenv().getOrDefault("MATRIARCH_RUN_DIR", "/run/matriarch"));
  }

  /// What must outlive a reboot.
  static Path stateDirectory() {
    return Path.of(System.getenv().getOrDefault("MATRIARCH_STATE_DIR", "/var/lib/matriarch"));
  }

  static Path logDirectory() {
    return Path.of(System.getenv().getOrDefault("MATRIARCH_LOG_DIR", "/var/log/matriarch"));
  }
}

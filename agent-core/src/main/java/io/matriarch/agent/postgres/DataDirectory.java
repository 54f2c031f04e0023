package io.matriarch.agent.postgres;

import io.matriarch.agent.model.TimelineHistory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The files of a data directory that tell what it is.
record DataDirectory(Path path) {

  /// Why there is no instance in it, if there is none.
  Optional<String> absence() {
    if (!Files.isDirectory(path)) {
      return Optional.of(path + " is not a directory");
    }
    if (!Files.exists(path.resolve("PG_VERSION"))) {
      return Optional.of(path + " holds no PG_VERSION: it was never initialised");
    }
    if (Files.exists(asideControl())) {
      return Optional.of(path + " was left unfinished by pg_rewind: rebuild it");
    }
    if (!Files.exists(control())) {
      return Optional.of(path + " holds no global/pg_control: restore it, or clone this node anew");
    }
    return Optional.empty();
  }

  boolean hasStandbySignal() {
    return Files.exists(standbySignal());
  }

  Path standbySignal() {
    return path.resolve("standby.signal");
  }

  Path control() {
    return path.resolve("global").resolve("pg_control");
  }

  /// Where pg_control is put so that nothing starts what pg_rewind left unfinished.
  Path asideControl() {
    return path.resolve("global").resolve("pg_control.unfinished-rewind");
  }

  /// Whether it is a base backup that was never started.
  boolean hasBackupLabel() {
    return Files.exists(path.resolve("backup_label"));
  }

  Path walDirectory() {
    return path.resolve("pg_wal");
  }

  TimelineHistory history(int timeline) {
    if (timeline == 1) {
      return TimelineHistory.of(1);
    }
    Path file = walDirectory().resolve("%08X.history".formatted(timeline));
    try {
      return TimelineHistory.parse(timeline, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the history of timeline " + timeline + " is missing: " + file + " cannot be read", e);
    } catch (IllegalArgumentException e) {
      String why = file + " cannot be used: " + e.getMessage();
      throw new UncheckedIOException(why, new IOException(why, e));
    }
  }
}

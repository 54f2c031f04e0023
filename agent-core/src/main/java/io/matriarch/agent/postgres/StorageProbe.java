package io.matriarch.agent.postgres;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Health.Disk;
import io.matriarch.agent.port.BootClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Tries whether an instance's storage still works, by a small write that is forced to the disk,
/// and measures how much room there is. Made for one thread, which it may keep for ever.
///
/// The file `matriarch.probe` stands in the data directory, and in `pg_wal` where that is another
/// file system. PostgreSQL takes no notice of it, base backups and pg_rewind may copy it. It is
/// only written while there is a `postmaster.pid`, so that a directory under repair stays as it is.
final class StorageProbe {

  static final String FILE = "matriarch.probe";

  /// A busy disk takes longer than that now and then; what it does not do is never end.
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private static final byte[] TEXT =
      "Written again and again to see whether the disk still answers.\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final Path datadir;
  private final BootClock clock;
  private volatile Optional<BootTime> begun = Optional.empty();
  private volatile Optional<Disk> disk = Optional.empty();

  StorageProbe(Path datadir, BootClock clock) {
    this.datadir = datadir;
    this.clock = clock;
  }

  /// Since when an attempt has not ended, once that is worth a word.
  Optional<BootTime> stuckSince() {
    return begun.filter(since -> clock.now().since(since).compareTo(MOMENT) >= 0);
  }

  /// The file system with the least room, as last measured.
  Optional<Disk> disk() {
    return disk;
  }

  /// Measures and writes once; a failure is an answer of the disk's too.
  void attempt() {
    timed(
        () -> {
          List<Path> places = places();
          measure(places);
          if (Files.exists(datadir.resolve("postmaster.pid"))) {
            Files.readAllBytes(datadir.resolve("global").resolve("pg_control"));
            for (Path place : places) {
              write(place.resolve(FILE));
            }
          }
        });
  }

  void measure() {
    timed(() -> measure(places()));
  }

  private interface Work {
    void run() throws IOException;
  }

  private void timed(Work work) {
    begun = Optional.of(clock.now());
    try {
      work.run();
    } catch (IOException | UncheckedIOException _) {
      // Full, read-only or broken: PostgreSQL meets that too, and says so by itself.
    } finally {
      begun = Optional.empty();
    }
  }

  /// One directory on each file system.
  private List<Path> places() throws IOException {
    List<Path> places = new ArrayList<>(List.of(datadir));
    Path wal = datadir.resolve("pg_wal");
    if (Files.isDirectory(wal) && !device(wal).equals(device(datadir))) {
      places.add(wal);
    }
    return places;
  }

  private static Object device(Path path) throws IOException {
    return Files.getAttribute(path, "unix:dev");
  }

  private void measure(List<Path> places) {
    disk =
        places.stream()
            .filter(Files::isDirectory)
            .map(StorageProbe::disk)
            .min(Comparator.comparingLong(Disk::freeBytes));
  }

  /// Not by `FileStore`, which looks at every mount of the machine.
  private static Disk disk(Path place) {
    return new Disk(
        place.toString(), place.toFile().getUsableSpace(), place.toFile().getTotalSpace());
  }

  private static void write(Path file) throws IOException {
    var permissions = PosixFilePermissions.fromString("rw-------");
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(permissions))) {
      channel.write(ByteBuffer.wrap(TEXT), 0);
      channel.force(false);
    }
  }
}

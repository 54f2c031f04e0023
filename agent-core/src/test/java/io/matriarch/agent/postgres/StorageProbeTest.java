package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Health.Disk;
import io.matriarch.agent.process.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageProbeTest {

  @TempDir Path datadir;
  private final AtomicLong now = new AtomicLong(1_000_000);
  private StorageProbe probe;

  @BeforeEach
  void setUp() throws IOException {
    Files.createDirectories(datadir.resolve("global"));
    Files.createDirectories(datadir.resolve("pg_wal"));
    Files.writeString(datadir.resolve("global/pg_control"), "");
    Files.writeString(datadir.resolve("postmaster.pid"), "1");
    probe = new StorageProbe(datadir, () -> new BootTime(now.get()));
  }

  @Test
  void an_attempt_writes_the_probe_and_measures_the_disk() {
    probe.attempt();
    assertThat(datadir.resolve(StorageProbe.FILE)).exists();
    Disk disk = probe.disk().orElseThrow();
    assertThat(disk.path()).isEqualTo(datadir.toString());
    assertThat(disk.freeBytes()).isPositive().isLessThanOrEqualTo(disk.totalBytes());
    assertThat(probe.stuckSince()).isEmpty();
  }

  @Test
  void wal_on_the_same_file_system_needs_no_probe_of_its_own() {
    probe.attempt();
    assertThat(datadir.resolve("pg_wal").resolve(StorageProbe.FILE)).doesNotExist();
  }

  @Test
  void wal_on_another_file_system_is_probed_and_the_fuller_one_counts() throws IOException {
    Path shm = Files.createTempDirectory(Path.of("/dev/shm"), "matriarch-wal");
    try {
      Files.delete(datadir.resolve("pg_wal"));
      Files.createSymbolicLink(datadir.resolve("pg_wal"), shm);
      probe.attempt();
      assertThat(shm.resolve(StorageProbe.FILE)).exists();
      long least = Math.min(datadir.toFile().getUsableSpace(), shm.toFile().getUsableSpace());
      assertThat(probe.disk().orElseThrow().freeBytes()).isBetween(least / 2, least * 2 + 1);
    } finally {
      Files.deleteIfExists(shm.resolve(StorageProbe.FILE));
      Files.delete(shm);
    }
  }

  @Test
  void nothing_is_written_while_no_postmaster_is_noted() throws IOException {
    Files.delete(datadir.resolve("postmaster.pid"));
    probe.attempt();
    assertThat(datadir.resolve(StorageProbe.FILE)).doesNotExist();
    assertThat(probe.disk()).isPresent();
  }

  @Test
  void a_directory_that_is_missing_is_no_frozen_one() {
    StorageProbe missing = new StorageProbe(datadir.resolve("none"), () -> new BootTime(now.get()));
    missing.attempt();
    assertThat(missing.stuckSince()).isEmpty();
    assertThat(missing.disk()).isEmpty();
  }

  @Test
  void an_attempt_that_does_not_end_is_stuck_since_it_began() throws Exception {
    Path control = datadir.resolve("global/pg_control");
    Files.delete(control);
    new ProcessBuilder("mkfifo", control.toString()).start().waitFor();
    Thread stuck = Thread.ofPlatform().daemon().start(probe::attempt);
    Eventually.holds("the attempt", () -> probe.disk().isPresent());
    assertThat(probe.stuckSince()).isEmpty();

    now.addAndGet(1500);
    assertThat(probe.stuckSince()).contains(new BootTime(1_000_000));

    Files.write(control, new byte[] {1}, StandardOpenOption.WRITE);
    stuck.join();
    assertThat(probe.stuckSince()).isEmpty();
  }
}

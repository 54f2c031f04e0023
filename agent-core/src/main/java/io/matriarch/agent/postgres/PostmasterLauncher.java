package io.matriarch.agent.postgres;

import io.matriarch.agent.model.Instance;
import io.matriarch.agent.process.CommandFailedException;
import io.matriarch.agent.process.FileNames;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// Starts a postmaster that outlives this program: in a session of its own, without a pipe to us.
final class PostmasterLauncher {

  private static final Duration POLL = Duration.ofMillis(10);
  private static final Path DEV_NULL = Path.of("/dev/null");

  /// What systemd and Pacemaker mean for this program only; with `NOTIFY_SOCKET`, PostgreSQL would
  /// tell systemd that our service is ready or stopping.
  private static final Pattern NOT_INHERITED =
      Pattern.compile(
          "NOTIFY_SOCKET|WATCHDOG_.*|LISTEN_.*|INVOCATION_ID|JOURNAL_STREAM|SYSTEMD_.*|"
              + "MEMORY_PRESSURE_.*|OCF_.*|HA_.*|PCMK_.*|PG[A-Z]+|LANG|LANGUAGE|JAVA_.*|JDK_.*|MALLOC_.*");

  private final Instance instance;
  private final DataDirectory directory;
  private final InstanceProcesses processes;
  private final ServerLog log;

  PostmasterLauncher(Instance instance, Path logDirectory) {
    this.instance = instance;
    this.directory = new DataDirectory(instance.datadir());
    this.processes = new InstanceProcesses(instance.datadir());
    this.log = new ServerLog(logDirectory.resolve(FileNames.of(instance.resource()) + ".log"));
  }

  /// Blocks until the postmaster has written its first status, or fails.
  void startAsStandby(Duration within) throws IOException, InterruptedException {
    processes.locate();
    List<Long> left = processes.all();
    if (!left.isEmpty()) {
      throw new CommandFailedException(
          "a start is refused: processes %s of %s still run".formatted(left, instance.datadir()));
    }
    processes.removeStaleLockFiles(Path.of(ConnectionSettings.socket(instance) + ".lock"));
    writeStandbySignal();
    new TimelineNumbers(directory.walDirectory()).release();
    long offset = log.size();
    long end = System.nanoTime() + within.toNanos();
    Process launched = launch();
    while (!running()) {
      if (!launched.isAlive()) {
        throw new CommandFailedException("PostgreSQL did not start: " + log.lastWords(offset));
      }
      if (System.nanoTime() > end) {
        throw new CommandFailedException(
            "PostgreSQL has not said that it runs within %d ms: see %s"
                .formatted(within.toMillis(), log.file()));
      }
      Thread.sleep(POLL);
    }
  }

  private boolean running() {
    return processes.postmaster().filter(postmaster -> !postmaster.status().isEmpty()).isPresent();
  }

  /// The shell splits `start_opts` as pg_ctl's would, then becomes the postmaster.
  private Process launch() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "setsid",
            "/bin/sh",
            "-c",
            "exec \"$0\" -D \"$1\" " + instance.startOpts(),
            instance.bindir().resolve("postgres").toString(),
            instance.pgdata().toString());
    builder.environment().keySet().removeIf(name -> NOT_INHERITED.matcher(name).matches());
    builder.environment().put("LC_ALL", "C");
    return builder
        .directory(Path.of("/").toFile())
        .redirectInput(DEV_NULL.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(existingLog()))
        .start();
  }

  private File existingLog() throws IOException {
    if (!Files.exists(log.file())) {
      var permissions = PosixFilePermissions.fromString("rw-r-----");
      Files.createFile(log.file(), PosixFilePermissions.asFileAttribute(permissions));
    }
    return log.file().toFile();
  }

  /// Durable before the start: a server that came up without it would be a second primary.
  private void writeStandbySignal() throws IOException {
    Path signal = directory.standbySignal();
    if (!Files.exists(signal)) {
      var permissions = PosixFilePermissions.fromString("rw-------");
      Files.createFile(signal, PosixFilePermissions.asFileAttribute(permissions));
      Files.setOwner(signal, Files.getOwner(directory.path()));
    }
    sync(signal, StandardOpenOption.WRITE);
    sync(directory.path(), StandardOpenOption.READ);
  }

  private static void sync(Path path, StandardOpenOption mode) throws IOException {
    try (FileChannel channel = FileChannel.open(path, mode)) {
      channel.force(true);
    }
  }
}

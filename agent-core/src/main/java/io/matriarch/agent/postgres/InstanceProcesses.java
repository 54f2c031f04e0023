package io.matriarch.agent.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;

/// The processes of the instance that owns a data directory: PostgreSQL's processes have it as
/// their working directory. Zombies do not count.
final class InstanceProcesses {

  private static final Path PROC = Path.of("/proc");
  private static final int STATUS_LINE = 7;

  /// As it calls itself, with the cluster's name before and how far it is behind.
  private static final Pattern WAL_RECEIVER =
      Pattern.compile("postgres: (.+: )?walreceiver( +streaming .*)?");

  private static final Pattern STARTUP = Pattern.compile("postgres: (.+: )?startup( .*)?");

  /// A living postmaster and what `postmaster.pid` says of it: `starting`, `stopping`, `ready`,
  /// `standby`, or nothing yet.
  record Postmaster(long pid, String status) {}

  private final Path datadir;
  private volatile Optional<String> located = Optional.empty();

  InstanceProcesses(Path datadir) {
    this.datadir = datadir;
  }

  /// Finds out where the data directory really is, which is what its processes have as their
  /// working directory. It touches the directory; [#all] does not, so that a stop can look for
  /// processes while storage is frozen.
  void locate() {
    try {
      located = Optional.of(datadir.toRealPath().toString());
    } catch (IOException _) {
      located = located.or(() -> Optional.of(datadir.toString()));
    }
  }

  boolean isLocated() {
    return located.isPresent();
  }

  /// The postmaster that `postmaster.pid` names, if it lives and is of this data directory.
  Optional<Postmaster> postmaster() {
    locate();
    List<String> lines = lines(pidFile());
    OptionalLong pid = lines.isEmpty() ? OptionalLong.empty() : positive(lines.getFirst());
    if (pid.isEmpty() || !belongs(pid.getAsLong(), realDatadir())) {
      return Optional.empty();
    }
    String status = lines.size() > STATUS_LINE ? lines.get(STATUS_LINE).strip() : "";
    return Optional.of(new Postmaster(pid.getAsLong(), status));
  }

  /// Removes `postmaster.pid` and the socket's lock file if they name a process which is not the
  /// instance's. PostgreSQL takes whoever has got that number since for a running postmaster, be it
  /// a zombie or a thread of this program; and one that is free now may be given away while
  /// PostgreSQL starts. Backends that were left behind it still finds, by the shared memory of the
  /// directory.
  void removeStaleLockFiles(Path socketLock) throws IOException {
    locate();
    for (Path file : List.of(pidFile(), socketLock)) {
      if (isStale(lines(file))) {
        Files.delete(file);
      }
    }
  }

  /// Both files hold the process id and then the data directory that it serves.
  private boolean isStale(List<String> lock) {
    if (lock.size() < 2 || !List.of(datadir.toString(), realDatadir()).contains(lock.get(1))) {
      return false;
    }
    OptionalLong pid = positive(lock.getFirst());
    return pid.isPresent() && !belongs(pid.getAsLong(), realDatadir());
  }

  private Path pidFile() {
    return datadir.resolve("postmaster.pid");
  }

  /// The ids of all processes of the instance, in ascending order.
  List<Long> all() {
    String directory = realDatadir();
    return processes(pid -> belongs(pid, directory));
  }

  /// The WAL receiver. `pg_terminate_backend` ends none: to PostgreSQL it is no backend.
  List<Long> walReceivers() {
    return all().stream().filter(pid -> WAL_RECEIVER.matcher(title(pid)).matches()).toList();
  }

  /// The process that replays WAL.
  List<Long> startup() {
    return all().stream().filter(pid -> STARTUP.matcher(title(pid)).matches()).toList();
  }

  private static String title(long pid) {
    return String.join("", lines(PROC.resolve(Long.toString(pid)).resolve("cmdline")))
        .replace('\0', ' ')
        .strip();
  }

  private static List<Long> processes(LongPredicate wanted) {
    List<Long> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path entry : entries) {
        positive(entry.getFileName().toString()).stream().filter(wanted).forEach(found::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("/proc cannot be read", e);
    }
    return found.stream().sorted().toList();
  }

  private static boolean belongs(long pid, String directory) {
    Path process = PROC.resolve(Long.toString(pid));
    String cwd = target(process.resolve("cwd"));
    return (cwd.equals(directory) || cwd.equals(directory + " (deleted)"))
        && !ended(process)
        && isPostgres(process);
  }

  private static boolean isPostgres(Path process) {
    String exe = target(process.resolve("exe")).replace(" (deleted)", "");
    return exe.endsWith("/postgres") || lines(process.resolve("comm")).contains("postgres");
  }

  /// The state is the field after the program's name, which stands in parentheses and may itself
  /// hold some.
  private static boolean ended(Path process) {
    String stat = String.join(" ", lines(process.resolve("stat")));
    int name = stat.lastIndexOf(") ");
    return name < 0 || "ZX".indexOf(stat.charAt(name + 2)) >= 0;
  }

  private String realDatadir() {
    if (located.isEmpty()) {
      locate();
    }
    return located.orElseThrow();
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException _) {
      return ""; // The process is gone, or is another user's.
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException _) {
      return List.of();
    }
  }

  private static OptionalLong positive(String text) {
    try {
      long number = Long.parseLong(text.strip());
      return number > 0 ? OptionalLong.of(number) : OptionalLong.empty();
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }
}

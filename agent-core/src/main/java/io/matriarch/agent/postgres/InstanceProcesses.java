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

/// The processes of the instance that owns a data directory: PostgreSQL's processes have it as
/// their working directory. Zombies do not count.
final class InstanceProcesses {

  private static final Path PROC = Path.of("/proc");
  private static final int STATUS_LINE = 7;

  /// A living postmaster and what `postmaster.pid` says of it: `starting`, `stopping`, `ready`,
  /// `standby`, or nothing yet.
  record Postmaster(long pid, String status) {}

  private final Path datadir;

  InstanceProcesses(Path datadir) {
    this.datadir = datadir;
  }

  /// The postmaster that `postmaster.pid` names, if it lives and is of this data directory.
  Optional<Postmaster> postmaster() {
    List<String> lines = lines(datadir.resolve("postmaster.pid"));
    OptionalLong pid = lines.isEmpty() ? OptionalLong.empty() : positive(lines.getFirst());
    if (pid.isEmpty() || !belongs(pid.getAsLong(), realDatadir())) {
      return Optional.empty();
    }
    String status = lines.size() > STATUS_LINE ? lines.get(STATUS_LINE).strip() : "";
    return Optional.of(new Postmaster(pid.getAsLong(), status));
  }

  /// The ids of all processes of the instance, in ascending order.
  List<Long> all() {
    String directory = realDatadir();
    return processes(pid -> belongs(pid, directory));
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
    try {
      return datadir.toRealPath().toString();
    } catch (IOException _) {
      return datadir.toString();
    }
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

package io.matriarch.stories;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Commands in a container's namespaces. The engine does the same for many times the price, which
/// the nodes would have to pay with their time; but what the engine runs is also a part of the
/// container's share of the machine.
final class Inside {

  /// What the engine has just started is its own at first.
  private static final Duration BEGUN_MOST = Duration.ofSeconds(3);

  private static final Duration BEGUN_PACE = Duration.ofMillis(50);

  private static final Map<String, Long> KNOWN = new ConcurrentHashMap<>();

  private Inside() {}

  /// Runs the command, without a shell, and waits for its end.
  static Output run(String container, Duration deadline, String... command)
      throws InterruptedException {
    try {
      Path out = Files.createTempFile("story", ".out");
      Path err = Files.createTempFile("story", ".err");
      try {
        int code = run(container, deadline, out, err, command);
        return new Output(code, text(out), text(err));
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new IllegalStateException("nothing can be run on " + container, e);
    }
  }

  private static int run(String container, Duration deadline, Path out, Path err, String... command)
      throws IOException, InterruptedException {
    long first = process(container);
    List<String> line =
        new ArrayList<>(
            List.of("nsenter", "-m", "-u", "-i", "-n", "-p", "-C", "-t", String.valueOf(first)));
    line.add("--");
    line.addAll(List.of(command));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment(first));
    Process process = builder.start();
    if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new IllegalStateException(
          "on %s, no end within %d s: %s"
              .formatted(container, deadline.toSeconds(), String.join(" ", command)));
    }
    return process.exitValue();
  }

  /// The container's first process; another one each time that it is started.
  private static long process(String container) {
    Long known = KNOWN.get(container);
    if (known != null && isOf(container, known)) {
      return known;
    }
    long end = System.nanoTime() + BEGUN_MOST.toNanos();
    long found = Engine.process(container);
    while (!isOf(container, found)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("process %d is not of %s".formatted(found, container));
      }
      LockSupport.parkNanos(BEGUN_PACE.toNanos());
      found = Engine.process(container);
    }
    KNOWN.put(container, found);
    return found;
  }

  private static boolean isOf(String container, long process) {
    try {
      return container.equals(environment(process).get("HOSTNAME"));
    } catch (IOException e) {
      return false;
    }
  }

  private static Map<String, String> environment(long process) throws IOException {
    Map<String, String> environment = new ConcurrentHashMap<>();
    for (String entry : text(Path.of("/proc/%d/environ".formatted(process))).split("\0", -1)) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        environment.put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    return environment;
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}

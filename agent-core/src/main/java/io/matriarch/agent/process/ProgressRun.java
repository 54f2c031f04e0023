package io.matriarch.agent.process;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/// Runs a program that takes long and tells how far it is, line by line, on either output.
public final class ProgressRun {

  private static final int LINES_MAX = 200;

  /// How it ended.
  ///
  /// @param lines the last that it wrote
  public record Ended(int exitCode, List<String> lines) {

    public Ended {
      lines = List.copyOf(lines);
    }
  }

  private final Command command;
  private final Duration stall;
  private final Consumer<String> listener;
  private final Deque<String> lines = new ArrayDeque<>();
  private final AtomicLong heard = new AtomicLong(System.nanoTime());

  private ProgressRun(Command command, Duration stall, Consumer<String> listener) {
    this.command = command;
    this.stall = stall;
    this.listener = listener;
  }

  /// Runs the program when subscribed to. It is killed with its children when the subscription is
  /// cancelled, when its time is over, or when it has written nothing for so long.
  public static Mono<Ended> of(Command command, Duration stall, Consumer<String> listener) {
    return Commands.blocking(() -> new ProgressRun(command, stall, listener).run());
  }

  private Ended run() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command.line())
            .directory(Path.of("/").toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true);
    Commands.clean(builder.environment());
    builder.environment().putAll(command.environment());
    long end = System.nanoTime() + command.deadline().toNanos();
    Process process = builder.start();
    try {
      Thread reader = Thread.ofVirtual().start(() -> read(process));
      await(process, end);
      reader.join(Duration.ofSeconds(5));
      synchronized (lines) {
        return new Ended(process.exitValue(), List.copyOf(lines));
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private void await(Process process, long end) throws InterruptedException {
    while (!process.waitFor(1, TimeUnit.SECONDS)) {
      long now = System.nanoTime();
      if (now > end || now - heard.get() > stall.toNanos()) {
        throw new CommandFailedException(
            now > end
                ? command.program() + " did not end within " + command.deadline().toHours() + " h"
                : "%s has said nothing for %d min".formatted(command.program(), stall.toMinutes()));
      }
    }
  }

  private void read(Process process) {
    StringBuilder line = new StringBuilder();
    try (Reader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (int c = output.read(); c >= 0; c = output.read()) {
        if (c == '\n' || c == '\r') {
          take(line.toString());
          line.setLength(0);
        } else if (line.length() < Commands.OUTPUT_MAX) {
          line.append((char) c);
        }
      }
    } catch (IOException _) {
      // The program has ended, and says by its exit code how.
    }
    take(line.toString());
  }

  private void take(String line) {
    heard.set(System.nanoTime());
    if (!line.isBlank()) {
      synchronized (lines) {
        lines.addLast(line.strip());
        if (lines.size() > LINES_MAX) {
          lines.removeFirst();
        }
      }
      listener.accept(line.strip());
    }
  }
}

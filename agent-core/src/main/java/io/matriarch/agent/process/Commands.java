package io.matriarch.agent.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/// Runs programs on threads of their own, each within its deadline; never on an event loop.
public final class Commands {

  /// What a program may write to each of its outputs.
  public static final int OUTPUT_MAX = 1024 * 1024;

  private static final Path DEV_NULL = Path.of("/dev/null");
  private static final List<String> LOCALE = List.of("LANG", "LANGUAGE");

  /// Not virtual ones: once one of those has waited for a socket, its poller waits in the kernel,
  /// and for that Java holds up the end of a one-shot for 0.3 s.
  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("commands-", 0).factory());

  private Commands() {}

  /// Runs the program when subscribed to. It is killed with its children when its time is over or
  /// the subscription is cancelled. Any exit code is a result; that it could not be run, took too
  /// long or wrote too much is a [CommandFailedException].
  public static Mono<CommandResult> run(Command command) {
    return blocking(() -> execute(command));
  }

  /// Runs a blocking call on a thread of its own, which is interrupted on cancellation.
  public static <T> Mono<T> blocking(Callable<T> call) {
    return Mono.create(
        sink -> {
          AtomicBoolean cancelled = new AtomicBoolean();
          Future<?> running = THREADS.submit(() -> emit(call, sink, cancelled));
          sink.onCancel(
              () -> {
                cancelled.set(true);
                running.cancel(true);
              });
        });
  }

  private static <T> void emit(Callable<T> call, MonoSink<T> sink, AtomicBoolean cancelled) {
    try {
      sink.success(call.call());
    } catch (Throwable e) {
      // What follows from the cancellation is nobody's news.
      if (!cancelled.get()) {
        sink.error(e);
      }
    }
  }

  private static CommandResult execute(Command command) throws InterruptedException {
    long end = System.nanoTime() + command.deadline().toNanos();
    Process process = start(command);
    try {
      return await(command, process, end);
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw new CommandFailedException(command.program() + ": " + cause.getMessage(), cause);
    } catch (TimeoutException e) {
      throw new CommandFailedException(
          command.program() + " did not end within " + seconds(command.deadline()) + " s", e);
    } finally {
      kill(process);
    }
  }

  private static CommandResult await(Command command, Process process, long end)
      throws InterruptedException, ExecutionException, TimeoutException {
    Future<?> input = THREADS.submit(() -> write(process, command.stdin()));
    Future<String> stdout = THREADS.submit(() -> read(process.getInputStream()));
    Future<String> stderr = THREADS.submit(() -> read(process.getErrorStream()));
    String out = stdout.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    String said = stderr.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    input.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    if (!process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      throw new TimeoutException();
    }
    return new CommandResult(command.program(), process.exitValue(), out, said);
  }

  private static Process start(Command command) {
    ProcessBuilder builder = new ProcessBuilder(command.line()).directory(Path.of("/").toFile());
    clean(builder.environment());
    builder.environment().putAll(command.environment());
    if (command.stdin().isEmpty()) {
      builder.redirectInput(DEV_NULL.toFile());
    }
    try {
      return builder.start();
    } catch (IOException e) {
      throw new CommandFailedException(
          "cannot run " + command.line().getFirst() + ": is it installed, and executable?", e);
    }
  }

  /// Pacemaker's tools take what an operation was told about its node as an option of theirs:
  /// attrd_updater 2.1.5 shows no other node's attributes then.
  static void clean(Map<String, String> environment) {
    environment.keySet().removeIf(name -> name.startsWith("OCF_") || LOCALE.contains(name));
    environment.put("LC_ALL", "C");
  }

  private static void write(Process process, String text) {
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException _) {
      // A program need not read all of its input: its exit code tells whether that mattered.
    }
  }

  private static String read(InputStream stream) throws IOException {
    byte[] bytes = stream.readNBytes(OUTPUT_MAX + 1);
    if (bytes.length > OUTPUT_MAX) {
      throw new IOException("it wrote more than " + OUTPUT_MAX + " bytes");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void kill(Process process) {
    if (process.isAlive()) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String seconds(Duration duration) {
    return Double.toString(duration.toMillis() / 1000.0).replaceAll("\\.0$", "");
  }
}

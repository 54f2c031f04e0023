package io.matriarch.agent.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/// Touches one instance's files on a few threads of its own.
///
/// A file system that is frozen keeps a thread in the kernel for as long as it likes, and no
/// interrupt ends that. So neither the caller nor the carriers of virtual threads may wait there:
/// each access has a deadline, and while one is overdue, whoever else asks is refused at once.
final class Storage {

  /// A busy disk answers within this: what is read for a look is a few blocks.
  static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

  private static final int THREADS_MAX = 4;
  private static final long IDLE_SECONDS = 10;

  private final Path directory;
  private final ThreadPoolExecutor threads;
  private final AtomicInteger overdue = new AtomicInteger();

  Storage(Path directory) {
    this.directory = directory;
    this.threads =
        new ThreadPoolExecutor(
            0,
            THREADS_MAX,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("matriarch-files-", 0).factory());
  }

  <T> Mono<T> access(Callable<T> call) {
    return access(ANSWER_WITHIN, call);
  }

  /// The result of the call, or a failure within that time, whatever becomes of the call.
  <T> Mono<T> access(Duration within, Callable<T> call) {
    return Mono.<T>create(sink -> begin(sink, call))
        .timeout(within, Mono.error(() -> silence(within)));
  }

  /// Completes when `pg_control` was read, or could not be: a program that reads it afterwards does
  /// not hang, and has the better words for what is wrong.
  Mono<Boolean> answers() {
    return access(
        () -> {
          try {
            return Files.readAllBytes(directory.resolve("global").resolve("pg_control")).length > 0;
          } catch (IOException _) {
            return false;
          }
        });
  }

  private TimeoutException silence(Duration within) {
    return new TimeoutException(
        "%s did not answer within %.1f s".formatted(directory, within.toMillis() / 1000.0));
  }

  private <T> void begin(MonoSink<T> sink, Callable<T> call) {
    if (overdue.get() > 0) {
      sink.error(new TimeoutException(directory + " does not answer: an earlier access hangs"));
      return;
    }
    Access<T> access = new Access<>(sink, call);
    try {
      threads.execute(access);
      sink.onCancel(access::giveUp);
    } catch (RejectedExecutionException e) {
      sink.error(
          new TimeoutException(
              "%s has %d accesses under way already".formatted(directory, THREADS_MAX)));
    }
  }

  /// One call, which is overdue from when its deadline has passed until it returns.
  private final class Access<T> implements Runnable {

    private final MonoSink<T> sink;
    private final Callable<T> call;
    private boolean givenUp;
    private boolean ended;

    Access(MonoSink<T> sink, Callable<T> call) {
      this.sink = sink;
      this.call = call;
    }

    @Override
    public void run() {
      try {
        T result = call.call();
        end();
        sink.success(result);
      } catch (Throwable e) {
        // What follows from giving up is nobody's news.
        if (!end()) {
          sink.error(e);
        }
      }
    }

    /// Whether it was given up before.
    private synchronized boolean end() {
      if (givenUp && !ended) {
        overdue.decrementAndGet();
      }
      ended = true;
      return givenUp;
    }

    /// Without an interrupt: that would close the file for the thread, and closing waits for it.
    private synchronized void giveUp() {
      if (!ended && !givenUp) {
        givenUp = true;
        overdue.incrementAndGet();
      }
    }
  }
}

package io.matriarch.stories;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// Waits for what is to come true, with a deadline; says what was seen last when it does not.
final class Await {

  private static final Duration PAUSE_LEAST = Duration.ofMillis(150);

  /// A look at the world. One that fails counts as not yet.
  interface Look<T> {
    T now() throws Exception;
  }

  private Await() {}

  /// The first thing seen that is as wanted.
  static <T> T until(Duration deadline, String what, Look<T> look, Predicate<T> wanted) {
    long end = System.nanoTime() + deadline.toNanos();
    while (true) {
      long begun = System.nanoTime();
      String last;
      try {
        T seen = look.now();
        if (wanted.test(seen)) {
          return seen;
        }
        last = String.valueOf(seen);
      } catch (InterruptedException e) {
        throw interrupted(e);
      } catch (Exception e) {
        last = "a failed look: " + e;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "not within %d s: %s; last seen: %s"
                .formatted(deadline.toSeconds(), what, oneLine(last)));
      }
      pauseAfterLookOf(System.nanoTime() - begun);
    }
  }

  /// Summaries of failed tests keep the first line only.
  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\n\\s*", " | ");
  }

  static void until(Duration deadline, String what, Look<Boolean> look) {
    until(deadline, what, look, seen -> seen);
  }

  /// Lets time pass.
  static void passes(Duration span) {
    stays(span, "time passes", () -> true, seen -> seen);
  }

  /// Fails as soon as something else is seen within the span; a look that fails is something else.
  static <T> void stays(Duration span, String what, Look<T> look, Predicate<T> wanted) {
    long end = System.nanoTime() + span.toNanos();
    while (System.nanoTime() < end) {
      long begun = System.nanoTime();
      T seen;
      try {
        seen = look.now();
      } catch (InterruptedException e) {
        throw interrupted(e);
      } catch (Exception e) {
        throw new AssertionError("could not see whether it stays so: " + what, e);
      }
      if (!wanted.test(seen)) {
        throw new AssertionError("did not stay so: %s; seen: %s".formatted(what, seen));
      }
      pauseAfterLookOf(System.nanoTime() - begun);
    }
  }

  /// A look costs the nodes what it costs, so that looking takes half of the time at most.
  private static void pauseAfterLookOf(long nanos) {
    LockSupport.parkNanos(Math.max(PAUSE_LEAST.toNanos(), nanos));
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while waiting", e);
  }
}

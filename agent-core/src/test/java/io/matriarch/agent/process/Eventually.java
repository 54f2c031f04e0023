package io.matriarch.agent.process;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/// Waits for a condition, with a deadline.
public final class Eventually {

  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(5);

  /// Something that becomes true, or fails the test at once.
  public interface Condition {
    boolean isTrue() throws Exception;
  }

  private Eventually() {}

  public static void holds(Condition condition) {
    holds("the condition", condition);
  }

  public static void holds(String what, Condition condition) {
    Instant end = Instant.now().plus(DEADLINE);
    while (!isTrue(condition)) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError(what + " did not come true within " + DEADLINE.toSeconds() + " s");
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private static boolean isTrue(Condition condition) {
    try {
      return condition.isTrue();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}

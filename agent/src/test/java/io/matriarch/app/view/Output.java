package io.matriarch.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Writer;
import java.time.Duration;

/// What a command prints, for one who waits for it.
final class Output extends Writer {

  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final StringBuilder text = new StringBuilder();

  @Override
  public void write(char[] from, int begin, int length) {
    synchronized (text) {
      text.append(from, begin, length);
      text.notifyAll();
    }
  }

  /// All of it, once it has that.
  String until(String wanted) throws InterruptedException {
    long end = System.nanoTime() + LONGEST.toNanos();
    synchronized (text) {
      while (text.indexOf(wanted) < 0 && System.nanoTime() < end) {
        text.wait(LONGEST.toMillis() / 10);
      }
      assertThat(text.toString()).contains(wanted);
      return text.toString();
    }
  }

  @Override
  public String toString() {
    synchronized (text) {
      return text.toString();
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}

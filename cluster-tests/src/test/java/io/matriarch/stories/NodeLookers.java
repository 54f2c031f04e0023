package io.matriarch.stories;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// One thread for each node, which looks at it until it is closed.
final class NodeLookers implements AutoCloseable {

  private static final Duration END_MOST = Duration.ofSeconds(5);

  private final List<Thread> threads;
  private volatile boolean closing;

  /// @param look goes on until [#isClosing]
  NodeLookers(String name, List<Node> nodes, Consumer<Node> look) {
    threads =
        nodes.stream()
            .map(n -> Thread.ofPlatform().name(name + " " + n).unstarted(() -> look.accept(n)))
            .toList();
  }

  void start() {
    threads.forEach(Thread::start);
  }

  boolean isClosing() {
    return closing;
  }

  @Override
  public void close() {
    closing = true;
    for (Thread thread : threads) {
      try {
        thread.join(END_MOST);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

package io.matriarch.app.view;

import io.matriarch.app.view.EventFeed.News;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// The news of several nodes in one bounded queue: who takes them slowly makes the feeds wait, and
/// the agents keep their places.
final class EventFollower implements AutoCloseable {

  private static final int NEWS_MAX = 1024;

  private final BlockingQueue<News> news = new ArrayBlockingQueue<>(NEWS_MAX);
  private final Map<String, Thread> threads = new HashMap<>();

  /// Whether that node is followed already.
  boolean follows(String node) {
    return threads.containsKey(node);
  }

  /// Follows one node more.
  ///
  /// @param place the id after which it begins
  /// @param lost whether it is known already that its agent does not answer
  void follow(String node, EventFeed.Door door, String place, boolean lost) {
    EventFeed feed = new EventFeed(node, door, place, lost, news::put, EventFeed.Timing.USUAL);
    threads.put(node, Thread.ofPlatform().daemon().name("events-" + node).start(feed));
  }

  /// The next one, however long it takes.
  News next() throws InterruptedException {
    return news.take();
  }

  @Override
  public void close() {
    threads.values().forEach(Thread::interrupt);
  }
}

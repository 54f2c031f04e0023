package io.matriarch.telemetry.event;

/// Where events go beside the journal.
public interface EventSink extends AutoCloseable {

  /// Takes an event on the thread that told it: returns at once, and never fails.
  void take(CloudEvent event);

  /// Hands on what it has, within a bounded time.
  @Override
  void close();
}

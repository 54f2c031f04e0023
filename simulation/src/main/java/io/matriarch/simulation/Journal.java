package io.matriarch.simulation;

import io.matriarch.simulation.time.EventQueue;
import java.util.ArrayList;
import java.util.List;

/// What happened, a line each, with the virtual time in seconds.
final class Journal {

  private final EventQueue queue;
  private final List<String> lines = new ArrayList<>();

  Journal(EventQueue queue) {
    this.queue = queue;
  }

  void tell(String who, String what) {
    lines.add("%9.3f %s: %s".formatted(queue.now() / 1000.0, who, what));
  }

  List<String> lines() {
    return lines;
  }
}

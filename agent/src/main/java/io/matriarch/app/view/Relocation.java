package io.matriarch.app.view;

import io.matriarch.app.view.ClusterTools.ToolFailedException;
import io.matriarch.app.view.ClusterTools.ToolInterruptedException;

/// The constraint that moves a role: whatever happens to this program, it is removed once.
///
/// The program's own thread and its shutdown hook may both be here; a hook waits until the tool
/// that puts the constraint has ended, and none is put after it.
final class Relocation implements AutoCloseable {

  private final ClusterTools tools;
  private final String clone;
  private boolean put;
  private boolean closed;

  Relocation(ClusterTools tools, String clone) {
    this.tools = tools;
    this.clone = clone;
  }

  synchronized void begin(String node) {
    if (closed) {
      throw new ToolFailedException("interrupted before anything was asked of Pacemaker");
    }
    // A tool that fails may have done it nevertheless.
    put = true;
    tools.move(clone, node);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (put) {
      clear();
      put = false;
    }
  }

  private void clear() {
    try {
      tools.clear(clone);
    } catch (ToolInterruptedException e) {
      // What interrupts this program ends a tool at most once.
      tools.clear(clone);
    }
  }
}

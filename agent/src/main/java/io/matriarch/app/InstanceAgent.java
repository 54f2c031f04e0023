package io.matriarch.app;

import io.matriarch.agent.loop.ControlLoop;
import io.matriarch.agent.loop.Operations;
import io.matriarch.agent.model.Instance;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/// One instance's running loop with its operations.
final class InstanceAgent implements AutoCloseable {

  private final ControlLoop loop;
  private final Operations operations;
  private final Disposable running;

  InstanceAgent(ControlLoop loop, Flux<?> ticks) {
    this.loop = loop;
    this.operations = new Operations(loop);
    this.running = loop.run(ticks);
  }

  ControlLoop loop() {
    return loop;
  }

  Operations operations() {
    return operations;
  }

  /// Whether the two describe the same server: what else differs is taken over while running.
  static boolean samePlace(Instance one, Instance other) {
    return one.resource().equals(other.resource())
        && one.systemUser().equals(other.systemUser())
        && one.bindir().equals(other.bindir())
        && one.pgdata().equals(other.pgdata())
        && one.datadir().equals(other.datadir())
        && one.pghost().equals(other.pghost())
        && one.pgport() == other.pgport()
        && one.startOpts().equals(other.startOpts());
  }

  @Override
  public void close() {
    running.dispose();
    loop.close();
  }
}

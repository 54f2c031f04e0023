package io.matriarch.app;

import io.matriarch.agent.loop.World;
import io.matriarch.agent.model.Instance;
import io.matriarch.agent.port.BootClock;
import io.matriarch.agent.port.ClusterControl;
import io.matriarch.agent.port.ClusterObserver;
import io.matriarch.agent.port.DecisionListener;
import io.matriarch.agent.port.Unwatched;
import io.matriarch.agent.postgres.PostgresControl;
import io.matriarch.agent.postgres.PostgresHealthObserver;
import io.matriarch.agent.postgres.R2dbcServerObserver;
import io.matriarch.agent.process.FileVerdictSink;
import java.nio.file.Path;

/// The daemon's ports: one persistent R2DBC connection an instance, everything else shared.
record DaemonWorlds(
    String node,
    ClusterObserver cluster,
    ClusterControl control,
    BootClock clock,
    Path run,
    DecisionListener listener)
    implements Worlds {

  @Override
  public World world(Instance instance) {
    R2dbcServerObserver server = new R2dbcServerObserver(instance);
    return new World(
        node,
        server,
        new PostgresControl(instance, server, Paths.logDirectory()),
        new PostgresHealthObserver(instance, clock),
        Unwatched.REPAIRER,
        cluster,
        control,
        clock,
        new FileVerdictSink(run),
        listener);
  }
}

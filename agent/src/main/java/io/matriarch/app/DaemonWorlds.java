package io.matriarch.app;

import io.matriarch.agent.loop.BackgroundRepairer;
import io.matriarch.agent.loop.World;
import io.matriarch.agent.model.Instance;
import io.matriarch.agent.port.BootClock;
import io.matriarch.agent.port.ClusterControl;
import io.matriarch.agent.port.ClusterObserver;
import io.matriarch.agent.port.DecisionListener;
import io.matriarch.agent.postgres.PostgresControl;
import io.matriarch.agent.postgres.PostgresHealthObserver;
import io.matriarch.agent.postgres.PostgresRepairTools;
import io.matriarch.agent.postgres.R2dbcServerObserver;
import io.matriarch.agent.postgres.RepairNotes;
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
    RepairNotes notes = new RepairNotes(Paths.stateDirectory(), instance.resource());
    PostgresControl postgres = new PostgresControl(instance, server, Paths.logDirectory(), notes);
    PostgresRepairTools tools = new PostgresRepairTools(node, instance, notes, server);
    return new World(
        node,
        server,
        postgres,
        new PostgresHealthObserver(instance, clock),
        new BackgroundRepairer(instance.resource(), tools, postgres, server, clock, listener),
        cluster,
        control,
        clock,
        new FileVerdictSink(run),
        listener);
  }
}

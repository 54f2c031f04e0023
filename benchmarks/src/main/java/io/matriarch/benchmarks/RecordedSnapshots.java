package io.matriarch.benchmarks;

import io.matriarch.agent.cluster.CibParser;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Health;
import io.matriarch.agent.model.Instance;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.Memory;
import io.matriarch.agent.model.Repair;
import io.matriarch.agent.model.ServerSettings;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.TimelineHistory;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.model.WalReceiver;
import io.matriarch.agent.port.ClusterObserver.Configured;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// What the agent of a quiet node knows, with the cluster of a recorded CIB.
final class RecordedSnapshots {

  private static final WalPosition HELD = WalPosition.parse("1:0/5000148");
  private static final Lsn LSN = HELD.lsn();
  private static final ServerSettings SETTINGS =
      new ServerSettings(170_006, "7301", "", "on", "", "replica", "latest", 10, 0, 0, true);

  private final Configured configured;

  RecordedSnapshots() throws IOException {
    configured = new CibParser().parse(RecordedCib.asItWas()).instances().getFirst();
  }

  Snapshot standby() {
    WalReceiver receiver = new WalReceiver("streaming", "n1", 5432, 1, LSN, LSN, LSN, 100);
    return of(
        configured.instance(),
        new ServerState.Standby(
            SETTINGS,
            HELD,
            LSN,
            LSN,
            false,
            Duration.ZERO,
            List.of(receiver),
            List.of(),
            List.of()));
  }

  Snapshot primary() {
    return primary(configured.instance().resource());
  }

  Snapshot primary(String resource) {
    return of(
        named(configured.instance(), resource),
        new ServerState.Primary(SETTINGS, HELD, LSN, List.of(), List.of()));
  }

  private static Instance named(Instance as, String resource) {
    return new Instance(
        resource,
        as.systemUser(),
        as.bindir(),
        as.pgdata(),
        as.datadir(),
        as.pghost(),
        as.pgport(),
        as.startOpts(),
        as.policy(),
        as.notifications());
  }

  private Snapshot of(Instance instance, ServerState state) {
    BootTime now = new BootTime(Duration.ofHours(1).toMillis());
    return new Snapshot(
        configured.view().nodes().getFirst().name(),
        instance,
        List.of(),
        now,
        Fact.known(state, now),
        Fact.known(configured.view(), now),
        Health.UNKNOWN,
        Repair.NONE,
        Memory.EMPTY,
        Fact.known(TimelineHistory.of(1), now));
  }
}

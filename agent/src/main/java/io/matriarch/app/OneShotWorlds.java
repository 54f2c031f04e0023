package io.matriarch.app;

import io.matriarch.agent.cluster.CibObserver;
import io.matriarch.agent.cluster.PacemakerControl;
import io.matriarch.agent.cluster.Tool;
import io.matriarch.agent.loop.World;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Instance;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.Verdict;
import io.matriarch.agent.port.DecisionListener;
import io.matriarch.agent.port.Unwatched;
import io.matriarch.agent.postgres.JdbcServerObserver;
import io.matriarch.agent.postgres.PostgresControl;
import io.matriarch.agent.postgres.PostgresRepairTools;
import io.matriarch.agent.postgres.RepairNotes;
import io.matriarch.agent.process.Commands;
import io.matriarch.agent.process.FileVerdictSink;
import io.matriarch.agent.process.UptimeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The one-shot's ports: JDBC, and nobody to tell but the log.
///
/// @param node the node's name as Pacemaker gave it to the operation
record OneShotWorlds(Optional<String> node) implements Worlds {

  private static final Duration NAME_WAIT = Duration.ofSeconds(5);

  @Override
  public World world(Instance instance) {
    UptimeClock clock = new UptimeClock();
    CibObserver cluster = new CibObserver(Tool.INSTALLED, clock, Flux.never());
    String name = node.orElseGet(() -> asked(cluster));
    JdbcServerObserver server = new JdbcServerObserver(instance);
    RepairNotes notes = new RepairNotes(Paths.stateDirectory(), instance.resource());
    return new World(
        name,
        server,
        new PostgresControl(instance, server, Paths.logDirectory(), notes),
        Unwatched.HEALTH,
        Unwatched.repairer(new PostgresRepairTools(name, instance, notes, server)),
        cluster,
        new PacemakerControl(Tool.INSTALLED, Mono.just(name)),
        clock,
        new FileVerdictSink(Paths.runDirectory()),
        new Quiet());
  }

  /// Without a cluster to ask, the name that a node has in its cluster unless it is told otherwise.
  private static String asked(CibObserver cluster) {
    return cluster
        .nodeName()
        .timeout(NAME_WAIT)
        .onErrorResume(_ -> Commands.blocking(OneShotWorlds::hostName))
        .blockOptional()
        .orElseThrow();
  }

  private static String hostName() throws IOException {
    return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
  }

  /// Nobody listens to a process that is about to end.
  private static final class Quiet implements DecisionListener {
    @Override
    public void decided(Snapshot snapshot, Decision decision) {}

    @Override
    public void operated(String resource, String operation, Verdict result, Duration took) {}

    @Override
    public void stepped(String resource, String step, String sentence) {}
  }
}

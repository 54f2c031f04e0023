package io.matriarch.agent.loop;

import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.Repair;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.Verdict;
import java.time.Duration;
import reactor.core.publisher.Mono;

/// Says what the instance is.
record MonitorOperation(ControlLoop loop) {

  /// Whoever asks by the socket gives up after three seconds, and what would answer in place of
  /// this daemon meets the same slow storage.
  private static final Duration PATIENCE = Duration.ofMillis(2500);

  private static final Duration REAP_WAIT = Duration.ofSeconds(5);

  Mono<Verdict> run(OperationRequest.Monitor request) {
    request.role().ifPresent(role -> loop.remember(memory -> memory.withMonitoredAs(role)));
    return request.probe()
        ? loop.look().flatMap(this::probe)
        : loop.look()
            .timeout(PATIENCE, Mono.fromSupplier(() -> loop.unseen("the look takes its time")))
            .flatMap(MonitorOperation::recurring);
  }

  private static Mono<Verdict> recurring(Cycle cycle) {
    return Mono.just(cycle.decision().verdict());
  }

  /// A crashed instance has nothing to demote: it probes as stopped once its orphans are gone,
  /// unless the agent is to start it. One whose repair nobody is at is stopped too, whatever
  /// Pacemaker believed before it asked.
  private Mono<Verdict> probe(Cycle cycle) {
    if (Repairs.isLeft(cycle)) {
      return Mono.just(new Verdict(OcfExitCode.NOT_RUNNING, cycle.decision().because()));
    }
    return cycle.snapshot().server() instanceof Fact.Known<ServerState>(var state, var _)
            && state instanceof ServerState.Crashed crashed
            && !loop.memory().comeback()
            && !(cycle.snapshot().repair().progress() instanceof Repair.Progress.Running)
        ? Processes.reap(loop.world().control(), REAP_WAIT)
            .thenReturn(
                new Verdict(
                    OcfExitCode.NOT_RUNNING,
                    "crashed before: pg_control says " + crashed.control().state().text()))
        : recurring(cycle);
  }
}

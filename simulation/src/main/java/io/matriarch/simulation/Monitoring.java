package io.matriarch.simulation;

import io.matriarch.agent.loop.OperationRequest;
import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.Verdict;
import java.time.Duration;
import java.util.Optional;

/// The recurring monitor of one machine since it booted: it reads the verdict file, and asks where
/// that is stale.
final class Monitoring {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Ground ground;
  private final Pacemaker pacemaker;
  private final Machine machine;
  private final int boot;

  Monitoring(Ground ground, Pacemaker pacemaker, Machine machine) {
    this.ground = ground;
    this.pacemaker = pacemaker;
    this.machine = machine;
    this.boot = machine.boots();
  }

  void begin() {
    ground.queue().after(ground.chance().between(1, 1000), this::due);
  }

  private void due() {
    if (machine.powered() && machine.boots() == boot) {
      monitor();
      ground.queue().after(machine.role() == Role.PROMOTED ? 1000 : 2000, this::due);
    }
  }

  private void monitor() {
    boolean active = machine.role() == Role.PROMOTED || machine.role() == Role.UNPROMOTED;
    boolean known = machine.partition().filter(p -> !failed(p)).isPresent();
    if (!active || !known || !machine.executor().idle()) {
      return;
    }
    OperationRequest.Monitor request =
        new OperationRequest.Monitor(false, Optional.of(machine.role()), TIMEOUT);
    Optional<Verdict> fresh = machine.freshVerdict();
    if (fresh.isPresent()) {
      pacemaker.result(machine, request, fresh.get());
    } else {
      machine.executor().execute(request).subscribe();
    }
  }

  private boolean failed(Partition partition) {
    return partition.cib().failed.contains(machine.name());
  }
}

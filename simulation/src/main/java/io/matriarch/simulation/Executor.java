package io.matriarch.simulation;

import io.matriarch.agent.loop.OperationRequest;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.Verdict;
import java.util.ArrayDeque;
import java.util.Deque;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/// Pacemaker's executor of one machine: one operation at a time, each killed when its time is over.
final class Executor {

  private final Ground ground;
  private final Machine machine;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private boolean busy;

  Executor(Ground ground, Machine machine) {
    this.ground = ground;
    this.machine = machine;
  }

  boolean idle() {
    return !busy && waiting.isEmpty();
  }

  void clear() {
    waiting.clear();
    busy = false;
  }

  /// Runs it as soon as those before it are done; never answers when the machine loses its power.
  Mono<Verdict> execute(OperationRequest request) {
    return Mono.create(
        sink -> {
          if (machine.powered()) {
            waiting.add(() -> run(request, sink));
            next();
          }
        });
  }

  private void next() {
    if (!busy && !waiting.isEmpty() && machine.powered()) {
      busy = true;
      waiting.remove().run();
    }
  }

  private void run(OperationRequest request, MonoSink<Verdict> sink) {
    int boot = machine.boots();
    int killed = machine.daemonsKilled();
    machine
        .ask(request)
        .timeout(request.budget(), Mono.fromSupplier(() -> late(request, killed)))
        .onErrorResume(
            failure ->
                Mono.just(
                    new Verdict(OcfExitCode.ERR_GENERIC, String.valueOf(failure.getMessage()))))
        .subscribe(
            verdict -> {
              if (machine.powered() && machine.boots() == boot) {
                busy = false;
                machine.done(request, verdict);
                sink.success(verdict);
                next();
              }
            });
  }

  /// Whoever answers in the place of a daemon that was killed begins anew; so does a machine.
  private Verdict late(OperationRequest request, int killed) {
    ground
        .laws()
        .require(
            machine.daemonsKilled() != killed,
            machine.name() + " did not end " + request.word() + " within its time");
    return new Verdict(OcfExitCode.ERR_GENERIC, "timed out");
  }
}

package io.matriarch.agent.loop;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.Verdict;
import io.matriarch.agent.port.ServerControl.StopMode;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/// Stops the instance: fast, then immediate, then by force. Only a process that cannot be killed
/// makes it fail.
record StopOperation(ControlLoop loop) {

  /// Whatever survives SIGKILL for so long waits for frozen storage: fencing has to end it, soon.
  private static final Duration KILL_WAIT = Duration.ofSeconds(5);

  private static final Duration COMEBACK_WAIT = Duration.ofSeconds(5);

  Mono<Verdict> run(OperationRequest.Stop request) {
    BootTime begun = loop.world().clock().now();
    return Repairs.halt(loop, request.budget())
        .then(Mono.defer(loop::withoutComeback).timeout(COMEBACK_WAIT).onErrorComplete())
        .then(Mono.defer(() -> loop.world().control().processes()))
        .flatMap(left -> left.isEmpty() ? Looking.success() : stop(rest(request, begun)));
  }

  /// What came before must not use up the time to kill what does not go.
  private Duration rest(OperationRequest.Stop request, BootTime begun) {
    return request.left(loop.world().clock().now().since(begun));
  }

  /// A postmaster that is gone cannot be asked, and one that is hung does not listen: what there
  /// is, is killed at once. A server that cannot be observed must not use up the time to stop it.
  private Mono<Verdict> stop(Duration budget) {
    return Looking.state(loop)
        .timeout(Looking.part(budget, 5))
        .map(state -> state instanceof ServerState.Crashed)
        .onErrorReturn(false)
        .flatMap(crashed -> crashed || Room.hung(loop) ? kill(budget) : escalate(budget));
  }

  private Mono<Verdict> escalate(Duration budget) {
    return shutDown()
        .fast(Looking.part(budget, 60))
        .flatMap(
            gone ->
                gone
                    ? Mono.just(true)
                    : shutDown().ask(StopMode.IMMEDIATE, Looking.part(budget, 15)))
        .flatMap(gone -> gone ? Looking.success() : kill(budget));
  }

  private Mono<Verdict> kill(Duration budget) {
    return shutDown()
        .ask(StopMode.KILL, Looking.least(KILL_WAIT, Looking.part(budget, 12)))
        .flatMap(gone -> gone ? Looking.success() : left());
  }

  private ShutDown shutDown() {
    return new ShutDown(loop, "stop/requested");
  }

  private Mono<Verdict> left() {
    return loop.world()
        .control()
        .processes()
        .map(List::toString)
        .flatMap(pids -> Looking.failure("processes survive SIGKILL: %s", pids));
  }
}

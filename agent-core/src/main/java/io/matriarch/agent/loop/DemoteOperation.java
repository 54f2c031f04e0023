package io.matriarch.agent.loop;

import io.matriarch.agent.model.ControlData;
import io.matriarch.agent.model.Memory;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.ServerState.Absent;
import io.matriarch.agent.model.ServerState.Crashed;
import io.matriarch.agent.model.ServerState.Primary;
import io.matriarch.agent.model.ServerState.Standby;
import io.matriarch.agent.model.ServerState.Starting;
import io.matriarch.agent.model.ServerState.Stopped;
import io.matriarch.agent.model.ServerState.Unreachable;
import io.matriarch.agent.model.Verdict;
import io.matriarch.agent.port.ServerControl.StopMode;
import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Mono;

/// Makes a standby of the instance. It succeeds only when no process of the former primary is left.
record DemoteOperation(ControlLoop loop) {

  private static final Duration REAP_WAIT = Duration.ofSeconds(5);

  /// An immediate shutdown writes nothing.
  private static final Duration FORCE_WAIT = Duration.ofSeconds(2);

  /// Whatever survives SIGKILL for so long waits for frozen storage: fencing has to end it, soon.
  private static final Duration KILL_WAIT = Duration.ofSeconds(5);

  Mono<Verdict> run(OperationRequest.Demote request) {
    return Repairs.demotion(loop)
        .switchIfEmpty(
            Mono.defer(() -> Looking.state(loop).flatMap(state -> from(state, request.budget()))));
  }

  private Mono<Verdict> from(ServerState state, Duration budget) {
    return switch (state) {
      case Standby _ -> Looking.success();
      case Starting starting when starting.standbySignal() -> Looking.success();
      case Primary _ -> Room.hung(loop) ? force(budget) : shutDown(budget);
      case Unreachable unreachable when unreachable.accepting() ->
          Room.hung(loop) ? force(budget) : shutDown(budget);
      case Starting _, Unreachable _ -> force(budget);
      case Stopped(var control) -> restart(control);
      case Crashed _ -> comeBack();
      case Absent _ -> Looking.failure("cannot be made a standby: it is %s", Looking.name(state));
    };
  }

  /// In order, so that the connected standbys get everything up to the shutdown checkpoint.
  private Mono<Verdict> shutDown(Duration budget) {
    return request()
        .fast(Looking.part(budget, 60))
        .flatMap(
            gone ->
                gone
                    ? Looking.state(loop).flatMap(this::stopped)
                    : Looking.failure(
                        "the fast shutdown was not done within %d s",
                        Looking.part(budget, 60).toSeconds()));
  }

  private Mono<Verdict> stopped(ServerState state) {
    step("demote/stopped", "no process of the former primary is left");
    return state instanceof Stopped(var control) ? restart(control) : comeBack();
  }

  /// Neither a primary in crash recovery nor a silent server can hand anything over. One that is
  /// hung hears no signal but SIGKILL.
  private Mono<Verdict> force(Duration budget) {
    Mono<Boolean> asked =
        Room.hung(loop)
            ? Mono.just(false)
            : request()
                .ask(StopMode.IMMEDIATE, Looking.least(FORCE_WAIT, Looking.part(budget, 20)));
    return asked
        .flatMap(
            gone ->
                gone
                    ? Mono.just(true)
                    : request()
                        .ask(StopMode.KILL, Looking.least(KILL_WAIT, Looking.part(budget, 20))))
        .flatMap(gone -> gone ? forced() : Looking.failure("its processes survive SIGKILL"));
  }

  /// A look that began while the server lived must not end after the comeback is noted: it would
  /// forget it.
  private Mono<Verdict> forced() {
    return Looking.state(loop).onErrorComplete().then(comeBack());
  }

  /// What it wrote is known without the server, which the agent starts after the answer.
  private Mono<Verdict> restart(ControlData control) {
    Optional<Mono<Verdict>> without = Room.waitFor(loop);
    return without.isPresent()
        ? without.get()
        : Mono.<Void>fromRunnable(
                () ->
                    loop.remember(
                        memory ->
                            memory.withStartedFrom(control).withComeback(Memory.Comeback.LATER)))
            .then(Looking.success());
  }

  /// Crash recovery takes its time: the agent starts the standby after the answer, so that the
  /// promotion elsewhere need not wait for it. One that kept its claim is to be promoted itself.
  private Mono<Verdict> comeBack() {
    return Processes.reap(loop.world().control(), REAP_WAIT)
        .then(
            Mono.fromRunnable(
                () -> {
                  step("demote/stopped", "no process of the crashed primary is left");
                  loop.remember(
                      memory ->
                          memory.withComeback(
                              memory.gaveUp() ? Memory.Comeback.LATER : Memory.Comeback.NOW));
                }))
        .then(Looking.success());
  }

  private ShutDown request() {
    return new ShutDown(loop, "demote/requested");
  }

  private void step(String step, String sentence) {
    loop.world().listener().stepped(loop.instance().resource(), step, sentence);
  }
}

package io.matriarch.agent.loop;

import io.matriarch.agent.model.Action;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.ControlData;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.ServerState.Absent;
import io.matriarch.agent.model.ServerState.Crashed;
import io.matriarch.agent.model.ServerState.Primary;
import io.matriarch.agent.model.ServerState.Standby;
import io.matriarch.agent.model.ServerState.Starting;
import io.matriarch.agent.model.ServerState.Stopped;
import io.matriarch.agent.model.ServerState.Unreachable;
import io.matriarch.agent.model.Verdict;
import io.matriarch.agent.port.SetupFault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/// Starts the instance, always as a standby, and returns as soon as it has begun.
record StartOperation(ControlLoop loop) {

  private static final Duration COMEBACK_WAIT = Duration.ofSeconds(5);
  private static final Duration REAP_WAIT = Duration.ofSeconds(5);

  /// An ordinary start accepts connections within this; waiting so long spares a degraded verdict.
  private static final Duration BRIEF = Duration.ofMillis(500);

  Mono<Verdict> run(OperationRequest.Start request) {
    return Repairs.start(loop).switchIfEmpty(Mono.defer(() -> begin(request)));
  }

  private Mono<Verdict> begin(OperationRequest.Start request) {
    return Looking.state(loop)
        .map(state -> from(state, request.budget()))
        .onErrorResume(failure -> Mono.just(unobserved(failure)))
        .flatMap(Function.identity());
  }

  /// What cannot even be observed, say for a wrong bindir, may have a fault with a remedy.
  private Mono<Verdict> unobserved(Throwable failure) {
    return faults()
        .flatMap(faults -> faults.isEmpty() ? Mono.error(failure) : Mono.just(refusal(faults)));
  }

  private Mono<Verdict> from(ServerState state, Duration budget) {
    return switch (state) {
      case Standby _ -> Looking.success();
      case Starting starting when starting.standbySignal() -> Looking.success();
      case Stopped(var control) when loop.memory().comeback() && Room.waitFor(loop).isEmpty() ->
          comingBack().switchIfEmpty(Mono.defer(() -> launch(control, BRIEF, budget)));
      case Stopped(var control) ->
          unlessOwed(Repairs.owed(loop, control), () -> launch(control, BRIEF, budget));
      case Crashed _ when loop.memory().comeback() && Room.waitFor(loop).isPresent() ->
          Looking.success();
      case Crashed(var control, var standbySignal, var _) when loop.memory().comeback() ->
          comingBack()
              .switchIfEmpty(
                  Mono.defer(() -> launch(control, standbySignal ? BRIEF : inPlace(), budget)));
      case Crashed(var control, var standbySignal, var _) ->
          unlessOwed(
              Repairs.owedByCrashed(loop, control),
              () -> launch(control, standbySignal ? BRIEF : inPlace(), budget));
      case Unreachable unreachable when unreachable.accepting() && unreachable.standbySignal() ->
          Looking.success();
      case Absent _, Starting _, Unreachable _, Primary _ ->
          Looking.failure("cannot start as a standby: it is %s", Looking.name(state));
    };
  }

  private Mono<Verdict> unlessOwed(Mono<Action.Repair> owed, Supplier<Mono<Verdict>> start) {
    return owed.flatMap(order -> Repairs.owe(loop, order)).switchIfEmpty(Mono.defer(start));
  }

  /// The agent may be starting it already, after its demote: a second start would kill what the
  /// first one has begun. One that has not begun is left to this operation.
  private Mono<Verdict> comingBack() {
    return loop.memory().comesBackLater()
        ? loop.withoutComeback().then(Mono.empty())
        : Looking.await(loop, COMEBACK_WAIT, state -> !Looking.isDown(state))
            .flatMap(_ -> Looking.success());
  }

  /// A crashed primary that keeps its claim is promoted in the same transition, so its crash
  /// recovery is waited for; one that gave its claim up must not hold the failover.
  private Duration inPlace() {
    return loop.memory().gaveUp() ? BRIEF : loop.instance().policy().recoveryWait();
  }

  /// Why this data directory is none of the cluster's, if the CIB knows.
  private Optional<String> otherSystem(ControlData control) {
    return loop.cluster()
        .map(ClusterView::promotionRecord)
        .orElse(Optional.empty())
        .map(PromotionRecord::systemIdentifier)
        .filter(recorded -> !recorded.equals(control.systemIdentifier()))
        .map(
            recorded ->
                "system identifier is %s, the promotion record has %s: clone this node anew"
                    .formatted(control.systemIdentifier(), recorded));
  }

  private Mono<Verdict> launch(ControlData control, Duration wait, Duration budget) {
    Optional<String> stranger = otherSystem(control);
    if (stranger.isPresent()) {
      return Looking.failure("refused: %s", stranger.get());
    }
    Optional<Mono<Verdict>> without = Room.waitFor(loop);
    if (without.isPresent()) {
      remember(control);
      return without.get();
    }
    Duration within = Looking.part(budget, 50);
    return faults()
        .flatMap(
            faults ->
                faults.isEmpty()
                    ? Processes.reap(loop.world().control(), REAP_WAIT)
                        .then(Repairs.follow(loop))
                        .then(Mono.defer(() -> loop.world().control().startAsStandby(within)))
                        .then(Mono.fromRunnable(() -> remember(control)))
                        .then(accepted(Looking.least(wait, Looking.part(budget, 80))))
                    : Mono.just(refusal(faults)));
  }

  private void remember(ControlData control) {
    loop.remember(memory -> memory.withStartedFrom(control));
  }

  private Mono<Verdict> accepted(Duration wait) {
    return Looking.await(loop, wait, state -> state instanceof Standby || Looking.isDown(state))
        .flatMap(
            state ->
                Looking.isDown(state)
                    ? Looking.failure("it started and is %s again", Looking.name(state))
                    : Looking.success())
        .switchIfEmpty(Looking.success());
  }

  private Mono<List<SetupFault>> faults() {
    return new ValidateOperation(loop).faults();
  }

  private static Verdict refusal(List<SetupFault> faults) {
    SetupFault first = faults.getFirst();
    return new Verdict(first.code(), first.sentence());
  }
}

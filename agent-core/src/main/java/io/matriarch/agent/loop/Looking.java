package io.matriarch.agent.loop;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.Verdict;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import reactor.core.publisher.Mono;

/// The looks that operations take, and the verdicts that they end in.
final class Looking {

  private static final Duration POLL = Duration.ofMillis(10);

  private Looking() {}

  /// The state now; fails when it cannot be observed.
  static Mono<ServerState> state(ControlLoop loop) {
    return loop.look()
        .flatMap(
            cycle ->
                switch (cycle.snapshot().server()) {
                  case Fact.Known<ServerState>(var state, var _) -> Mono.just(state);
                  case Fact.Unknown<ServerState>(var reason) ->
                      Mono.error(new IllegalStateException(reason));
                });
  }

  /// The first state that is as wanted, looked at again and again; empty when none is in time. A
  /// look that fails is none: what is awaited may have come about all the same.
  static Mono<ServerState> await(ControlLoop loop, Duration within, Predicate<ServerState> wanted) {
    return state(loop)
        .onErrorComplete()
        .filter(wanted)
        .repeatWhenEmpty(Integer.MAX_VALUE, each -> each.delayElements(POLL))
        .timeout(within, Mono.empty());
  }

  static Mono<Verdict> success() {
    return Mono.just(Verdict.of(OcfExitCode.SUCCESS));
  }

  @FormatMethod
  static Mono<Verdict> failure(@FormatString String reason, Object... numbers) {
    return Mono.just(new Verdict(OcfExitCode.ERR_GENERIC, reason.formatted(numbers)));
  }

  /// What a failure says; the end of a wait says how long it was.
  static String reason(Throwable failure, Duration waited) {
    if (failure instanceof TimeoutException) {
      return "no answer within %.1f s".formatted(waited.toMillis() / 1000.0);
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  static Duration part(Duration budget, int percent) {
    return budget.multipliedBy(percent).dividedBy(100);
  }

  static Duration least(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  static boolean isDown(ServerState state) {
    return switch (state) {
      case ServerState.Absent _, ServerState.Stopped _, ServerState.Crashed _ -> true;
      case ServerState.Starting _,
          ServerState.Unreachable _,
          ServerState.Primary _,
          ServerState.Standby _ ->
          false;
    };
  }

  /// A state's name for an exit reason.
  static String name(ServerState state) {
    return state.described();
  }
}

package io.matriarch.agent.loop;

import io.matriarch.agent.decide.Declaration;
import io.matriarch.agent.decide.PeerPosition;
import io.matriarch.agent.model.ServerState.Primary;
import io.matriarch.agent.model.Verdict;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// What an instance does before and after others are promoted or demoted.
record NotifyOperation(ControlLoop loop, ElectionBoard board) {

  private static final Logger LOG = LoggerFactory.getLogger(NotifyOperation.class);
  private static final Duration CHECKPOINT_MOST = Duration.ofSeconds(20);

  Mono<Verdict> run(OperationRequest.Notify request) {
    Mono<Void> work =
        switch (request.word()) {
          case "pre-promote" -> sayPosition(request);
          case "post-promote" -> board.close();
          case "pre-demote" -> checkpoint(request);
          default -> Mono.empty();
        };
    return work.then(Looking.success());
  }

  private Mono<Void> sayPosition(OperationRequest.Notify request) {
    if (request.roster().promote().isEmpty()) {
      return Mono.empty();
    }
    String target = request.roster().promote().getFirst();
    return position(target, request.roster()).flatMap(position -> board.say(target, position));
  }

  /// The candidate looks again when it is asked to promote; the others have this one chance.
  private Mono<PeerPosition> position(String target, Roster roster) {
    boolean candidate = target.equals(loop.world().node());
    Duration wait =
        candidate || loop.memory().gaveUp()
            ? Duration.ZERO
            : loop.instance().policy().electionWait().dividedBy(2);
    return Looking.await(loop, wait.plusMillis(200), Declaration::isTold)
        .then(Mono.defer(() -> declared(roster)))
        .onErrorResume(
            failure -> Mono.just(new PeerPosition.Silent(String.valueOf(failure.getMessage()))));
  }

  private Mono<PeerPosition> declared(Roster roster) {
    return Mono.justOrEmpty(loop.latest())
        .map(cycle -> Declaration.of(cycle.snapshot(), roster.activeAfter()))
        .defaultIfEmpty(new PeerPosition.Silent("nothing was observed yet"));
  }

  /// The shutdown that follows writes less, and the outage is shorter. Best effort.
  private Mono<Void> checkpoint(OperationRequest.Notify request) {
    if (!request.roster().demote().contains(loop.world().node())) {
      return Mono.empty();
    }
    Duration most = Looking.least(CHECKPOINT_MOST, Looking.part(request.budget(), 50));
    return Looking.state(loop)
        .filter(state -> state instanceof Primary && !Room.hung(loop))
        .flatMap(_ -> loop.world().control().checkpoint(most))
        .timeout(most)
        .onErrorResume(
            failure -> {
              LOG.warn("checkpoint before the demote: {}", Looking.reason(failure, most));
              return Mono.empty();
            });
  }
}

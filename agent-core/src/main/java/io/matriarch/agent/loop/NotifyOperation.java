package io.matriarch.agent.loop;

import io.matriarch.agent.decide.Declaration;
import io.matriarch.agent.decide.Election;
import io.matriarch.agent.decide.PeerPosition;
import io.matriarch.agent.decide.Scores;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.ServerState.Primary;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.Verdict;
import io.matriarch.agent.port.ClusterObserver;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// What an instance does before and after others are promoted or demoted.
record NotifyOperation(ControlLoop loop, ElectionBoard board) {

  private static final Logger LOG = LoggerFactory.getLogger(NotifyOperation.class);
  private static final Duration CHECKPOINT_MOST = Duration.ofSeconds(20);
  private static final Duration YIELD_WAIT = Duration.ofMillis(150);
  private static final Duration YIELD_MOST = Duration.ofSeconds(3);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(25);

  Mono<Verdict> run(OperationRequest.Notify request) {
    Mono<Void> work =
        switch (request.word()) {
          case "pre-promote" -> sayPosition(request);
          case "post-promote" -> closeBoard(request.roster());
          case "pre-demote" -> checkpoint(request);
          default -> Mono.empty();
        };
    return work.then(Looking.success());
  }

  private Mono<Void> closeBoard(Roster roster) {
    loop.afterPromotion(
        !roster.promote().isEmpty() && !roster.promote().contains(loop.world().node()));
    return board.close(roster.promote()).doFinally(_ -> loop.takeBackSoon(board));
  }

  private Mono<Void> sayPosition(OperationRequest.Notify request) {
    if (request.roster().promote().isEmpty()) {
      return Mono.empty();
    }
    String target = request.roster().promote().getFirst();
    boolean candidate = target.equals(loop.world().node());
    Optional<PeerPosition> told = withoutServer(request.roster());
    if (candidate || told.isEmpty()) {
      loop.comeBackNow();
    }
    Mono<Void> said =
        Mono.justOrEmpty(told)
            .switchIfEmpty(Mono.defer(() -> looked(candidate, request.roster())))
            .flatMap(position -> board.say(target, position));
    return candidate ? said.then(giveWay(request.roster())) : said;
  }

  /// A candidate that is behind another one gives way before it is asked to promote: a lower score
  /// in the CIB has Pacemaker plan anew at once, where a refused promotion costs it a restart. All
  /// are notified together, except under so much load that Pacemaker notifies one after the other:
  /// so the wait is short, and what is not known in time is left to the promotion. Best effort.
  private Mono<Void> giveWay(Roster roster) {
    Ballots ballots = new Ballots(loop, board);
    return bestEffort(
        "give way before the promotion",
        Mono.defer(() -> Mono.justOrEmpty(loop.latest()))
            .map(Cycle::snapshot)
            .filter(snapshot -> isStandby(snapshot) && !ballots.peers(roster).isEmpty())
            .flatMap(snapshot -> ballots.glance(snapshot, roster, YIELD_WAIT))
            .flatMap(ballot -> Mono.justOrEmpty(Election.decide(ballot).loss()))
            .flatMap(loss -> Ballots.lower(loop, loss).then(seen(Scores.REFUSED))));
  }

  private static Mono<Void> bestEffort(String what, Mono<Void> work) {
    return work.timeout(YIELD_MOST)
        .onErrorResume(
            failure -> {
              LOG.info("did not {}: {}", what, failure.getMessage());
              return Mono.empty();
            });
  }

  private static boolean isStandby(Snapshot snapshot) {
    return snapshot.server() instanceof Fact.Known<ServerState>(ServerState.Standby _, var _);
  }

  /// The score has to be in the CIB before this operation's result is.
  private Mono<Void> seen(int score) {
    return Mono.defer(() -> loop.readCluster())
        .filter(reading -> score(reading).equals(Optional.of(score)))
        .repeatWhenEmpty(Integer.MAX_VALUE, each -> each.delayElements(LOOK_AGAIN))
        .then();
  }

  private Optional<Integer> score(ClusterObserver.Reading reading) {
    return reading.of(loop.instance().resource()).flatMap(c -> c.view().score(loop.world().node()));
  }

  /// What is known of one that is down need not be looked for: while it is started again a look can
  /// take longer than all else in the election.
  private Optional<PeerPosition> withoutServer(Roster roster) {
    return loop.latest()
        .map(Cycle::snapshot)
        .filter(NotifyOperation::isDown)
        .map(snapshot -> Declaration.of(snapshot, roster.activeAfter()))
        .filter(position -> !(position instanceof PeerPosition.Silent));
  }

  private static boolean isDown(Snapshot snapshot) {
    return snapshot.server() instanceof Fact.Known<ServerState>(var state, var _)
        && (Looking.isDown(state) || state instanceof ServerState.Starting);
  }

  /// The candidate looks again when it is asked to promote, and waits for its server then; the
  /// others have this one chance.
  private Mono<PeerPosition> looked(boolean candidate, Roster roster) {
    Duration wait =
        loop.memory().gaveUp()
            ? Duration.ZERO
            : loop.instance().policy().electionWait().dividedBy(2);
    Mono<ServerState> look =
        candidate
            ? Looking.state(loop).onErrorComplete()
            : Looking.await(loop, wait.plusMillis(200), this::isKnown);
    return look.then(Mono.defer(() -> declared(roster)))
        .onErrorResume(
            failure -> Mono.just(new PeerPosition.Silent(String.valueOf(failure.getMessage()))));
  }

  private boolean isKnown(ServerState state) {
    return Declaration.isTold(state)
        || loop.latest().map(Cycle::snapshot).flatMap(Declaration::handedOver).isPresent();
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
        .flatMap(_ -> Mono.whenDelayError(loop.world().control().checkpoint(most), holdOn()))
        .timeout(most)
        .onErrorResume(
            failure -> {
              LOG.warn("checkpoint before the demote: {}", Looking.reason(failure, most));
              return Mono.empty();
            });
  }

  /// Pacemaker demotes a primary whose score was lost with attrd. Once the score is there again it
  /// plans anew, and the demote has not begun. Best effort.
  private Mono<Void> holdOn() {
    return bestEffort(
        "hold on to the role",
        Mono.defer(() -> loop.readCluster())
            .filter(this::isLost)
            .flatMap(
                _ ->
                    loop.world()
                        .clusterControl()
                        .publishScore(loop.instance().resource(), Scores.PRIMARY)
                        .then(seen(Scores.PRIMARY))));
  }

  private boolean isLost(ClusterObserver.Reading reading) {
    boolean known = reading.of(loop.instance().resource()).isPresent();
    return known
        && score(reading).isEmpty()
        && loop.memory().lastScore().filter(score -> score >= 0).isPresent();
  }
}

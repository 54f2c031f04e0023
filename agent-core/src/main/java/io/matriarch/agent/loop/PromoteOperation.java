package io.matriarch.agent.loop;

import io.matriarch.agent.decide.Declaration;
import io.matriarch.agent.decide.Election;
import io.matriarch.agent.decide.Scores;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.ServerState.Absent;
import io.matriarch.agent.model.ServerState.Crashed;
import io.matriarch.agent.model.ServerState.Primary;
import io.matriarch.agent.model.ServerState.Standby;
import io.matriarch.agent.model.ServerState.Starting;
import io.matriarch.agent.model.ServerState.Stopped;
import io.matriarch.agent.model.ServerState.Unreachable;
import io.matriarch.agent.model.Verdict;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// Makes the instance the primary, if the election lets it.
record PromoteOperation(ControlLoop loop, ElectionBoard board) {

  private static final Logger LOG = LoggerFactory.getLogger(PromoteOperation.class);

  private static final Duration RECORD_AGAIN = Duration.ofMillis(500);
  private static final Duration RESERVE_WITHIN = Duration.ofSeconds(5);
  private static final Duration SPEAK_UP_WITHIN = Duration.ofSeconds(2);
  private static final int UNRECORDED = 8;

  Mono<Verdict> run(OperationRequest.Promote request) {
    return Looking.state(loop).flatMap(state -> from(state, request));
  }

  private Mono<Verdict> from(ServerState state, OperationRequest.Promote request) {
    return switch (state) {
      case Primary primary -> recorded(primary, Looking.part(request.budget(), 80));
      case Standby standby -> told(standby).flatMap(known -> elect(known, request));
      case Starting starting when starting.standbySignal() -> recovered(request);
      case Crashed _, Stopped _ when loop.memory().comeback() -> broughtBack(request);
      case Stopped _ ->
          loop.world()
              .control()
              .startAsStandby(Looking.part(request.budget(), 30))
              .then(recovered(request));
      case Absent _, Starting _, Unreachable _, Crashed _ ->
          Looking.failure("cannot be promoted: it is %s", Looking.name(state));
    };
  }

  private Mono<Verdict> broughtBack(OperationRequest.Promote request) {
    loop.comeBackNow();
    return recovered(request);
  }

  /// After the demote of a crashed primary that recovers in place no start has waited for it.
  private Mono<Verdict> recovered(OperationRequest.Promote request) {
    Duration wait =
        Looking.least(loop.instance().policy().recoveryWait(), Looking.part(request.budget(), 70));
    return Looking.await(loop, wait, state -> state instanceof Standby)
        .flatMap(state -> from(state, request))
        .switchIfEmpty(
            Looking.failure("crash recovery was not done within %d s", wait.toSeconds()));
  }

  /// A standby that still replays its own WAL holds more than it says, and would lose for it.
  private Mono<Standby> told(Standby standby) {
    return Declaration.isTold(standby)
        ? Mono.just(standby)
        : Looking.await(loop, loop.instance().policy().electionWait(), Declaration::isTold)
            .ofType(Standby.class)
            .defaultIfEmpty(standby);
  }

  private Mono<Verdict> elect(Standby standby, OperationRequest.Promote request) {
    Duration wait =
        Looking.least(loop.instance().policy().electionWait(), Looking.part(request.budget(), 40));
    return new Ballots(loop, board)
        .gather(standby, request.roster(), wait)
        .flatMap(
            ballot -> {
              Election.Outcome outcome = Election.decide(ballot);
              return outcome.promote()
                  ? reserve(standby, newest(ballot, outcome)).then(follow(outcome, request))
                  : follow(outcome, request);
            });
  }

  /// Where another instance is on a later timeline that this one's history does not know, or this
  /// one was, PostgreSQL would begin a second one of its number.
  private Mono<Void> reserve(Standby standby, int newest) {
    int own = standby.held().timeline();
    return loop.world().control().reserveTimelines(own, newest).timeout(RESERVE_WITHIN);
  }

  /// Whoever is not there may have begun some timelines that nobody recorded: where a loss was
  /// allowed, a gap is left for them.
  private static int newest(Election.Ballot ballot, Election.Outcome outcome) {
    int known = Election.newestTimeline(ballot);
    return outcome.rule() == RuleId.ELECTION_DATA_LOSS_ALLOWED ? known + UNRECORDED : known;
  }

  private Mono<Verdict> follow(Election.Outcome outcome, OperationRequest.Promote request) {
    LOG.info(
        "resource={} rule={} because=\"{}\"",
        loop.instance().resource(),
        outcome.rule().id(),
        outcome.because());
    loop.world()
        .listener()
        .stepped(loop.instance().resource(), outcome.rule().id(), outcome.because());
    return outcome.promote() ? promote(request) : refuse(outcome);
  }

  private Mono<Verdict> promote(OperationRequest.Promote request) {
    return new SynchronousPromotion(loop)
        .hindrance()
        .flatMap(
            why ->
                why.isPresent() ? Looking.failure("refused: %s", why.get()) : promoteNow(request));
  }

  private Mono<Verdict> promoteNow(OperationRequest.Promote request) {
    Duration wait = Looking.part(request.budget(), 50);
    return loop.world()
        .control()
        .requestPromotion()
        .then(Looking.await(loop, wait, s -> s instanceof Primary || Looking.isDown(s)))
        .flatMap(state -> promoted(state, Looking.part(request.budget(), 35)))
        .switchIfEmpty(Looking.failure("was not writable %d s after pg_promote", wait.toSeconds()));
  }

  private Mono<Verdict> promoted(ServerState state, Duration within) {
    return state instanceof Primary primary
        ? recorded(primary, within)
        : Looking.failure("it is %s while it was promoted", Looking.name(state));
  }

  /// The promotion is recorded before it is answered, so before the virtual address brings clients:
  /// nothing that they are told is on a timeline that the cluster does not know of. Without a
  /// record it fails, for a timeline that nobody recorded counts for nothing in the next election.
  private Mono<Verdict> recorded(Primary primary, Duration within) {
    Mono<Verdict> recorded = isRecorded(primary) ? Looking.success() : record(primary, within);
    return recorded.flatMap(
        verdict ->
            verdict.code() == OcfExitCode.SUCCESS && isOutscored()
                ? speakUp().thenReturn(verdict)
                : Mono.just(verdict));
  }

  /// A standby that streams from here scores as one that has caught up, maybe before the next look.
  private boolean isOutscored() {
    return loop.cluster()
        .map(view -> view.score(loop.world().node()))
        .orElse(Optional.empty())
        .filter(score -> score < Scores.CAUGHT_UP)
        .isPresent();
  }

  /// Otherwise Pacemaker could take the role away again as soon as this is answered.
  private Mono<Void> speakUp() {
    return loop.world()
        .clusterControl()
        .publishScore(loop.instance().resource(), Scores.PRIMARY)
        .timeout(SPEAK_UP_WITHIN)
        .onErrorResume(
            failure -> {
              LOG.warn("could not raise the score: {}", failure.getMessage());
              return Mono.empty();
            });
  }

  private boolean isRecorded(Primary primary) {
    return loop.cluster()
        .map(ClusterView::promotionRecord)
        .orElse(Optional.empty())
        .filter(record -> record.isOf(loop.world().node(), primary))
        .isPresent();
  }

  private Mono<Verdict> record(Primary primary, Duration within) {
    return new PromotionRecorder(loop.world())
        .record(
            loop.instance().resource(),
            primary.written().timeline(),
            primary.settings().systemIdentifier())
        .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, RECORD_AGAIN))
        .timeout(within)
        .then(Mono.<Void>fromRunnable(loop::checkpointSoon))
        .then(Looking.success())
        .onErrorResume(
            failure ->
                Looking.failure(
                    "the promotion cannot be recorded in the CIB: %s",
                    Looking.reason(failure, within)));
  }

  /// The loser lowers its own score before it answers, so that Pacemaker's next transition chooses
  /// the better one; the refusal itself is kept by the decision that follows.
  private Mono<Verdict> refuse(Election.Outcome outcome) {
    Mono<Verdict> refusal = Looking.failure("refused: %s", outcome.because());
    return outcome.loss().map(loss -> Ballots.lower(loop, loss).then(refusal)).orElse(refusal);
  }
}

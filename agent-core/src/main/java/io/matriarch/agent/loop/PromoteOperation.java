package io.matriarch.agent.loop;

import io.matriarch.agent.decide.Declaration;
import io.matriarch.agent.decide.Election;
import io.matriarch.agent.decide.PeerPosition;
import io.matriarch.agent.decide.Scores;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Lineage;
import io.matriarch.agent.model.Refusal;
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
import io.matriarch.agent.port.ClusterObserver;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// Makes the instance the primary, if the election lets it.
record PromoteOperation(ControlLoop loop, ElectionBoard board) {

  private static final Logger LOG = LoggerFactory.getLogger(PromoteOperation.class);

  private static final Duration RECORD_WAIT = Duration.ofSeconds(3);
  private static final Duration RESERVE_WITHIN = Duration.ofSeconds(5);
  private static final int UNRECORDED = 8;

  Mono<Verdict> run(OperationRequest.Promote request) {
    return Looking.state(loop).flatMap(state -> from(state, request));
  }

  private Mono<Verdict> from(ServerState state, OperationRequest.Promote request) {
    return switch (state) {
      case Primary _ -> Looking.success();
      case Standby standby -> told(standby).flatMap(known -> elect(known, request));
      case Starting starting when starting.standbySignal() -> recovered(request);
      case Crashed _ when loop.memory().comeback() -> recovered(request);
      case Stopped _ ->
          loop.world()
              .control()
              .startAsStandby(Looking.part(request.budget(), 30))
              .then(recovered(request));
      case Absent _, Starting _, Unreachable _, Crashed _ ->
          Looking.failure("cannot be promoted: it is %s", Looking.name(state));
    };
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
    return Mono.zip(candidate(standby), peers(request), terms())
        .map(
            said ->
                new Election.Ballot(loop.world().node(), said.getT1(), said.getT2(), said.getT3()))
        .flatMap(
            ballot -> {
              Election.Outcome outcome = Election.decide(ballot);
              return outcome.promote()
                  ? reserve(standby, newest(ballot, outcome)).then(follow(outcome, request))
                  : follow(outcome, request);
            });
  }

  /// Where another instance is on a later timeline that this one's history does not know,
  /// PostgreSQL would begin a second one of its number.
  private Mono<Void> reserve(Standby standby, int newest) {
    int own = standby.held().timeline();
    return newest > own
        ? loop.world().control().reserveTimelines(own, newest).timeout(RESERVE_WITHIN)
        : Mono.empty();
  }

  /// Whoever is not there may have begun some timelines that nobody recorded: where a loss was
  /// allowed, a gap is left for them.
  private static int newest(Election.Ballot ballot, Election.Outcome outcome) {
    int known = Election.newestTimeline(ballot);
    return outcome.rule() == RuleId.ELECTION_DATA_LOSS_ALLOWED ? known + UNRECORDED : known;
  }

  /// What the loop read last may be older than another node's promotion, so the CIB is read for
  /// this; what was read last counts where that fails.
  private Mono<Fact<Election.Terms>> terms() {
    return loop.world()
        .cluster()
        .readNow()
        .timeout(loop.instance().policy().electionWait())
        .map(this::terms)
        .onErrorResume(_ -> Mono.just(loop.cluster().map(this::terms)));
  }

  private Fact<Election.Terms> terms(ClusterObserver.Reading reading) {
    return reading.instances().stream()
        .filter(c -> c.instance().resource().equals(loop.instance().resource()))
        .findFirst()
        .map(c -> Fact.known(terms(c.view()), loop.world().clock().now()))
        .orElseGet(() -> Fact.unknown("the CIB has no " + loop.instance().resource()));
  }

  private Election.Terms terms(ClusterView view) {
    return Election.Terms.of(view, loop.world().node(), loop.memory().lostTo());
  }

  private Mono<Fact<Election.Candidate>> candidate(Standby standby) {
    Duration wait = loop.instance().policy().electionWait();
    return loop.world()
        .server()
        .history(standby.held().timeline())
        .map(
            history ->
                Fact.known(
                    new Election.Candidate(
                        standby.settings().systemIdentifier(),
                        new Lineage(standby.held(), history)),
                    loop.world().clock().now()))
        .timeout(wait)
        .onErrorResume(
            failure ->
                Mono.just(
                    Fact.unknown("its history cannot be read: " + Looking.reason(failure, wait))));
  }

  private Mono<SortedMap<String, PeerPosition>> peers(OperationRequest.Promote request) {
    Duration wait =
        Looking.least(loop.instance().policy().electionWait(), Looking.part(request.budget(), 40));
    return board.gather(loop.world().node(), () -> peers(request.roster()), wait);
  }

  /// The other instances that take part. A node that has left the membership since is none: it is
  /// fenced before anybody is promoted.
  private List<String> peers(Roster roster) {
    List<String> members =
        loop.cluster()
            .map(
                view ->
                    view.nodes().stream()
                        .filter(ClusterView.Node::member)
                        .map(ClusterView.Node::name)
                        .toList())
            .orElse(roster.activeAfter());
    return roster.activeAfter().stream()
        .filter(node -> !node.equals(loop.world().node()) && members.contains(node))
        .toList();
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
        .flatMap(this::promoted)
        .switchIfEmpty(Looking.failure("was not writable %d s after pg_promote", wait.toSeconds()));
  }

  /// The promotion is recorded before it is answered, so before the virtual address brings clients:
  /// nothing that they are told is on a timeline that the cluster does not know of. The loop writes
  /// the record again if that fails.
  private Mono<Verdict> promoted(ServerState state) {
    if (!(state instanceof Primary primary)) {
      return Looking.failure("it is %s while it was promoted", Looking.name(state));
    }
    return new PromotionRecorder(loop.world())
        .record(
            loop.instance().resource(),
            primary.written().timeline(),
            primary.settings().systemIdentifier())
        .timeout(RECORD_WAIT)
        .onErrorResume(
            failure -> {
              LOG.warn("promotion not recorded yet: {}", Looking.reason(failure, RECORD_WAIT));
              return Mono.empty();
            })
        .then(Mono.fromRunnable(loop::checkpointSoon))
        .then(Looking.success());
  }

  /// The loser lowers its own score before it answers, so that Pacemaker's next transition chooses
  /// the better one; the refusal itself is kept by the decision that follows.
  private Mono<Verdict> refuse(Election.Outcome outcome) {
    Mono<Verdict> refusal = Looking.failure("refused: %s", outcome.because());
    return outcome.loss().map(loss -> lower(loss).then(refusal)).orElse(refusal);
  }

  private Mono<Void> lower(Refusal loss) {
    loop.remember(memory -> memory.withRefusal(loss));
    return loop.world()
        .clusterControl()
        .publishScore(loop.instance().resource(), Scores.REFUSED)
        .onErrorResume(
            failure -> {
              LOG.warn("could not lower the score: {}", failure.getMessage());
              return Mono.empty();
            });
  }
}

package io.matriarch.agent.decide;

import static io.matriarch.agent.model.OcfExitCode.DEGRADED;
import static io.matriarch.agent.model.OcfExitCode.SUCCESS;

import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.ControlData.ClusterState;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.ServerState.Standby;
import io.matriarch.agent.model.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The section of the decision table for a standby that accepts connections.
final class StandbyRules {

  /// How long a standby may be without its living primary before it loses its claim.
  private static final Duration CONNECT_GRACE = Duration.ofSeconds(10);

  static final List<Rule<Standby>> TABLE =
      List.of(
          HealthRules.STANDBY_ACCEPTS_NOBODY,
          HealthRules.STANDBY_SICK,
          HealthRules.STANDBY_DISK_FULL,
          new Rule<>(
              RuleId.STANDBY_DIVERGED,
              "it went on on an older timeline, past the point where the recorded promotion left"
                  + " it",
              "degraded; score -1000",
              StandbyRules::diverged),
          new Rule<>(
              RuleId.STANDBY_REPLAY_PAUSED,
              "replay is paused",
              "degraded; score -1000",
              StandbyRules::replayPaused),
          new Rule<>(
              RuleId.STANDBY_BEYOND_MAXLAG,
              "it streams, and its lag is over maxlag",
              "degraded; score -1000",
              StandbyRules::beyondMaxlag),
          new Rule<>(
              RuleId.STANDBY_MISCONFIGURED,
              "a parameter of the resource is wrong",
              "degraded; score -1000",
              StandbyRules::misconfigured),
          HealthRules.STANDBY_DISK_LOW,
          new Rule<>(
              RuleId.STANDBY_STREAMING,
              "it streams from its upstream, on the recorded timeline or a newer one",
              "running; score 1000, 10 less for each coarse step of lag (16, 64, 256, 1024 MiB)",
              StandbyRules::streaming),
          new Rule<>(
              RuleId.STANDBY_CLUSTER_UNKNOWN,
              "the CIB cannot be read",
              "running; the score is left alone",
              StandbyRules::clusterUnknown),
          new Rule<>(
              RuleId.STANDBY_CONNECTING,
              "another node is Promoted, and this one has not streamed for less than 10 s",
              "running; a claim that it had becomes 1000, otherwise the score is left alone",
              StandbyRules::connecting),
          new Rule<>(
              RuleId.STANDBY_APART,
              "another node is Promoted, and this one has not streamed for 10 s or more",
              "degraded; score -1000",
              StandbyRules::apart),
          new Rule<>(
              RuleId.STANDBY_LOST_ELECTION,
              "no node is Promoted, and this one lost an election to a node that holds more",
              "running; score 1, so that the better one is chosen",
              StandbyRules::lostElection),
          new Rule<>(
              RuleId.STANDBY_HOLDS_CLAIM,
              "no node is Promoted, and this one has a claim from before",
              "running; the score stays as it was when the upstream was lost, or is 900 after a"
                  + " sickness",
              StandbyRules::holdsClaim),
          new Rule<>(
              RuleId.STANDBY_FIRST_CLAIM,
              "no node is Promoted or has a claim, and this one was the last primary",
              "running; score 1",
              StandbyRules::firstClaim),
          new Rule<>(
              RuleId.STANDBY_NO_CLAIM, "always", "running; score -1", StandbyRules::noClaim));

  private StandbyRules() {}

  private static Optional<Decision> diverged(Snapshot snapshot, Standby standby) {
    return recorded(snapshot)
        .filter(r -> r.begunAt().timeline() > standby.held().timeline())
        .filter(r -> standby.held().lsn().bytesPast(r.begunAt().lsn()) > 0)
        .flatMap(
            r ->
                Draft.of(
                        RuleId.STANDBY_DIVERGED,
                        "holds %s, but timeline %d began on %s at %s:"
                            + " pg_rewind it, or clone it anew",
                        standby.held(),
                        r.begunAt().timeline(),
                        r.node(),
                        r.begunAt().lsn())
                    .answerWithReason(DEGRADED)
                    .score(Scores.NOT_PROMOTABLE));
  }

  private static Optional<Decision> replayPaused(Snapshot snapshot, Standby standby) {
    return standby.replayPaused()
        ? Draft.of(
                RuleId.STANDBY_REPLAY_PAUSED,
                "replay is paused at %s, %d bytes behind what was received:"
                    + " run pg_wal_replay_resume()",
                standby.replayed(),
                standby.received().bytesPast(standby.replayed()))
            .answerWithReason(DEGRADED)
            .score(Scores.NOT_PROMOTABLE)
        : Optional.empty();
  }

  private static Optional<Decision> beyondMaxlag(Snapshot snapshot, Standby standby) {
    long maxlag = snapshot.instance().policy().maxlagBytes();
    return standby.streaming() && maxlag > 0 && standby.lagBytes() > maxlag
        ? Draft.of(
                RuleId.STANDBY_BEYOND_MAXLAG,
                "%d bytes behind its upstream, maxlag is %d",
                standby.lagBytes(),
                maxlag)
            .answerWithReason(DEGRADED)
            .score(Scores.NOT_PROMOTABLE)
        : Optional.empty();
  }

  private static Optional<Decision> misconfigured(Snapshot snapshot, Standby standby) {
    return snapshot.faults().isEmpty()
        ? Optional.empty()
        : Draft.of(RuleId.STANDBY_MISCONFIGURED, "%s", snapshot.faults().getFirst())
            .answerWithReason(DEGRADED)
            .score(Scores.NOT_PROMOTABLE);
  }

  private static Optional<Decision> streaming(Snapshot snapshot, Standby standby) {
    return followsUpstream(snapshot, standby)
        ? Draft.of(
                RuleId.STANDBY_STREAMING,
                "streaming from %s, %d bytes behind",
                standby.receiver().getFirst().senderHost(),
                standby.lagBytes())
            .answer(SUCCESS)
            .score(Scores.streaming(standby.lagBytes()))
        : Optional.empty();
  }

  static boolean followsUpstream(Snapshot snapshot, Standby standby) {
    return standby.streaming() && followsRecord(snapshot, standby);
  }

  /// On an older timeline than the recorded one the receiver only gets to know that it ended.
  private static boolean followsRecord(Snapshot snapshot, Standby standby) {
    return recorded(snapshot)
        .map(r -> standby.receiver().getFirst().timeline() >= r.begunAt().timeline())
        .orElse(true);
  }

  private static Optional<PromotionRecord> recorded(Snapshot snapshot) {
    return snapshot.cluster().map(ClusterView::promotionRecord).orElse(Optional.empty());
  }

  private static Optional<Decision> clusterUnknown(Snapshot snapshot, Standby standby) {
    return snapshot.cluster() instanceof Fact.Unknown<ClusterView>(var reason)
        ? Draft.of(RuleId.STANDBY_CLUSTER_UNKNOWN, "not streaming, and %s", reason)
            .answer(SUCCESS)
            .keepScore()
        : Optional.empty();
  }

  private static Optional<Decision> connecting(Snapshot snapshot, Standby standby) {
    List<String> primaries = primaries(snapshot);
    Duration apart = apartFor(snapshot);
    if (primaries.isEmpty() || apart.compareTo(CONNECT_GRACE) >= 0) {
      return Optional.empty();
    }
    Draft draft =
        Draft.of(
                RuleId.STANDBY_CONNECTING,
                "not streaming from %s yet, for %.1f s",
                String.join(", ", primaries),
                apart.toMillis() / 1000.0)
            .answer(SUCCESS);
    return Neighbours.claim(snapshot).filter(c -> c > Scores.CAUGHT_UP).isPresent()
        ? draft.score(Scores.CAUGHT_UP)
        : draft.keepScore();
  }

  private static Optional<Decision> apart(Snapshot snapshot, Standby standby) {
    List<String> primaries = primaries(snapshot);
    return primaries.isEmpty()
        ? Optional.empty()
        : Draft.of(
                RuleId.STANDBY_APART,
                "at %s, has not streamed from the primary on %s for %d s",
                standby.held(),
                String.join(", ", primaries),
                apartFor(snapshot).toSeconds())
            .answerWithReason(DEGRADED)
            .score(Scores.NOT_PROMOTABLE);
  }

  private static Optional<Decision> lostElection(Snapshot snapshot, Standby standby) {
    return snapshot
        .memory()
        .lostTo()
        .filter(loss -> isBehind(standby, loss))
        .flatMap(
            loss ->
                Draft.of(
                        RuleId.STANDBY_LOST_ELECTION,
                        "holds %s, while %s holds %s",
                        standby.held(),
                        loss.node(),
                        loss.held())
                    .answer(SUCCESS)
                    .score(Scores.LOST_ELECTION));
  }

  /// A higher number of its own timeline does not prove that this one holds what it lacked.
  private static boolean isBehind(Standby standby, Refusal loss) {
    return standby.held().timeline() != loss.held().timeline()
        || !standby.held().lsn().isAtLeast(loss.held().lsn());
  }

  /// A sickness hides a claim and does not take it away: when it passes while there is no primary,
  /// the node may still be needed. What takes a claim away does so in sickness too.
  static int sickScore(Snapshot snapshot, Standby standby) {
    int claim = Neighbours.claim(snapshot).orElse(Scores.NO_CLAIM);
    boolean apart =
        !primaries(snapshot).isEmpty() && apartFor(snapshot).compareTo(CONNECT_GRACE) >= 0;
    if (apart) {
      return Scores.NOT_PROMOTABLE;
    }
    return claim >= 0 || followsUpstream(snapshot, standby) ? Scores.SICK : claim;
  }

  private static Optional<Decision> holdsClaim(Snapshot snapshot, Standby standby) {
    return Neighbours.claim(snapshot)
        .filter(score -> score != Scores.NO_CLAIM)
        .map(score -> score == Scores.SICK ? Scores.DISK_LOW : score)
        .flatMap(
            score ->
                Draft.of(
                        RuleId.STANDBY_HOLDS_CLAIM,
                        "no primary anywhere; held %s when it was lost, score stays %d",
                        standby.held(),
                        score)
                    .answer(SUCCESS)
                    .score(score));
  }

  private static Optional<Decision> firstClaim(Snapshot snapshot, Standby standby) {
    return lastPrimary(snapshot, standby)
        .filter(_ -> Neighbours.othersClaims(snapshot).isEmpty())
        .flatMap(
            proof ->
                Draft.of(RuleId.STANDBY_FIRST_CLAIM, "%s, at %s", proof, standby.held())
                    .answer(SUCCESS)
                    .score(Scores.FIRST_CLAIM));
  }

  private static Optional<Decision> noClaim(Snapshot snapshot, Standby standby) {
    return Draft.of(
            RuleId.STANDBY_NO_CLAIM,
            "no primary anywhere; at %s, %s",
            standby.held(),
            whyNot(snapshot, standby))
        .answer(SUCCESS)
        .score(Scores.NO_CLAIM);
  }

  private static String whyNot(Snapshot snapshot, Standby standby) {
    if (lastPrimary(snapshot, standby).isPresent()) {
      return String.join(", ", Neighbours.othersClaims(snapshot)) + " has a claim";
    }
    return view(snapshot)
        .promotionRecord()
        .map(record -> "not what was promoted last: " + record)
        .orElse("this data directory was not shut down as a primary");
  }

  /// How this node knows that its data is the last primary's, if it does.
  private static Optional<String> lastPrimary(Snapshot snapshot, Standby standby) {
    var recorded = view(snapshot).promotionRecord();
    if (recorded.isPresent()) {
      return recorded
          .filter(r -> r.node().equals(snapshot.node()))
          .filter(r -> r.systemIdentifier().equals(standby.settings().systemIdentifier()))
          .filter(r -> standby.held().timeline() == r.begunAt().timeline())
          .map(r -> "was promoted last, to timeline " + r.begunAt().timeline());
    }
    return snapshot
        .memory()
        .startedFrom()
        .filter(ClusterState.SHUT_DOWN::equals)
        .map(_ -> "was shut down as a primary");
  }

  private static List<String> primaries(Snapshot snapshot) {
    return Neighbours.livingPrimaries(snapshot);
  }

  private static Duration apartFor(Snapshot snapshot) {
    return snapshot.memory().apartSince().map(snapshot.now()::since).orElse(Duration.ZERO);
  }

  private static ClusterView view(Snapshot snapshot) {
    return switch (snapshot.cluster()) {
      case Fact.Known<ClusterView>(var view, var _) -> view;
      case Fact.Unknown<ClusterView>(var reason) ->
          throw new IllegalStateException("asked for the cluster's view, but " + reason);
    };
  }
}

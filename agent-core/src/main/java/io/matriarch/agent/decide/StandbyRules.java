package io.matriarch.agent.decide;

import static io.matriarch.agent.model.OcfExitCode.DEGRADED;
import static io.matriarch.agent.model.OcfExitCode.SUCCESS;

import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.ServerState.Standby;
import io.matriarch.agent.model.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The section of the decision table for a standby that accepts connections.
final class StandbyRules {

  /// How long a standby may be without its living primary before it loses its claim.
  static final Duration CONNECT_GRACE = Duration.ofSeconds(10);

  private static final List<Rule<Standby>> SICKNESS =
      List.of(
          HealthRules.STANDBY_ACCEPTS_NOBODY,
          HealthRules.STANDBY_SICK,
          HealthRules.STANDBY_DISK_FULL);

  private static final List<Rule<Standby>> FOLLOWING =
      List.of(
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
          new Rule<>(
              RuleId.STANDBY_CANNOT_FOLLOW,
              "another node is Promoted, this one has not streamed for 5 s or more, and its"
                  + " upstream, asked for it, said why",
              "degraded; score -1000; where the upstream has lacked its WAL, or can be"
                  + " followed and is not, for 30 s, with rejoin=rebuild the agent clones it anew",
              RepairOrders::cannotFollow),
          UpkeepRules.STANDBY_NOT_SYNCHRONOUS,
          HealthRules.STANDBY_DISK_LOW,
          UpkeepRules.STANDBY_UPKEEP_HINDERED,
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
              "another node is Promoted, and in less than 10 s this one has not streamed from it"
                  + " yet",
              "running; a claim that it had becomes 1000, otherwise the score is left alone",
              StandbyRules::connecting),
          new Rule<>(
              RuleId.STANDBY_APART,
              "another node has been Promoted for 10 s or more, and this one has not streamed"
                  + " since",
              "degraded; score -1000",
              StandbyRules::apart));

  /// All of the section, in the order in which the rows are tried.
  static final List<Rule<Standby>> TABLE =
      Stream.of(SICKNESS, LineageRules.TABLE, FOLLOWING, ClaimRules.TABLE)
          .flatMap(List::stream)
          .toList();

  private StandbyRules() {}

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
  static boolean followsRecord(Snapshot snapshot, Standby standby) {
    return Refusals.recorded(snapshot)
        .map(r -> standby.receiver().getFirst().timeline() >= r.begunAt().timeline())
        .orElse(true);
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
    Duration apart = Neighbours.apartFor(snapshot);
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
                Neighbours.apartFor(snapshot).toSeconds())
            .answerWithReason(DEGRADED)
            .score(Scores.NOT_PROMOTABLE);
  }

  /// A sickness hides a claim and does not take it away: when it passes while there is no primary,
  /// the node may still be needed. What takes a claim away does so in sickness too.
  static int sickScore(Snapshot snapshot, Standby standby) {
    int claim = Neighbours.claim(snapshot).orElse(Scores.NO_CLAIM);
    boolean apart =
        !primaries(snapshot).isEmpty()
            && Neighbours.apartFor(snapshot).compareTo(CONNECT_GRACE) >= 0;
    if (apart) {
      return Scores.NOT_PROMOTABLE;
    }
    return claim >= 0 || followsUpstream(snapshot, standby) ? Scores.SICK : claim;
  }

  private static List<String> primaries(Snapshot snapshot) {
    return Neighbours.livingPrimaries(snapshot);
  }
}

package io.matriarch.agent.decide;

import static io.matriarch.agent.model.OcfExitCode.DEGRADED;
import static io.matriarch.agent.model.OcfExitCode.DEGRADED_PROMOTED;
import static io.matriarch.agent.model.OcfExitCode.ERR_GENERIC;
import static io.matriarch.agent.model.OcfExitCode.RUNNING_PROMOTED;
import static io.matriarch.agent.model.OcfExitCode.SUCCESS;

import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.ServerState.Unreachable;
import io.matriarch.agent.model.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The section of the decision table for a living server that this agent cannot log in to.
final class UnreachableRules {

  static final List<Rule<Unreachable>> TABLE =
      List.of(
          HealthRules.UNREACHABLE_STORAGE_FROZEN,
          new Rule<>(
              RuleId.UNREACHABLE_HUNG,
              "nobody gets an answer for longer than hang_timeout",
              "failed; score -1000, and a primary leaves its role to another node; with no other"
                  + " claim, or unmanaged, its score stays",
              UnreachableRules::hung),
          new Rule<>(
              RuleId.UNREACHABLE_PRIMARY,
              "the server lives, and its data directory is a primary's",
              "running Promoted; degraded when it refuses the agent, and after 5 s of silence; the"
                  + " score stays",
              (snapshot, server) ->
                  server.standbySignal()
                      ? Optional.empty()
                      : answer(
                              Draft.of(
                                  RuleId.UNREACHABLE_PRIMARY,
                                  "primary lives, but its agent cannot log in: %s",
                                  server.cause()),
                              passing(snapshot, server),
                              RUNNING_PROMOTED,
                              DEGRADED_PROMOTED)
                          .score(snapshot.memory().lastScore())),
          new Rule<>(
              RuleId.UNREACHABLE_STANDBY,
              "always",
              "running; degraded when it refuses the agent, and after 5 s of silence; the score"
                  + " stays",
              (snapshot, server) ->
                  answer(
                          Draft.of(
                              RuleId.UNREACHABLE_STANDBY,
                              "standby lives, but its agent cannot log in: %s",
                              server.cause()),
                          passing(snapshot, server),
                          SUCCESS,
                          DEGRADED)
                      .score(snapshot.memory().lastScore())));

  private UnreachableRules() {}

  private static Optional<Decision> hung(Snapshot snapshot, Unreachable server) {
    if (server.accepting() || !Sickness.overdue(snapshot, silentFor(snapshot))) {
      return Optional.empty();
    }
    Draft draft =
        Draft.of(
                RuleId.UNREACHABLE_HUNG,
                "%s for %d s, hang_timeout is %d s",
                server.cause(),
                silentFor(snapshot).toSeconds(),
                Sickness.hangTimeout(snapshot).toSeconds())
            .answerWithReason(ERR_GENERIC);
    if (server.standbySignal()) {
      return draft.score(Scores.NOT_PROMOTABLE);
    }
    return Neighbours.handsOff(snapshot) || Neighbours.candidates(snapshot).isEmpty()
        ? draft.score(snapshot.memory().lastScore())
        : draft.givingUp().score(Scores.NOT_PROMOTABLE);
  }

  /// One answer that comes late is what a busy server may give, and not worth a person's look.
  private static boolean passing(Snapshot snapshot, Unreachable server) {
    return !server.accepting() && silentFor(snapshot).compareTo(Draft.MOMENT) < 0;
  }

  private static Draft answer(
      Draft draft, boolean passing, OcfExitCode well, OcfExitCode degraded) {
    return passing ? draft.answer(well) : draft.answerWithReason(degraded);
  }

  private static Duration silentFor(Snapshot snapshot) {
    return Sickness.lasted(snapshot, snapshot.memory().silentSince());
  }
}

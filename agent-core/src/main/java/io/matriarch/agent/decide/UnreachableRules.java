package io.matriarch.agent.decide;

import static io.matriarch.agent.model.OcfExitCode.DEGRADED;
import static io.matriarch.agent.model.OcfExitCode.DEGRADED_PROMOTED;
import static io.matriarch.agent.model.OcfExitCode.ERR_GENERIC;

import io.matriarch.agent.model.Decision;
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
          new Rule<>(
              RuleId.UNREACHABLE_HUNG,
              "nobody gets an answer for longer than hang_timeout",
              "failed; score -1000, and a primary leaves its role to another node; with no other"
                  + " claim, or unmanaged, its score stays",
              UnreachableRules::hung),
          new Rule<>(
              RuleId.UNREACHABLE_PRIMARY,
              "the server lives, and its data directory is a primary's",
              "degraded, running Promoted; the score stays",
              (snapshot, server) ->
                  server.standbySignal()
                      ? Optional.empty()
                      : Draft.of(
                              RuleId.UNREACHABLE_PRIMARY,
                              "primary lives, but its agent cannot log in: %s",
                              server.cause())
                          .answerWithReason(DEGRADED_PROMOTED)
                          .score(snapshot.memory().lastScore())),
          new Rule<>(
              RuleId.UNREACHABLE_STANDBY,
              "always",
              "degraded; the score stays",
              (snapshot, server) ->
                  Draft.of(
                          RuleId.UNREACHABLE_STANDBY,
                          "standby lives, but its agent cannot log in: %s",
                          server.cause())
                      .answerWithReason(DEGRADED)
                      .score(snapshot.memory().lastScore())));

  private UnreachableRules() {}

  private static Optional<Decision> hung(Snapshot snapshot, Unreachable server) {
    if (server.accepting()
        || silentFor(snapshot).compareTo(snapshot.instance().policy().hangTimeout()) <= 0) {
      return Optional.empty();
    }
    Draft draft =
        Draft.of(
                RuleId.UNREACHABLE_HUNG,
                "%s for %d s, hang_timeout is %d s",
                server.cause(),
                silentFor(snapshot).toSeconds(),
                snapshot.instance().policy().hangTimeout().toSeconds())
            .answerWithReason(ERR_GENERIC);
    if (server.standbySignal()) {
      return draft.score(Scores.NOT_PROMOTABLE);
    }
    return Neighbours.handsOff(snapshot) || Neighbours.candidates(snapshot).isEmpty()
        ? draft.score(snapshot.memory().lastScore())
        : draft.givingUp().score(Scores.NOT_PROMOTABLE);
  }

  private static Duration silentFor(Snapshot snapshot) {
    return snapshot.memory().silentSince().map(snapshot.now()::since).orElse(Duration.ZERO);
  }
}

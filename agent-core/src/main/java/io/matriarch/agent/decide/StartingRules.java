package io.matriarch.agent.decide;

import static io.matriarch.agent.model.OcfExitCode.DEGRADED;
import static io.matriarch.agent.model.OcfExitCode.DEGRADED_PROMOTED;
import static io.matriarch.agent.model.OcfExitCode.FAILED_PROMOTED;

import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.ServerState.Starting;
import io.matriarch.agent.model.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The section of the decision table for a postmaster that accepts nobody yet.
final class StartingRules {

  static final List<Rule<Starting>> TABLE =
      List.of(
          HealthRules.STARTING_DISK_FULL,
          new Rule<>(
              RuleId.STARTING_TOO_LONG,
              "a managed primary recovers for longer than recovery_wait, and another member has a"
                  + " claim",
              "failed while Promoted; score -1000; the role is left to another node",
              (snapshot, starting) ->
                  starting.standbySignal()
                          || !tooLong(snapshot)
                          || Neighbours.handsOff(snapshot)
                          || Neighbours.candidates(snapshot).isEmpty()
                      ? Optional.empty()
                      : Draft.of(
                              RuleId.STARTING_TOO_LONG,
                              "%s for %d s, recovery_wait is %d s",
                              starting.phase(),
                              startingFor(snapshot).toSeconds(),
                              snapshot.instance().policy().recoveryWait().toSeconds())
                          .answerWithReason(FAILED_PROMOTED)
                          .givingUp()
                          .score(Scores.NOT_PROMOTABLE)),
          new Rule<>(
              RuleId.STARTING_PRIMARY,
              "there is no standby.signal: it recovers as a primary or is on its way down",
              "degraded, running Promoted; the score stays",
              (snapshot, starting) ->
                  starting.standbySignal()
                      ? Optional.empty()
                      : Draft.of(RuleId.STARTING_PRIMARY, "%s", phase(snapshot, starting))
                          .answerWithReason(DEGRADED_PROMOTED)
                          .score(snapshot.memory().lastScore())),
          new Rule<>(
              RuleId.STARTING_IN_PLACE,
              "a crashed primary is brought back to be promoted here: within recovery_wait, or as"
                  + " long as no other member has a claim",
              "running, degraded from 5 s on; the score stays",
              (snapshot, starting) ->
                  isLastPrimary(snapshot)
                          && (!tooLong(snapshot) || Neighbours.candidates(snapshot).isEmpty())
                      ? Draft.of(
                              RuleId.STARTING_IN_PLACE,
                              "%s; keeps its claim for %d s, or while nobody else has one",
                              phase(snapshot, starting),
                              snapshot.instance().policy().recoveryWait().toSeconds())
                          .answerDegradedAfter(startingFor(snapshot))
                          .score(Neighbours.claim(snapshot))
                      : Optional.empty()),
          new Rule<>(
              RuleId.STARTING_STANDBY_BRIEFLY,
              "it has been starting for less than 5 s",
              "running; the score is left alone",
              (snapshot, starting) ->
                  startingFor(snapshot).compareTo(Draft.MOMENT) < 0
                      ? Draft.of(RuleId.STARTING_STANDBY_BRIEFLY, "%s", phase(snapshot, starting))
                          .answerDegradedAfter(startingFor(snapshot))
                          .keepScore()
                      : Optional.empty()),
          new Rule<>(
              RuleId.STARTING_STANDBY,
              "always",
              "degraded; score -1000; while no node is Promoted, -1 where there was no claim, and"
                  + " -900 where a sickness hides one",
              (snapshot, starting) ->
                  Draft.of(RuleId.STARTING_STANDBY, "%s", phase(snapshot, starting))
                      .answerWithReason(DEGRADED)
                      .score(startingScore(snapshot))));

  private StartingRules() {}

  private static boolean isLastPrimary(Snapshot snapshot) {
    return Neighbours.claim(snapshot).filter(s -> s == Scores.PRIMARY).isPresent();
  }

  /// -1000 would outlast the start, and after a power failure nobody would claim the role.
  private static int startingScore(Snapshot snapshot) {
    int claim = Neighbours.claim(snapshot).orElse(Scores.NO_CLAIM);
    boolean hidden = claim == Scores.NO_CLAIM || claim == Scores.SICK;
    return hidden && snapshot.cluster().map(view -> view.promotedNodes().isEmpty()).orElse(false)
        ? claim
        : Scores.NOT_PROMOTABLE;
  }

  private static boolean tooLong(Snapshot snapshot) {
    return startingFor(snapshot).compareTo(snapshot.instance().policy().recoveryWait()) > 0;
  }

  private static String phase(Snapshot snapshot, Starting starting) {
    return "%s for %.1f s".formatted(starting.phase(), startingFor(snapshot).toMillis() / 1000.0);
  }

  private static Duration startingFor(Snapshot snapshot) {
    return snapshot.memory().startingSince().map(snapshot.now()::since).orElse(Duration.ZERO);
  }
}

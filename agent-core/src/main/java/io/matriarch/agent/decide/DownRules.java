package io.matriarch.agent.decide;

import static io.matriarch.agent.model.OcfExitCode.NOT_RUNNING;

import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.ServerState.Absent;
import io.matriarch.agent.model.ServerState.Stopped;
import io.matriarch.agent.model.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The sections of the decision table for an instance that is down in order, or not there.
final class DownRules {

  /// Clearing the score at once would abort the transition that stopped the instance.
  private static final Duration SETTLED = Duration.ofSeconds(5);

  static final List<Rule<Stopped>> STOPPED =
      List.of(
          HealthRules.STOPPED_NO_ROOM,
          ComebackRules.STOPPED_LATER,
          ComebackRules.STOPPED,
          new Rule<>(
              RuleId.STOPPED_LATELY,
              "it has been down for less than 5 s",
              "not running; the score is left alone",
              (snapshot, stopped) ->
                  Neighbours.downFor(snapshot).compareTo(SETTLED) < 0
                      ? Draft.of(RuleId.STOPPED_LATELY, "%s", facts(snapshot, stopped))
                          .answer(NOT_RUNNING)
                          .keepScore()
                      : Optional.empty()),
          new Rule<>(
              RuleId.STOPPED,
              "always",
              "not running; the score is cleared",
              (snapshot, stopped) ->
                  Draft.of(RuleId.STOPPED, "%s", facts(snapshot, stopped))
                      .answer(NOT_RUNNING)
                      .clearScore()));

  static final List<Rule<Absent>> ABSENT =
      List.of(
          new Rule<>(
              RuleId.SERVER_ABSENT,
              "there is no initialised data directory",
              "not running; the score is cleared",
              (snapshot, absent) ->
                  Draft.of(RuleId.SERVER_ABSENT, "%s", absent.reason())
                      .answerWithReason(NOT_RUNNING)
                      .clearScore()));

  private DownRules() {}

  private static String facts(Snapshot snapshot, Stopped stopped) {
    return "%s on timeline %d for %d s"
        .formatted(
            stopped.control().state().text(),
            stopped.control().timeline(),
            Neighbours.downFor(snapshot).toSeconds());
  }
}

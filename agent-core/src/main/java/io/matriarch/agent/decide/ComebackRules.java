package io.matriarch.agent.decide;

import io.matriarch.agent.model.Action;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.ServerState.Crashed;
import io.matriarch.agent.model.ServerState.Stopped;
import io.matriarch.agent.model.Snapshot;
import java.time.Duration;
import java.util.Optional;

/// The rules for an instance that was demoted and is not up yet, since the agent starts it again.
///
/// It is not started while another node is being promoted: the virtual address is still here then,
/// so that the other standbys would connect to this one, and their WAL senders would be left behind
/// on connections that lead nowhere.
final class ComebackRules {

  /// A promotion that takes longer is not waited for.
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  static final Rule<Crashed> CRASHED_LATER =
      new Rule<>(
          RuleId.CRASHED_COMEBACK_LATER,
          "Pacemaker has demoted it, it gave its claim up, no other node is promoted yet, and it"
              + " has been down for less than 3 s",
          "running; the score stays",
          (snapshot, crashed) ->
              waiting(snapshot, RuleId.CRASHED_COMEBACK_LATER, "crashed")
                  .flatMap(draft -> draft.score(snapshot.memory().lastScore())));

  static final Rule<Crashed> CRASHED =
      new Rule<>(
          RuleId.CRASHED_COMEBACK,
          "Pacemaker has demoted the crashed primary and may manage it",
          "running, degraded from 5 s on; the score stays; the agent starts it as a standby",
          ComebackRules::crashed);

  static final Rule<Stopped> STOPPED_LATER =
      new Rule<>(
          RuleId.STOPPED_COMEBACK_LATER,
          "Pacemaker has demoted it, no other node is promoted yet, and it has been down for less"
              + " than 3 s",
          "running; the score is left alone",
          (snapshot, stopped) ->
              waiting(snapshot, RuleId.STOPPED_COMEBACK_LATER, "shut down")
                  .flatMap(Draft::keepScore));

  static final Rule<Stopped> STOPPED =
      new Rule<>(
          RuleId.STOPPED_COMEBACK,
          "it is to be started as a standby, there is room, and Pacemaker may manage it",
          "running; the score is left alone; the agent starts it as a standby",
          (snapshot, stopped) ->
              mayComeBack(snapshot)
                  ? Draft.of(RuleId.STOPPED_COMEBACK, "being started as a standby")
                      .act(new Action.BringBack())
                      .keepScore()
                  : Optional.empty());

  private ComebackRules() {}

  private static Optional<Decision> crashed(Snapshot snapshot, Crashed crashed) {
    return mayComeBack(snapshot)
        ? Draft.of(
                RuleId.CRASHED_COMEBACK,
                "crashed, being started as a standby, %s",
                CrashedRules.facts(crashed))
            .answerDegradedAfter(Neighbours.downFor(snapshot))
            .act(new Action.BringBack())
            .score(snapshot.memory().lastScore())
        : Optional.empty();
  }

  private static Optional<Draft> waiting(Snapshot snapshot, RuleId rule, String state) {
    return waits(snapshot)
        ? Optional.of(
            Draft.of(
                rule,
                "%s, started as a standby once another node is promoted, or %d s after the end of"
                    + " the server",
                state,
                PATIENCE.toSeconds()))
        : Optional.empty();
  }

  private static boolean mayComeBack(Snapshot snapshot) {
    return snapshot.memory().comeback() && !Neighbours.handsOff(snapshot);
  }

  private static boolean waits(Snapshot snapshot) {
    return mayComeBack(snapshot)
        && snapshot.memory().comesBackLater()
        && Neighbours.livingPrimaries(snapshot).isEmpty()
        && Neighbours.downFor(snapshot).compareTo(PATIENCE) < 0;
  }
}

package io.matriarch.agent.decide;

import io.matriarch.agent.model.Action;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.Score;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.ServerState.Absent;
import io.matriarch.agent.model.ServerState.Crashed;
import io.matriarch.agent.model.ServerState.Primary;
import io.matriarch.agent.model.ServerState.Standby;
import io.matriarch.agent.model.ServerState.Starting;
import io.matriarch.agent.model.ServerState.Stopped;
import io.matriarch.agent.model.ServerState.Unreachable;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.Upkeep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Decides what a snapshot means: the server's state picks the section of the table, and the first
/// row whose condition holds decides.
public final class Decider {

  static final List<DecisionTable.Row> UNKNOWN =
      List.of(
          new DecisionTable.Row(
              RuleId.SERVER_UNKNOWN_PRIMARY,
              "it was a primary when it was last seen, less than hang_timeout ago",
              "degraded, running Promoted; the score is left alone; no verdict"),
          new DecisionTable.Row(
              RuleId.SERVER_UNKNOWN, "always", "failed; the score is left alone; no verdict"));

  /// Decides. The same snapshot always gets the same decision.
  public Decision decide(Snapshot snapshot) {
    Decision decision =
        switch (snapshot.server()) {
          case Fact.Unknown<ServerState>(var reason) -> unknown(snapshot, reason);
          case Fact.Known<ServerState>(var server, var _) ->
              accompanied(decide(snapshot, server), UpkeepRules.due(snapshot, server));
        };
    return switch (snapshot.memory().operation()) {
      case NONE -> snapshot.cluster() instanceof Fact.Unknown ? cautious(decision) : decision;
      case PROMOTE -> muted(decision, comebacks(decision));
      case START, STOP, DEMOTE -> muted(decision, List.of());
    };
  }

  private static Decision decide(Snapshot snapshot, ServerState state) {
    return switch (state) {
      case Primary primary -> first(PrimaryRules.TABLE, snapshot, primary);
      case Standby standby -> first(StandbyRules.TABLE, snapshot, standby);
      case Starting starting -> first(StartingRules.TABLE, snapshot, starting);
      case Unreachable unreachable -> first(UnreachableRules.TABLE, snapshot, unreachable);
      case Crashed crashed -> first(CrashedRules.TABLE, snapshot, crashed);
      case Stopped stopped -> first(DownRules.STOPPED, snapshot, stopped);
      case Absent absent -> first(DownRules.ABSENT, snapshot, absent);
    };
  }

  /// Synchronous replication and the slots are kept whatever else there is to say.
  private static Decision accompanied(Decision decision, List<Upkeep> upkeep) {
    List<Action> actions = new ArrayList<>(decision.actions());
    actions.addAll(upkeep);
    return new Decision(
        decision.rule(),
        decision.because(),
        decision.verdict(),
        decision.score(),
        actions,
        decision.givesUp());
  }

  private static <S> Decision first(List<Rule<S>> table, Snapshot snapshot, S state) {
    return table.stream()
        .map(rule -> rule.apply().apply(snapshot, state))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException("no rule for " + state + " in " + table.getLast().id()));
  }

  /// A look that fails is a fault of the looking: a primary is not given up for it at once.
  private static Decision unknown(Snapshot snapshot, String reason) {
    Duration unseen =
        snapshot.memory().silentSince().map(snapshot.now()::since).orElse(Duration.ZERO);
    boolean primary =
        snapshot.memory().primarySince().isPresent()
            && unseen.compareTo(snapshot.instance().policy().hangTimeout()) <= 0;
    Draft draft =
        primary
            ? Draft.of(RuleId.SERVER_UNKNOWN_PRIMARY, "%s", reason)
                .answerWithReason(OcfExitCode.DEGRADED_PROMOTED)
            : Draft.of(RuleId.SERVER_UNKNOWN, "%s", reason)
                .answerWithReason(OcfExitCode.ERR_GENERIC);
    return draft.keepScore().orElseThrow();
  }

  /// Without the CIB nobody can know whether a claim is right: none is made.
  private static Decision cautious(Decision decision) {
    return decision.score() instanceof Score.Publish(int value) && value >= 0
        ? new Decision(
            decision.rule(),
            decision.because(),
            decision.verdict(),
            new Score.Keep(),
            decision.actions(),
            decision.givesUp())
        : decision;
  }

  /// While an operation that changes the instance runs, what is seen is its doing: a score that
  /// followed it would abort the transition that the operation belongs to.
  private static Decision muted(Decision decision, List<Action> actions) {
    return new Decision(
        decision.rule(), decision.because(), decision.verdict(), new Score.Keep(), actions, false);
  }

  /// The promotion of a primary that recovers in place waits for the standby that is owed.
  private static List<Action> comebacks(Decision decision) {
    return decision.actions().stream().filter(a -> a instanceof Action.BringBack).toList();
  }
}

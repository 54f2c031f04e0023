package io.matriarch.agent.decide;

import io.matriarch.agent.model.Action;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Fact;
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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Decides what a snapshot means: the server's state picks the section of the table, and the first
/// row whose condition holds decides.
public final class Decider {

  /// Decides. The same snapshot always gets the same decision.
  public Decision decide(Snapshot snapshot) {
    Decision decision = RepairRules.decide(snapshot).orElseGet(() -> byServer(snapshot));
    return switch (snapshot.memory().operation()) {
      case NONE -> snapshot.cluster() instanceof Fact.Unknown ? cautious(decision) : decision;
      case PROMOTE -> muted(decision, duringPromotion(decision));
      case START, STOP, DEMOTE -> muted(decision, List.of());
    };
  }

  private static Decision byServer(Snapshot snapshot) {
    return switch (snapshot.server()) {
      case Fact.Unknown<ServerState>(var reason) -> UnknownRules.decide(snapshot, reason);
      case Fact.Known<ServerState>(var server, var _) ->
          withActions(
              withActions(decide(snapshot, server), Refusals.actions(snapshot)),
              UpkeepRules.due(snapshot, server));
    };
  }

  private static Decision decide(Snapshot snapshot, ServerState state) {
    return switch (state) {
      case Primary primary ->
          withActions(
              first(PrimaryRules.TABLE, snapshot, primary),
              RepairOrders.errands(snapshot, primary));
      case Standby standby ->
          withActions(
              first(StandbyRules.TABLE, snapshot, standby),
              RepairOrders.errands(snapshot, standby));
      case Starting starting -> first(StartingRules.TABLE, snapshot, starting);
      case Unreachable unreachable -> first(UnreachableRules.TABLE, snapshot, unreachable);
      case Crashed crashed -> first(CrashedRules.TABLE, snapshot, crashed);
      case Stopped stopped -> first(DownRules.STOPPED, snapshot, stopped);
      case Absent absent -> first(DownRules.ABSENT, snapshot, absent);
    };
  }

  static <S> Decision first(List<Rule<S>> table, Snapshot snapshot, S state) {
    return table.stream()
        .map(rule -> rule.apply().apply(snapshot, state))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException("no rule for " + state + " in " + table.getLast().id()));
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

  /// The promotion of a primary that recovers in place waits for the standby that is owed, and an
  /// election that was lost must be kept before anything else happens to this node.
  private static List<Action> duringPromotion(Decision decision) {
    return decision.actions().stream()
        .filter(a -> a instanceof Action.BringBack || a instanceof Action.Refuse)
        .toList();
  }

  private static Decision withActions(Decision decision, List<? extends Action> more) {
    return more.isEmpty()
        ? decision
        : new Decision(
            decision.rule(),
            decision.because(),
            decision.verdict(),
            decision.score(),
            Stream.<Action>concat(decision.actions().stream(), more.stream()).toList(),
            decision.givesUp());
  }
}

package io.matriarch.agent.decide;

import static io.matriarch.agent.model.OcfExitCode.DEGRADED;
import static io.matriarch.agent.model.OcfExitCode.NOT_RUNNING;

import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Repair.Progress;
import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.ServerState.Primary;
import io.matriarch.agent.model.ServerState.Standby;
import io.matriarch.agent.model.Snapshot;
import java.util.List;
import java.util.Optional;

/// The section of the decision table for an instance that the agent repairs. It comes before the
/// sections of the server's states: what a repair does to the server is no fault of the server's.
final class RepairRules {

  static final List<Rule<Fact<ServerState>>> TABLE =
      List.of(
          new Rule<>(
              RuleId.REPAIR_RUNNING,
              "the agent repairs the instance, and it is no primary",
              "degraded, whatever the server is; score -1000",
              RepairRules::running),
          new Rule<>(
              RuleId.REPAIR_PENDING,
              "a repair was begun, nobody is at it, and the server must not start, or does not"
                  + " stream and was not promoted last",
              "degraded, and the agent goes on with it; not running where Pacemaker does not have"
                  + " the instance as active; score -1000",
              RepairRules::pending),
          new Rule<>(
              RuleId.REPAIR_FAILED,
              "all tries to repair it failed, and the server must not start, or does not stream and"
                  + " was not promoted last",
              "degraded; not running where Pacemaker does not have the instance as active; score"
                  + " -1000",
              RepairRules::failed));

  private RepairRules() {}

  static Optional<Decision> decide(Snapshot snapshot) {
    return TABLE.stream()
        .map(rule -> rule.apply().apply(snapshot, snapshot.server()))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Decision> running(Snapshot snapshot, Fact<ServerState> server) {
    return snapshot.repair().progress() instanceof Progress.Running(var method, var step, var since)
            && !isPrimary(server)
        ? resuming(
                Draft.of(
                    RuleId.REPAIR_RUNNING,
                    "repair by %s: %s, for %d s",
                    RepairOrders.word(method),
                    step,
                    snapshot.now().since(since).toSeconds()),
                snapshot)
            .answerWithReason(DEGRADED)
            .score(Scores.NOT_PROMOTABLE)
        : Optional.empty();
  }

  private static Optional<Decision> pending(Snapshot snapshot, Fact<ServerState> server) {
    if (!(snapshot.repair().progress()
            instanceof Progress.Pending(var method, var step, boolean startable))
        || !concerns(snapshot, server, startable)) {
      return Optional.empty();
    }
    Draft draft =
        resuming(
            Draft.of(
                RuleId.REPAIR_PENDING,
                "repair by %s is not finished: %s; %s",
                RepairOrders.word(method),
                step,
                RepairOrders.resumption(snapshot).isPresent()
                    ? "it goes on"
                    : "it waits until rejoin allows it and the last promotion's node is Promoted"),
            snapshot);
    return answer(draft, snapshot, server);
  }

  private static Optional<Decision> failed(Snapshot snapshot, Fact<ServerState> server) {
    return snapshot.repair().progress()
                instanceof Progress.Failed(var reason, int tries, boolean startable)
            && concerns(snapshot, server, startable)
        ? answer(
            Draft.of(RuleId.REPAIR_FAILED, "repair failed after %d tries: %s", tries, reason),
            snapshot,
            server)
        : Optional.empty();
  }

  private static Draft resuming(Draft draft, Snapshot snapshot) {
    return RepairOrders.resumption(snapshot).map(draft::act).orElse(draft);
  }

  /// A directory that is whole speaks for itself, unless it is a standby that cannot follow. While
  /// nobody is Promoted there is nobody whom the last primary could follow.
  private static boolean concerns(Snapshot snapshot, Fact<ServerState> server, boolean startable) {
    if (isPrimary(server)) {
      return false;
    }
    return !startable
        || (server instanceof Fact.Known<ServerState>(var state, var _)
            && state instanceof Standby standby
            && !RepairOrders.follows(snapshot, standby)
            && !ClaimRules.isLastPrimary(snapshot));
  }

  /// Pacemaker must not take a stopped server for a failure as long as it believes it active; and a
  /// node where it is not active says so.
  private static Optional<Decision> answer(
      Draft draft, Snapshot snapshot, Fact<ServerState> server) {
    return isDown(server) && !believedActive(snapshot)
        ? draft.answerWithReason(NOT_RUNNING).keepScore()
        : draft.answerWithReason(DEGRADED).score(Scores.NOT_PROMOTABLE);
  }

  private static boolean believedActive(Snapshot snapshot) {
    return switch (snapshot.cluster()) {
      case Fact.Unknown<ClusterView> _ -> true;
      case Fact.Known<ClusterView>(var view, var _) ->
          view.node(snapshot.node())
              .map(n -> n.role() == Role.UNPROMOTED || n.role() == Role.PROMOTED)
              .orElse(false);
    };
  }

  private static boolean isDown(Fact<ServerState> server) {
    return server instanceof Fact.Known<ServerState>(var state, var _)
        && switch (state) {
          case ServerState.Absent _, ServerState.Stopped _, ServerState.Crashed _ -> true;
          case ServerState.Starting _, ServerState.Unreachable _, Primary _, Standby _ -> false;
        };
  }

  private static boolean isPrimary(Fact<ServerState> server) {
    return server instanceof Fact.Known<ServerState>(var state, var _) && state instanceof Primary;
  }

  static Optional<PromotionRecord> recorded(Snapshot snapshot) {
    return snapshot.cluster().map(ClusterView::promotionRecord).orElse(Optional.empty());
  }
}

package io.matriarch.agent.decide;

import static io.matriarch.agent.model.OcfExitCode.DEGRADED;
import static io.matriarch.agent.model.OcfExitCode.DEGRADED_PROMOTED;

import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Health;
import io.matriarch.agent.model.Policy.Synchronous.Mode;
import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.ServerSettings;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.ServerState.Primary;
import io.matriarch.agent.model.ServerState.Standby;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.StandbyLink;
import io.matriarch.agent.model.SynchronousSet;
import io.matriarch.agent.model.SynchronousSetting;
import io.matriarch.agent.model.Upkeep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What synchronous replication and the slots mean for a running server: the rows of the decision
/// table, and the steps that accompany whatever row decides.
final class UpkeepRules {

  static final Rule<Primary> PRIMARY_COMMITS_WAIT =
      new Rule<>(
          RuleId.PRIMARY_COMMITS_WAIT,
          "synchronous is strict or prefer, and commits have waited for standbys for 5 s longer"
              + " than they may have to",
          "degraded, running Promoted; score 1001",
          UpkeepRules::commitsWait);

  static final Rule<Primary> PRIMARY_UPKEEP_HINDERED =
      new Rule<>(
          RuleId.PRIMARY_UPKEEP_HINDERED,
          "synchronous_standby_names or a slot cannot be made what the parameters ask for",
          "degraded, running Promoted; score 1001",
          (snapshot, primary) ->
              hindrance(snapshot, primary)
                  .flatMap(
                      why ->
                          Draft.of(RuleId.PRIMARY_UPKEEP_HINDERED, "%s", why)
                              .answerWithReason(DEGRADED_PROMOTED)
                              .actions(PrimaryRules.record(snapshot, primary))
                              .score(Scores.PRIMARY)));

  static final Rule<Standby> STANDBY_NOT_SYNCHRONOUS =
      new Rule<>(
          RuleId.STANDBY_NOT_SYNCHRONOUS,
          "a synchronous set is recorded, and this node is no member of it; except, while no node"
              + " is Promoted, where it was promoted last and holds that",
          "running, degraded once it has not streamed for 5 s; score -1000",
          UpkeepRules::notSynchronous);

  static final Rule<Standby> STANDBY_UPKEEP_HINDERED =
      new Rule<>(
          RuleId.STANDBY_UPKEEP_HINDERED,
          "it streams, and synchronous_standby_names or a slot cannot be made what the parameters"
              + " ask for",
          "degraded; the score is that of a streaming standby",
          (snapshot, standby) ->
              hindrance(snapshot, standby)
                  .filter(_ -> standby.streaming() && StandbyRules.followsRecord(snapshot, standby))
                  .flatMap(
                      why ->
                          Draft.of(RuleId.STANDBY_UPKEEP_HINDERED, "%s", why)
                              .answerWithReason(DEGRADED)
                              .score(Scores.streaming(standby.lagBytes()))));

  private UpkeepRules() {}

  private static Optional<Decision> commitsWait(Snapshot snapshot, Primary primary) {
    return keeping(snapshot, primary)
        .filter(situation -> situation.policy().mode() != Mode.OFF)
        .flatMap(
            situation ->
                situation
                    .waiting()
                    .filter(
                        waiting ->
                            waiting.since().compareTo(bearable(situation).plus(Draft.MOMENT)) >= 0))
        .flatMap(
            waiting ->
                Draft.of(
                        RuleId.PRIMARY_COMMITS_WAIT,
                        "commits have waited for %d s: %d of %d keep up in %s",
                        waiting.since().toSeconds(),
                        waiting.keepUp(),
                        waiting.setting().count(),
                        waiting.setting())
                    .answerWithReason(DEGRADED_PROMOTED)
                    .actions(PrimaryRules.record(snapshot, primary))
                    .score(Scores.PRIMARY));
  }

  private static Duration bearable(SynchronousSituation situation) {
    return situation.policy().mode() == Mode.PREFER ? situation.policy().patience() : Duration.ZERO;
  }

  /// Once the last primary was promoted, the members lack the record until they follow. An election
  /// asks for a quorum of them, but not for a candidate that is one.
  private static Optional<Decision> notSynchronous(Snapshot snapshot, Standby standby) {
    return recorded(snapshot)
        .filter(set -> !set.members().contains(snapshot.node()))
        .filter(_ -> !ClaimRules.isLastPrimary(snapshot))
        .flatMap(
            set ->
                Draft.of(
                        RuleId.STANDBY_NOT_SYNCHRONOUS,
                        "acknowledged commits are on %d of %s; at %s, %s",
                        set.acknowledged() + 1,
                        String.join(", ", set.members()),
                        standby.held(),
                        standby.streaming() ? "it streams" : "it does not stream")
                    .answerDegradedAfter(Neighbours.apartFor(snapshot))
                    .score(Scores.NOT_PROMOTABLE));
  }

  private static Optional<SynchronousSet> recorded(Snapshot snapshot) {
    return snapshot.cluster().map(ClusterView::synchronousSet).orElse(Optional.empty());
  }

  private static Optional<String> hindrance(Snapshot snapshot, ServerState state) {
    return keeping(snapshot, state)
        .flatMap(SynchronousSituation::hindrance)
        .or(() -> slots(snapshot, state).flatMap(SlotPlan::hindrance));
  }

  /// The steps that are due for this server, whatever row of the table decides.
  static List<Upkeep> due(Snapshot snapshot, ServerState state) {
    List<Upkeep> due = new ArrayList<>();
    keeping(snapshot, state).flatMap(s -> step(s, state)).ifPresent(due::add);
    slots(snapshot, state).map(SlotPlan::next).ifPresent(due::addAll);
    return due;
  }

  private static Optional<Upkeep> step(SynchronousSituation situation, ServerState state) {
    return state instanceof Primary ? SynchronousPlan.next(situation).step() : ready(situation);
  }

  static Optional<Upkeep> ready(SynchronousSituation situation) {
    if (situation.policy().mode() == Mode.OFF) {
      return Optional.empty();
    }
    return situation
        .view()
        .synchronousSet()
        .flatMap(
            set -> {
              SynchronousSetting wanted =
                  StandbySetting.of(situation.self(), set, situation.policy());
              return isInForce(wanted, situation.text()) || situation.askedInVain(wanted)
                  ? Optional.empty()
                  : Optional.of(
                      new Upkeep.SetSynchronousNames(
                          wanted, "to be ready for %s when it is promoted".formatted(set)));
            });
  }

  private static boolean isInForce(SynchronousSetting wanted, String text) {
    try {
      return SynchronousSetting.parse(text).equals(wanted);
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /// What a running server's synchronous replication is decided from. A primary that Pacemaker does
  /// not have as the only one keeps nothing, and neither does anyone whose parameters for it are
  /// wrong.
  private static Optional<SynchronousSituation> keeping(Snapshot snapshot, ServerState state) {
    boolean wrong = snapshot.faults().stream().anyMatch(fault -> fault.contains("synchronous"));
    return wrong
        ? Optional.empty()
        : switch (state) {
          case Primary primary when isThePrimary(snapshot) ->
              situation(snapshot, primary.settings(), primary.standbys());
          case Standby standby -> situation(snapshot, standby.settings(), standby.standbys());
          case Primary _,
              ServerState.Absent _,
              ServerState.Stopped _,
              ServerState.Crashed _,
              ServerState.Starting _,
              ServerState.Unreachable _ ->
              Optional.empty();
        };
  }

  private static boolean isThePrimary(Snapshot snapshot) {
    return snapshot
        .cluster()
        .map(view -> view.promotedNodes().equals(List.of(snapshot.node())))
        .orElse(false);
  }

  private static Optional<SynchronousSituation> situation(
      Snapshot snapshot, ServerSettings settings, List<StandbyLink> standbys) {
    return snapshot.cluster() instanceof Fact.Known<ClusterView>(var view, var _)
        ? Optional.of(
            new SynchronousSituation(
                snapshot.node(),
                snapshot.instance().policy().synchronous(),
                settings.synchronousStandbyNames(),
                standbys,
                view,
                snapshot.memory().upkeep().synchronous(),
                snapshot.now()))
        : Optional.empty();
  }

  /// What a running server's slots are decided from. A CIB without this node is not to be believed.
  private static Optional<SlotPlan.Situation> slots(Snapshot snapshot, ServerState state) {
    boolean wrong = snapshot.faults().stream().anyMatch(fault -> fault.contains("slot"));
    if (wrong
        || !(snapshot.cluster() instanceof Fact.Known<ClusterView>(var view, var _))
        || view.node(snapshot.node()).isEmpty()) {
      return Optional.empty();
    }
    return switch (state) {
      case Primary primary -> Optional.of(situation(snapshot, view, SlotPlan.Server.of(primary)));
      case Standby standby -> Optional.of(situation(snapshot, view, SlotPlan.Server.of(standby)));
      case ServerState.Absent _,
          ServerState.Stopped _,
          ServerState.Crashed _,
          ServerState.Starting _,
          ServerState.Unreachable _ ->
          Optional.empty();
    };
  }

  private static SlotPlan.Situation situation(
      Snapshot snapshot, ClusterView view, SlotPlan.Server server) {
    return new SlotPlan.Situation(
        snapshot.node(),
        server,
        snapshot.instance().policy().slots(),
        spaceIsLow(snapshot),
        view,
        snapshot.memory().upkeep().slots(),
        snapshot.now());
  }

  private static boolean spaceIsLow(Snapshot snapshot) {
    return snapshot
        .health()
        .disk()
        .map(Health.Disk::freeBytes)
        .filter(free -> free < snapshot.instance().policy().diskLowBytes())
        .isPresent();
  }
}

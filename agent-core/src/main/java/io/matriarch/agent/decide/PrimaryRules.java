package io.matriarch.agent.decide;

import static io.matriarch.agent.model.OcfExitCode.DEGRADED_PROMOTED;
import static io.matriarch.agent.model.OcfExitCode.RUNNING_PROMOTED;

import io.matriarch.agent.model.Action;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.ServerState.Primary;
import io.matriarch.agent.model.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The section of the decision table for a running primary.
final class PrimaryRules {

  /// A configuration change aborts the running transition, so the record waits until the transition
  /// that promoted this node has moved the virtual address too.
  private static final Duration SETTLED = Duration.ofSeconds(2);

  static final List<Rule<Primary>> TABLE =
      List.of(
          HealthRules.PRIMARY_ACCEPTS_NOBODY,
          HealthRules.PRIMARY_STORAGE_FROZEN,
          new Rule<>(
              RuleId.PRIMARY_NOT_ASKED_FOR,
              "Pacemaker has another node as Promoted, and not this one",
              "running Promoted; score -1000",
              (snapshot, primary) ->
                  othersPromoted(snapshot).isEmpty()
                      ? Optional.empty()
                      : Draft.of(
                              RuleId.PRIMARY_NOT_ASKED_FOR,
                              "read-write at %s, but Pacemaker has %s as Promoted",
                              primary.written(),
                              String.join(", ", othersPromoted(snapshot)))
                          .answerWithReason(RUNNING_PROMOTED)
                          .score(Scores.NOT_PROMOTABLE)),
          new Rule<>(
              RuleId.PRIMARY_MISCONFIGURED,
              "a parameter of the resource is wrong",
              "degraded, running Promoted; score 1001",
              (snapshot, primary) ->
                  snapshot.faults().isEmpty()
                      ? Optional.empty()
                      : Draft.of(RuleId.PRIMARY_MISCONFIGURED, "%s", snapshot.faults().getFirst())
                          .answerWithReason(DEGRADED_PROMOTED)
                          .actions(record(snapshot, primary))
                          .score(Scores.PRIMARY)),
          new Rule<>(
              RuleId.PRIMARY_NEW,
              "it has been primary for less than 2 s, with a score of 1000 or more, and none is"
                  + " higher",
              "running Promoted; the score is left alone",
              (snapshot, primary) ->
                  settled(snapshot) || !scoreSuffices(snapshot)
                      ? Optional.empty()
                      : Draft.of(RuleId.PRIMARY_NEW, "read-write at %s", primary.written())
                          .answer(RUNNING_PROMOTED)
                          .keepScore()),
          HealthRules.PRIMARY_SICK,
          HealthRules.PRIMARY_DISK_LOW,
          UpkeepRules.PRIMARY_COMMITS_WAIT,
          UpkeepRules.PRIMARY_UPKEEP_HINDERED,
          new Rule<>(
              RuleId.PRIMARY_RUNNING,
              "always",
              "running Promoted; score 1001; the promotion is recorded after 2 s",
              (snapshot, primary) ->
                  Draft.of(
                          RuleId.PRIMARY_RUNNING,
                          "read-write at %s with %d of %d standbys streaming",
                          primary.written(),
                          primary.standbys().stream().filter(s -> s.streaming()).count(),
                          primary.standbys().size())
                      .answer(RUNNING_PROMOTED)
                      .actions(record(snapshot, primary))
                      .score(Scores.PRIMARY)));

  private PrimaryRules() {}

  private static List<String> othersPromoted(Snapshot snapshot) {
    List<String> promoted = snapshot.cluster().map(ClusterView::promotedNodes).orElse(List.of());
    return promoted.contains(snapshot.node()) ? List.of() : promoted;
  }

  private static boolean settled(Snapshot snapshot) {
    return snapshot
        .memory()
        .primarySince()
        .map(since -> snapshot.now().since(since).compareTo(SETTLED) >= 0)
        .orElse(false);
  }

  /// Standbys publish 1000 as soon as they stream: with less, Pacemaker would plan to move the
  /// role.
  private static boolean scoreSuffices(Snapshot snapshot) {
    int own = snapshot.publishedScore().orElse(Scores.NOT_PROMOTABLE);
    return own >= Scores.CAUGHT_UP
        && snapshot
            .cluster()
            .map(
                view ->
                    view.nodes().stream()
                        .filter(ClusterView.Node::member)
                        .allMatch(n -> n.score().orElse(Scores.NOT_PROMOTABLE) <= own))
            .orElse(false);
  }

  static List<Action> record(Snapshot snapshot, Primary primary) {
    return switch (snapshot.cluster()) {
      case Fact.Unknown<ClusterView> _ -> List.of();
      case Fact.Known<ClusterView>(var view, var _) -> {
        boolean due = view.promotedNodes().equals(List.of(snapshot.node())) && settled(snapshot);
        boolean recorded =
            view.promotionRecord().map(r -> r.isOf(snapshot.node(), primary)).orElse(false);
        yield due && !recorded && !view.handsOff(snapshot.node())
            ? List.of(
                new Action.RecordPromotion(
                    primary.written().timeline(), primary.settings().systemIdentifier()))
            : List.of();
      }
    };
  }
}

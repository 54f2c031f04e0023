package io.matriarch.agent.decide;

import static io.matriarch.agent.model.OcfExitCode.DEGRADED;
import static io.matriarch.agent.model.OcfExitCode.SUCCESS;

import io.matriarch.agent.model.Action;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.ServerState.Standby;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.WalPosition;
import java.util.List;
import java.util.Optional;

/// The first rows of the standby's section: whose data went another way, or is known to be less.
final class LineageRules {

  private static final String REMEDY = "pg_rewind it, or clone it anew";

  static final List<Rule<Standby>> TABLE =
      List.of(
          new Rule<>(
              RuleId.STANDBY_DATA_LOSS_ALLOWED,
              "no node is Promoted, and the administrator allowed this one to be promoted as it"
                  + " stands",
              "running; score 1001",
              LineageRules::lossAllowed),
          new Rule<>(
              RuleId.STANDBY_DIVERGED,
              "its timeline is older than the recorded one, and it went on past the point where"
                  + " that began; or its history lacks the recorded promotion; or it left the"
                  + " timeline on which the promoted node of the record goes on, and has not"
                  + " streamed for 10 s; or its own history and its upstream's say so",
              "degraded; score -1000000; the third of these is kept as a refusal; with"
                  + " rejoin=rewind or rebuild the agent repairs it, except for the second and the"
                  + " third only once its upstream says so too",
              LineageRules::diverged),
          new Rule<>(
              RuleId.STANDBY_REFUSED,
              "it lost an election to a node that holds more, or was on a fork, and has not proved"
                  + " since that it holds what it lacked",
              "degraded; score -1000000; cloned anew where standby/cannot-follow would be",
              LineageRules::refused));

  private LineageRules() {}

  private static Optional<Decision> lossAllowed(Snapshot snapshot, Standby standby) {
    return Neighbours.promoted(snapshot).isEmpty()
        ? Refusals.lossAllowed(snapshot)
            .flatMap(
                at ->
                    Draft.of(
                            RuleId.STANDBY_DATA_LOSS_ALLOWED,
                            "at %s, may be promoted with the loss of what it lacks: allowed at %s",
                            standby.held(),
                            at)
                        .answer(SUCCESS)
                        .score(Scores.PRIMARY))
        : Optional.empty();
  }

  private static Optional<Decision> diverged(Snapshot snapshot, Standby standby) {
    Optional<PromotionRecord> record = Refusals.recorded(snapshot);
    return record
        .flatMap(r -> cause(r, snapshot, standby))
        .or(() -> Refusals.fork(snapshot).map(left -> leftSentence(left, standby)))
        .flatMap(
            because ->
                Draft.of(RuleId.STANDBY_DIVERGED, "%s: %s", because, REMEDY)
                    .answerWithReason(DEGRADED)
                    .actions(repair(record, because, snapshot, standby))
                    .score(Scores.REFUSED));
  }

  private static Optional<String> cause(
      PromotionRecord record, Snapshot snapshot, Standby standby) {
    String of =
        "timeline %d of %s, begun at %s"
            .formatted(record.begunAt().timeline(), record.node(), record.begunAt().lsn());
    if (wentOnPast(record, standby)) {
      return Optional.of("holds %s, past %s".formatted(standby.held(), of));
    }
    if (isFork(record, snapshot, standby)) {
      return Optional.of("holds %s, whose history lacks %s".formatted(standby.held(), of));
    }
    return RepairOrders.diverged(snapshot, standby)
        ? Optional.of("holds %s, and its upstream's history lacks that".formatted(standby.held()))
        : Optional.empty();
  }

  /// A record that is not written yet makes a fork of whoever follows: only what went on past the
  /// recorded promotion, or is none of its upstream's, is rewound.
  private static List<Action> repair(
      Optional<PromotionRecord> record, String because, Snapshot snapshot, Standby standby) {
    boolean certain =
        record.filter(r -> wentOnPast(r, standby)).isPresent()
            || RepairOrders.upstreamSaysDiverged(snapshot);
    return certain ? RepairOrders.rewind(snapshot, standby, because) : List.of();
  }

  /// What was received and not replayed is part of a record at most, and makes no other way.
  private static boolean wentOnPast(PromotionRecord record, Standby standby) {
    WalPosition replayed = new WalPosition(standby.held().timeline(), standby.replayed());
    return Diagnosis.wentAnotherWay(record, replayed, Optional.empty());
  }

  /// On the recorded timeline's number or a later one, without the recorded promotion behind it.
  private static boolean isFork(PromotionRecord record, Snapshot snapshot, Standby standby) {
    return standby.held().timeline() >= record.begunAt().timeline()
        && snapshot.lineage().filter(lineage -> !lineage.descendsFrom(record)).isPresent();
  }

  private static String leftSentence(Refusal left, Standby standby) {
    return "holds %s, but left timeline %d of %s at %s"
        .formatted(standby.held(), left.held().timeline(), left.node(), left.held().lsn());
  }

  private static Optional<Decision> refused(Snapshot snapshot, Standby standby) {
    return Refusals.standing(snapshot)
        .flatMap(
            refusal ->
                Draft.of(
                        RuleId.STANDBY_REFUSED,
                        "%s%s",
                        sentence(refusal, standby),
                        remedy(refusal, snapshot))
                    .answerWithReason(DEGRADED)
                    .actions(RepairOrders.cure(snapshot, standby))
                    .score(Scores.REFUSED));
  }

  private static String sentence(Refusal refusal, Standby standby) {
    return switch (refusal.kind()) {
      case LACKS ->
          "refused: holds %s, lacks %s of %s"
              .formatted(standby.held(), refusal.held(), refusal.node());
      case LEFT -> "refused: " + leftSentence(refusal, standby) + ": " + REMEDY;
    };
  }

  private static String remedy(Refusal refusal, Snapshot snapshot) {
    return refusal.kind() == Refusal.Kind.LEFT || !Neighbours.promoted(snapshot).isEmpty()
        ? ""
        : ": start %s, or run matriarch allow-data-loss".formatted(refusal.node());
  }
}

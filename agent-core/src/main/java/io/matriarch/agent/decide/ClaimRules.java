package io.matriarch.agent.decide;

import static io.matriarch.agent.model.OcfExitCode.SUCCESS;

import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.ClusterView.Node;
import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.ControlData.ClusterState;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.ServerState.Standby;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.SynchronousSet;
import java.util.List;
import java.util.Optional;

/// The last rows of the standby's section, for when no node is Promoted: who claims the role?
final class ClaimRules {

  static final List<Rule<Standby>> TABLE =
      List.of(
          new Rule<>(
              RuleId.STANDBY_HOLDS_MORE,
              "no node is Promoted, another one was refused for lacking what this one holds, or"
                  + " this one has just got what it lacked, and this one has no claim and does not"
                  + " lack the recorded promotion",
              "running; score 1",
              ClaimRules::holdsMore),
          new Rule<>(
              RuleId.STANDBY_QUORUM_MISSING,
              "no node is Promoted, and too few members of the synchronous set run for one of them"
                  + " to hold every acknowledged commit",
              "running, degraded after cold_start_wait; score -1, or -1000 as before",
              ClaimRules::quorumMissing),
          new Rule<>(
              RuleId.STANDBY_HOLDS_CLAIM,
              "no node is Promoted, and this one has a claim from before and the recorded"
                  + " promotion; or it was not promotable, within cold_start_wait",
              "running; the score stays as it was when the upstream was lost, or is 900 after a"
                  + " sickness",
              ClaimRules::holdsClaim),
          new Rule<>(
              RuleId.STANDBY_FIRST_CLAIM,
              "no node is Promoted or has a claim, and this one was promoted last, or, without a"
                  + " record, was shut down as a primary",
              "running; score 1",
              ClaimRules::firstClaim),
          new Rule<>(
              RuleId.STANDBY_QUORUM_CLAIM,
              "no node is Promoted or has a claim, this one and enough others of the synchronous"
                  + " set run, and the node that was promoted last is gone, or has not claimed"
                  + " within cold_start_wait",
              "running; score 1",
              ClaimRules::quorumClaim),
          new Rule<>(
              RuleId.STANDBY_WAITS,
              "no node is Promoted, and nobody has had a claim for cold_start_wait",
              "degraded; score -1, or -1000 as before; the reason says who is waited for",
              ClaimRules::waits),
          new Rule<>(RuleId.STANDBY_NO_CLAIM, "always", "running; score -1", ClaimRules::noClaim));

  private ClaimRules() {}

  private static Optional<Decision> holdsMore(Snapshot snapshot, Standby standby) {
    return claims(snapshot) || lacksRecord(snapshot)
        ? Optional.empty()
        : Refusals.lackedAndHeld(snapshot)
            .flatMap(
                lacked ->
                    Draft.of(
                            RuleId.STANDBY_HOLDS_MORE,
                            "holds %s, and with it %s, for lack of which a promotion was refused",
                            standby.held(),
                            lacked.held())
                        .answer(SUCCESS)
                        .score(Scores.FIRST_CLAIM));
  }

  private static Optional<Decision> quorumMissing(Snapshot snapshot, Standby standby) {
    return set(snapshot)
        .filter(set -> running(set, snapshot).size() < set.quorum())
        .flatMap(
            set ->
                patient(
                        snapshot,
                        Draft.of(
                            RuleId.STANDBY_QUORUM_MISSING,
                            "no primary for %d s; %d of %s are needed, %s missing: start one, or"
                                + " run matriarch allow-data-loss",
                            Neighbours.apartFor(snapshot).toSeconds(),
                            set.quorum(),
                            String.join(",", set.members()),
                            String.join(",", missing(set, snapshot))))
                    .score(unclaimed(snapshot)));
  }

  private static Optional<Decision> holdsClaim(Snapshot snapshot, Standby standby) {
    return Neighbours.claim(snapshot)
        .map(score -> score == Scores.SICK ? Scores.DISK_LOW : score)
        .filter(score -> score >= 0 ? !lacksRecord(snapshot) : isBarred(score, snapshot))
        .flatMap(
            score ->
                Draft.of(
                        RuleId.STANDBY_HOLDS_CLAIM,
                        "no primary anywhere; held %s when it was lost, score stays %d",
                        standby.held(),
                        score)
                    .answer(SUCCESS)
                    .score(score));
  }

  private static boolean isBarred(int score, Snapshot snapshot) {
    return score == Scores.NOT_PROMOTABLE && !isWaitOver(snapshot);
  }

  /// What the election would refuse is not offered: Pacemaker would try it again and again.
  private static boolean lacksRecord(Snapshot snapshot) {
    return Refusals.recorded(snapshot).filter(r -> Refusals.lacks(r, snapshot)).isPresent();
  }

  private static Optional<Decision> firstClaim(Snapshot snapshot, Standby standby) {
    return lastPrimary(snapshot, standby)
        .filter(_ -> Neighbours.othersClaims(snapshot).isEmpty())
        .flatMap(
            proof ->
                Draft.of(RuleId.STANDBY_FIRST_CLAIM, "%s, at %s", proof, standby.held())
                    .answer(SUCCESS)
                    .score(Scores.FIRST_CLAIM));
  }

  private static Optional<Decision> quorumClaim(Snapshot snapshot, Standby standby) {
    boolean free = Neighbours.othersClaims(snapshot).isEmpty() && !lacksRecord(snapshot);
    return set(snapshot)
        .filter(set -> free && set.members().contains(snapshot.node()))
        .filter(_ -> isWaitOver(snapshot) || lastPrimaryIsGone(snapshot))
        .flatMap(
            set ->
                Draft.of(
                        RuleId.STANDBY_QUORUM_CLAIM,
                        "at %s; %s run, %d of the synchronous set suffice",
                        standby.held(),
                        String.join(", ", running(set, snapshot)),
                        set.quorum())
                    .answer(SUCCESS)
                    .score(Scores.FIRST_CLAIM));
  }

  private static Optional<Decision> waits(Snapshot snapshot, Standby standby) {
    return isWaitOver(snapshot) && Neighbours.candidates(snapshot).isEmpty()
        ? patient(
                snapshot,
                Draft.of(
                    RuleId.STANDBY_WAITS,
                    "no primary for %d s: %s, or run matriarch allow-data-loss",
                    Neighbours.apartFor(snapshot).toSeconds(),
                    remedy(snapshot)))
            .score(unclaimed(snapshot))
        : Optional.empty();
  }

  /// What would let the cluster go on without a loss.
  private static String remedy(Snapshot snapshot) {
    Optional<PromotionRecord> record = Refusals.recorded(snapshot);
    if (record.isEmpty()) {
      List<String> missing = notRunning(snapshot);
      return missing.isEmpty()
          ? "no data directory was shut down as a primary: start the old one again"
          : "start %s, if it was the primary".formatted(String.join(" or ", missing));
    }
    String last = record.get().node();
    if (last.equals(snapshot.node())) {
      return "promoted last, but this is other data: restore timeline %d here"
          .formatted(record.get().begunAt().timeline());
    }
    return notRunning(snapshot).contains(last) || view(snapshot).node(last).isEmpty()
        ? "%s, promoted last, is missing: start it".formatted(last)
        : "%s, promoted last, has no claim: see matriarch explain %s".formatted(last, last);
  }

  private static List<String> notRunning(Snapshot snapshot) {
    return view(snapshot).nodes().stream()
        .filter(n -> !n.name().equals(snapshot.node()) && !runs(n))
        .map(Node::name)
        .toList();
  }

  private static Optional<Decision> noClaim(Snapshot snapshot, Standby standby) {
    return Draft.of(
            RuleId.STANDBY_NO_CLAIM,
            "no primary anywhere; at %s, %s",
            standby.held(),
            whyNot(snapshot, standby))
        .answer(SUCCESS)
        .score(Scores.NO_CLAIM);
  }

  private static String whyNot(Snapshot snapshot, Standby standby) {
    if (lastPrimary(snapshot, standby).isPresent()) {
      return String.join(", ", Neighbours.othersClaims(snapshot)) + " has a claim";
    }
    return Refusals.recorded(snapshot)
        .map(record -> "not what was promoted last: " + record)
        .orElse("this data directory was not shut down as a primary");
  }

  /// How this node knows that its data is the last primary's, if it does.
  private static Optional<String> lastPrimary(Snapshot snapshot, Standby standby) {
    var recorded = Refusals.recorded(snapshot);
    if (recorded.isPresent()) {
      return recorded
          .filter(r -> r.node().equals(snapshot.node()))
          .filter(r -> r.systemIdentifier().equals(standby.settings().systemIdentifier()))
          .filter(r -> isOn(r, standby) || Refusals.holds(r, snapshot))
          .map(r -> "was promoted last, to timeline " + r.begunAt().timeline());
    }
    return snapshot
        .memory()
        .startedFrom()
        .filter(control -> control.state() == ClusterState.SHUT_DOWN)
        .map(_ -> "was shut down as a primary");
  }

  /// If not, it was promoted again on top of the record, and crashed before that was recorded.
  private static boolean isOn(PromotionRecord record, Standby standby) {
    return standby.held().timeline() == record.begunAt().timeline();
  }

  /// Whether nobody is Promoted, and this node was promoted last and is known to hold that.
  static boolean isLastPrimary(Snapshot snapshot) {
    boolean vacant = snapshot.cluster().map(v -> v.promotedNodes().isEmpty()).orElse(false);
    return vacant
        && Refusals.recorded(snapshot)
            .filter(record -> record.node().equals(snapshot.node()))
            .filter(record -> Refusals.holds(record, snapshot))
            .isPresent();
  }

  private static boolean lastPrimaryIsGone(Snapshot snapshot) {
    return Refusals.recorded(snapshot)
        .map(PromotionRecord::node)
        .filter(last -> view(snapshot).node(last).filter(Node::member).isEmpty())
        .isPresent();
  }

  private static boolean claims(Snapshot snapshot) {
    return Neighbours.claim(snapshot).filter(score -> score >= 0).isPresent();
  }

  private static int unclaimed(Snapshot snapshot) {
    return Neighbours.claim(snapshot)
        .filter(score -> score == Scores.NOT_PROMOTABLE)
        .orElse(Scores.NO_CLAIM);
  }

  private static Draft patient(Snapshot snapshot, Draft draft) {
    return isWaitOver(snapshot)
        ? draft.answerWithReason(OcfExitCode.DEGRADED)
        : draft.answer(SUCCESS);
  }

  private static boolean isWaitOver(Snapshot snapshot) {
    return Neighbours.apartFor(snapshot).compareTo(snapshot.instance().policy().coldStartWait())
        >= 0;
  }

  private static Optional<SynchronousSet> set(Snapshot snapshot) {
    return view(snapshot).synchronousSet();
  }

  /// The members of the set whose instances can take part in an election.
  private static List<String> running(SynchronousSet set, Snapshot snapshot) {
    return set.members().stream().filter(name -> runs(name, snapshot)).toList();
  }

  private static List<String> missing(SynchronousSet set, Snapshot snapshot) {
    return set.members().stream().filter(name -> !runs(name, snapshot)).toList();
  }

  private static boolean runs(String name, Snapshot snapshot) {
    return name.equals(snapshot.node())
        || view(snapshot).node(name).filter(ClaimRules::runs).isPresent();
  }

  static boolean runs(Node node) {
    return node.member() && (node.role() == Role.UNPROMOTED || node.role() == Role.PROMOTED);
  }

  private static ClusterView view(Snapshot snapshot) {
    return Neighbours.view(snapshot);
  }
}

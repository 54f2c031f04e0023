package io.matriarch.simulation;

import static io.matriarch.simulation.Mutation.decided;
import static io.matriarch.simulation.Mutation.historical;
import static io.matriarch.simulation.Mutation.simulated;

import io.matriarch.simulation.Mutant.Edit;
import io.matriarch.simulation.Mutation.Law;
import java.util.List;

/// The rules that are broken on purpose, beside each row of the decision table.
final class Mutations {

  static final List<Mutation> ALL =
      List.of(
          simulated(
              Law.ONE_WRITER,
              "a demote leaves the orphans of a killed postmaster alive",
              Edit.of(
                  "loop/DemoteOperation",
                  "return Processes.reap(loop.world().control(), REAP_WAIT)",
                  "return Mono.<Void>empty()")),
          simulated(
              Law.ONE_WRITER,
              "a stop is answered before the processes are gone",
              Edit.of(
                  "loop/StopOperation",
                  "left -> left.isEmpty() ? Looking.success() : stop(rest(request, begun))",
                  "_ -> Looking.success()")),
          decided(
              Law.ONE_WRITER,
              "a primary keeps its score while Pacemaker has another one",
              Edit.of(
                  "decide/PrimaryRules",
                  ".answerWithReason(RUNNING_PROMOTED)\n"
                      + "                          .score(Scores.NOT_PROMOTABLE)",
                  ".answerWithReason(RUNNING_PROMOTED)\n"
                      + "                          .score(Scores.PRIMARY)")),
          decided(
              Law.NO_STALE_DATA,
              "positions are compared without their timelines",
              Edit.of(
                  "decide/Election",
                  "return !settled && !candidate.lineage().reaches(peer);",
                  "return !settled && !candidate.position().lsn().isAtLeast(peer.lsn());")),
          simulated(
              Law.NO_STALE_DATA,
              "nobody asks whether a peer is ahead",
              Edit.of(
                  "decide/Election", "              .or(() -> ahead(ballot, candidate))\n", "")),
          decided(
              Law.NO_STALE_DATA,
              "a standby that still replays its own WAL says what it has replayed so far",
              Edit.of(
                  "decide/Declaration",
                  "when isReplayingItsOwn(standby) ->",
                  "when isReplayingItsOwn(standby) && snapshot.faults().size() > 99 ->")),
          decided(
              Law.NO_STALE_DATA,
              "a crashed primary says the position of its last checkpoint",
              Edit.of(
                  "decide/Declaration",
                  "            .filter(control -> control.state() == ClusterState.SHUT_DOWN)\n",
                  "")),
          decided(
              Law.NO_STALE_DATA,
              "a former primary tells its shutdown's position after others were promoted",
              Edit.of(
                  "decide/Declaration",
                  "            .filter(control -> wasPromotedLast(snapshot, control))\n",
                  "")),
          simulated(
              Law.NO_STALE_DATA,
              "operations go by the last look instead of a new one",
              Edit.of(
                  "loop/Looking",
                  "return loop.look()\n",
                  "return Mono.justOrEmpty(loop.latest()).switchIfEmpty(loop.look())\n")),
          decided(
              Law.LINEAGE,
              "the record of the last promotion is ignored in elections",
              Edit.of(
                  "decide/Election",
                  "              .or(() -> outsideLineage(ballot, candidate))\n",
                  "")),
          decided(
              Law.LINEAGE,
              "a timeline that another server began at another place counts as the recorded one",
              Edit.of(
                  "model/Lineage",
                  ".filter(record.begunAt().lsn()::equals)\n        .isPresent();",
                  ".isPresent();")),
          decided(
              Law.LINEAGE,
              "another system identifier is no reason to refuse",
              Edit.of(
                  "decide/Election",
                  "otherSystem(ballot, candidate)\n              .or(() -> lossAllowed(ballot,"
                      + " candidate))",
                  "lossAllowed(ballot, candidate)")),
          decided(
              Law.REFUSALS_LAST,
              "an election forgets that the candidate was refused before",
              Edit.of(
                  "decide/Election",
                  "              .or(() -> refusedBefore(ballot, candidate))\n",
                  "")),
          decided(
              Law.REFUSALS_LAST,
              "a refusal is answered by a later timeline, whatever it contains",
              Edit.of(
                  "model/Refusal",
                  "record.begunAt().timeline() > held.timeline() && lineage.contains(record)",
                  "record.begunAt().timeline() > held.timeline()")),
          decided(
              Law.UNKNOWN,
              "a silent peer counts as one that holds nothing",
              Edit.of(
                  "decide/Election", "              .or(() -> silent(ballot, candidate))\n", "")),
          decided(
              Law.UNKNOWN,
              "a CIB that cannot be read demands nothing",
              Edit.of("decide/Election", "              .or(() -> recordUnknown(ballot))\n", "")),
          decided(
              Law.UNKNOWN,
              "a candidate that cannot tell its position is promoted",
              Edit.of(
                  "decide/Election",
                  "          refused(\n              RuleId.ELECTION_OWN_POSITION_UNKNOWN,\n"
                      + "              \"the position of %s is unknown:"
                      + " %s\".formatted(ballot.node(), reason));",
                  "          new Outcome(true, RuleId.ELECTION_WON, reason,"
                      + " Optional.empty());")),
          decided(
              Law.UNKNOWN,
              "a claim is made while the CIB cannot be read",
              Edit.of(
                  "decide/Decider",
                  "snapshot.cluster() instanceof Fact.Unknown ? cautious(decision) : decision",
                  "decision")),
          decided(
              Law.HEALTHY_PRIMARY,
              "a server that is silent for a moment is hung",
              Edit.of(
                  "decide/Sickness",
                  "return lasted.compareTo(hangTimeout(snapshot)) > 0;",
                  "return lasted.compareTo(Duration.ofSeconds(1)) > 0;")),
          simulated(
              Law.HEALTHY_PRIMARY,
              "a look that takes its time is a failure of the server",
              Edit.of(
                  "loop/MonitorOperation",
                  "Mono.fromSupplier(() -> loop.unseen(\"the look takes its time\")))\n"
                      + "            .flatMap(MonitorOperation::recurring);",
                  "Mono.empty())\n"
                      + "            .flatMap(MonitorOperation::recurring)\n"
                      + "            .defaultIfEmpty(new Verdict(OcfExitCode.NOT_RUNNING,"
                      + " \"slow\"));")),
          decided(
              Law.HEALTHY_PRIMARY,
              "the score follows what an operation does to the server",
              Edit.of(
                  "decide/Decider",
                  "case START, STOP, DEMOTE -> muted(decision, List.of());",
                  "case START, STOP, DEMOTE -> decision;")),
          simulated(
              Law.WAITS_END,
              "an election waits for a silent peer for as long as it takes",
              Edit.of("loop/ElectionBoard", "\n        .timeout(within, read());", ";"),
              Edit.of("loop/Operations", "        .timeout(limit)\n", "")),
          decided(
              Law.WAITS_END,
              "two that gave their claim up count on each other in an election",
              Edit.of(
                  "decide/Declaration",
                  "        .filter(member -> mayCount(member, snapshot))\n",
                  "")),
          decided(
              Law.WAITS_END,
              "what is to be rewound is silent in elections",
              Edit.of("decide/Declaration", ".or(() -> snapshot.repair().lacks())", "")),
          decided(
              Law.STOP,
              "an instance with a wrong parameter never passes for stopped",
              Edit.of(
                  "decide/Decider",
                  "case Stopped stopped -> first(DownRules.STOPPED, snapshot, stopped);",
                  "case Stopped stopped when snapshot.faults().isEmpty() ->"
                      + " first(DownRules.STOPPED, snapshot, stopped);"
                      + " case Stopped _ -> UnknownRules.decide(snapshot, \"wrong parameter\");")),
          simulated(
              Law.STOP,
              "stop asks, and never kills",
              Edit.of(
                  "loop/StopOperation",
                  "gone ? Looking.success() : kill(budget)",
                  "gone ? Looking.success() : left()"),
              Edit.of(
                  "loop/StopOperation",
                  "crashed || Room.hung(loop) ? kill(budget) : escalate(budget)",
                  "escalate(budget)")),
          decided(
              Law.COMES_BACK,
              "nobody starts a crashed primary that Pacemaker has demoted",
              Edit.of(
                  "decide/ComebackRules",
                  "downFor(snapshot))\n            .act(new Action.BringBack())\n",
                  "downFor(snapshot))\n")),
          decided(
              Law.COMES_BACK,
              "a demoted primary waits for a promotion that never comes",
              Edit.of(
                  "decide/ComebackRules",
                  "Neighbours.downFor(snapshot).compareTo(PATIENCE) < 0",
                  "Neighbours.livingPrimaries(snapshot).isEmpty()")),
          decided(
              Law.COMES_BACK,
              "only what went on past the last promotion is rewound",
              Edit.of(
                  "decide/RepairOrders",
                  "replayed.timeline() < r.begunAt().timeline()",
                  "replayed.timeline() < 0")),
          decided(
              Law.NO_CHURN,
              "a standby without the last promotion claims the role, and gives it back, in turn",
              Edit.of(
                  "decide/ClaimRules",
                  "return claims(snapshot) || lacksRecord(snapshot)",
                  "return claims(snapshot)")),
          decided(
              Law.NO_CHURN,
              "a standby's score follows each byte of its lag",
              Edit.of(
                  "decide/Scores",
                  "    if (lagBytes < 16 * MIB) {\n      return CAUGHT_UP;",
                  "    if (lagBytes < 16 * MIB) {\n"
                      + "      return CAUGHT_UP - (int) (lagBytes % 7);")),
          simulated(
              Law.OWN_NODE,
              "a score that the cluster has lost is not written again",
              Edit.of(
                  "loop/Actor",
                  "when published.filter(p -> p == value).isPresent()",
                  "when snapshot.memory().lastScore().filter(p -> p == value).isPresent()")),
          decided(
              Law.OWN_NODE,
              "what the cluster has lost is lost to the agent as well",
              Edit.of(
                  "decide/Neighbours",
                  "return snapshot.memory().lastScore().or(snapshot::publishedScore);",
                  "return snapshot.publishedScore();")),
          decided(
              Law.OWN_NODE,
              "an agent that was restarted does not know its score any more",
              Edit.of(
                  "decide/Neighbours",
                  "return snapshot.memory().lastScore().or(snapshot::publishedScore);",
                  "return snapshot.memory().lastScore();")),
          decided(
              Law.OWN_NODE,
              "another node's score passes for its own",
              Edit.of(
                  "model/Snapshot",
                  "return cluster.map(view -> view.score(node)).orElse(Optional.empty());",
                  "return cluster.map(view -> view.nodes().stream().flatMap(n ->"
                      + " n.score().stream()).findFirst()).orElse(Optional.empty());")),
          decided(
              Law.SYNCHRONOUS,
              "a setting is gone back to while another one is under way",
              Edit.of(
                  "decide/SynchronousPlan",
                  "if (underWay.isPresent()) {",
                  "if (underWay.isPresent() && situation.text().isEmpty()) {")),
          decided(
              Law.SYNCHRONOUS,
              "the quorum of the synchronous set is not asked for",
              Edit.of(
                  "decide/Election",
                  "              .or(() -> quorumMissing(ballot, candidate))\n",
                  "")),
          historical(
              Law.SYNCHRONOUS,
              "a set is recorded before what was acknowledged is on its members",
              Edit.of(
                  "decide/SynchronousPlan",
                  "    if (isHarmless(next, recorded)) {\n      return true;",
                  "    if (next.acknowledged() >= 0) {\n      return true;")),
          historical(
              Law.SYNCHRONOUS,
              "commits go on without a lost standby before the set says so",
              Edit.of(
                  "decide/SynchronousPlan",
                  "    if (recorded.isKeptBy(self, wanted)) {",
                  "    if (wanted.count() >= 0) {")),
          historical(
              Law.SYNCHRONOUS,
              "whoever is promoted acknowledges commits alone",
              Edit.of(
                  "decide/StandbySetting",
                  "member ? set.acknowledged() : set.acknowledged() + 1",
                  "member ? 0 : 0")));

  private Mutations() {}
}

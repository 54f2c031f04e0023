package io.matriarch.agent.decide;

import static io.matriarch.agent.model.OcfExitCode.ERR_GENERIC;
import static io.matriarch.agent.model.OcfExitCode.FAILED_PROMOTED;
import static io.matriarch.agent.model.OcfExitCode.NOT_RUNNING;

import io.matriarch.agent.model.CrashPolicy;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.ServerState.Crashed;
import io.matriarch.agent.model.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The section of the decision table for an instance whose postmaster is gone without a shutdown.
final class CrashedRules {

  /// Pacemaker tells the results of one recurring monitor apart by whole seconds: a failure in the
  /// second of its first result may count as the earlier of the two, and is then never acted upon,
  /// nor told again while it stays the same. Another failure is another result.
  private static final Duration HEEDED_WITHIN = Duration.ofSeconds(3);

  static final List<Rule<Crashed>> TABLE =
      List.of(
          HealthRules.CRASHED_NO_ROOM,
          ComebackRules.CRASHED_LATER,
          ComebackRules.CRASHED,
          new Rule<>(
              RuleId.CRASHED_STANDBY,
              "it was a standby",
              "not running; the score is left alone",
              (snapshot, crashed) ->
                  crashed.standbySignal()
                      ? Draft.of(RuleId.CRASHED_STANDBY, "standby crashed, %s", facts(crashed))
                          .answerWithReason(NOT_RUNNING)
                          .keepScore()
                      : Optional.empty()),
          new Rule<>(
              RuleId.CRASHED_HANDS_OFF,
              "it was a primary, and Pacemaker leaves it alone (maintenance or unmanaged)",
              "failed while Promoted; the score is left alone",
              (snapshot, crashed) ->
                  Neighbours.handsOff(snapshot)
                      ? primary(
                              snapshot,
                              RuleId.CRASHED_HANDS_OFF,
                              crashed,
                              "Pacemaker does not manage it")
                          .keepScore()
                      : Optional.empty()),
          HealthRules.CRASHED_DISK_FULL,
          new Rule<>(
              RuleId.CRASHED_TOO_LONG,
              "it was a primary and has been down for longer than recovery_wait",
              "failed while Promoted; score -1000; the role is left to another node",
              CrashedRules::tooLong),
          new Rule<>(
              RuleId.CRASHED_NOBODY_ELSE,
              "it was a primary, and no other member has a score of 0 or more",
              "failed while Promoted; the score stays: recovery in place",
              (snapshot, crashed) ->
                  Neighbours.candidates(snapshot).isEmpty()
                      ? primary(
                              snapshot,
                              RuleId.CRASHED_NOBODY_ELSE,
                              crashed,
                              "no other node may take over")
                          .score(snapshot.memory().lastScore())
                      : Optional.empty()),
          new Rule<>(
              RuleId.CRASHED_FAILOVER,
              "it was a primary, and crash_policy is failover",
              "failed while Promoted; score -1000; the role is left to another node",
              (snapshot, crashed) ->
                  policy(snapshot) == CrashPolicy.FAILOVER
                      ? primary(
                              snapshot,
                              RuleId.CRASHED_FAILOVER,
                              crashed,
                              "crash_policy=failover leaves it to "
                                  + String.join(" or ", Neighbours.candidates(snapshot)))
                          .givingUp()
                          .score(Scores.NOT_PROMOTABLE)
                      : Optional.empty()),
          new Rule<>(
              RuleId.CRASHED_SYNCHRONOUS_FAILOVER,
              "it was a primary, crash_policy is auto, and a synchronous standby streamed to the"
                  + " last",
              "failed while Promoted; score -1000; the role is left to another node",
              CrashedRules::synchronousFailover),
          new Rule<>(
              RuleId.CRASHED_RESTART,
              "it was a primary",
              "failed while Promoted; the score stays: recovery in place",
              (snapshot, crashed) ->
                  primary(
                          snapshot,
                          RuleId.CRASHED_RESTART,
                          crashed,
                          policy(snapshot) == CrashPolicy.RESTART
                              ? "crash_policy=restart recovers it here"
                              : "no synchronous standby streamed, so it recovers here")
                      .score(snapshot.memory().lastScore())));

  private CrashedRules() {}

  private static Optional<Decision> tooLong(Snapshot snapshot, Crashed crashed) {
    Duration down = Neighbours.downFor(snapshot);
    Duration most = snapshot.instance().policy().recoveryWait();
    return down.compareTo(most) > 0 && !Neighbours.candidates(snapshot).isEmpty()
        ? primary(
                snapshot,
                RuleId.CRASHED_TOO_LONG,
                crashed,
                "down for %d s, recovery_wait is %d s"
                    .formatted(down.toSeconds(), most.toSeconds()))
            .givingUp()
            .score(Scores.NOT_PROMOTABLE)
        : Optional.empty();
  }

  private static Optional<Decision> synchronousFailover(Snapshot snapshot, Crashed crashed) {
    List<String> heirs =
        snapshot.memory().synchronousAtLast().stream()
            .filter(Neighbours.candidates(snapshot)::contains)
            .toList();
    return policy(snapshot) == CrashPolicy.AUTO && !heirs.isEmpty()
        ? primary(
                snapshot,
                RuleId.CRASHED_SYNCHRONOUS_FAILOVER,
                crashed,
                "%s streamed synchronously to the last".formatted(String.join(" and ", heirs)))
            .givingUp()
            .score(Scores.NOT_PROMOTABLE)
        : Optional.empty();
  }

  private static Draft primary(
      Snapshot snapshot, RuleId rule, Crashed crashed, String consequence) {
    boolean unheeded = Neighbours.downFor(snapshot).compareTo(HEEDED_WITHIN) > 0;
    String again =
        "; said again, since Pacemaker has done nothing for %d s"
            .formatted(HEEDED_WITHIN.toSeconds());
    return Draft.of(
            rule, "primary crashed, %s; %s%s", facts(crashed), consequence, unheeded ? again : "")
        .answerWithReason(unheeded ? ERR_GENERIC : FAILED_PROMOTED);
  }

  static String facts(Crashed crashed) {
    return "pg_control says %s, %d processes left"
        .formatted(crashed.control().state().text(), crashed.orphans());
  }

  private static CrashPolicy policy(Snapshot snapshot) {
    return snapshot.instance().policy().crashPolicy();
  }
}

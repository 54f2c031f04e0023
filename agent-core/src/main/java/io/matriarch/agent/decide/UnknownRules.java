package io.matriarch.agent.decide;

import static io.matriarch.agent.model.OcfExitCode.DEGRADED;
import static io.matriarch.agent.model.OcfExitCode.DEGRADED_PROMOTED;
import static io.matriarch.agent.model.OcfExitCode.ERR_GENERIC;

import io.matriarch.agent.model.ClusterView.Node;
import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.Snapshot;
import java.util.List;
import java.util.Optional;

/// The section of the decision table for a look that failed: a fault of the looking, for which
/// nothing is given up at once. Its state is the reason why nothing is known.
final class UnknownRules {

  static final List<Rule<String>> TABLE =
      List.of(
          new Rule<>(
              RuleId.SERVER_STORAGE_FROZEN,
              "it was a primary, a write and its fsync in the data directory have not ended for"
                  + " longer than hang_timeout, Pacemaker manages it, and another member has a"
                  + " claim",
              "failed; score -1000, and the role is left to another node; no verdict",
              (snapshot, reason) ->
                  wasPrimary(snapshot)
                      ? HealthRules.frozen(RuleId.SERVER_STORAGE_FROZEN, snapshot)
                      : Optional.empty()),
          new Rule<>(
              RuleId.SERVER_UNKNOWN_PRIMARY,
              "it was a primary, as last seen or as Pacemaker has it, and has not been seen for"
                  + " hang_timeout at most, or for as long as its storage is frozen",
              "degraded, running Promoted; the score is left alone; no verdict",
              (snapshot, reason) ->
                  wasPrimary(snapshot) && isPatient(snapshot)
                      ? Draft.of(RuleId.SERVER_UNKNOWN_PRIMARY, "%s", reason)
                          .answerWithReason(DEGRADED_PROMOTED)
                          .keepScore()
                      : Optional.empty()),
          new Rule<>(
              RuleId.SERVER_UNKNOWN_STANDBY,
              "Pacemaker has it as Unpromoted, and it has not been seen for hang_timeout at most,"
                  + " or for as long as its storage is frozen",
              "degraded; the score is left alone; no verdict",
              (snapshot, reason) ->
                  hasRole(snapshot, Role.UNPROMOTED) && isPatient(snapshot)
                      ? Draft.of(RuleId.SERVER_UNKNOWN_STANDBY, "%s", reason)
                          .answerWithReason(DEGRADED)
                          .keepScore()
                      : Optional.empty()),
          new Rule<>(
              RuleId.SERVER_UNKNOWN,
              "always",
              "failed; the score is left alone; no verdict",
              (snapshot, reason) ->
                  Draft.of(RuleId.SERVER_UNKNOWN, "%s", reason)
                      .answerWithReason(ERR_GENERIC)
                      .keepScore()));

  private UnknownRules() {}

  static Decision decide(Snapshot snapshot, String reason) {
    return Decider.first(TABLE, snapshot, reason);
  }

  /// An agent that has just started remembers nothing; Pacemaker does, in the CIB and in the
  /// monitor that it asks for.
  private static boolean wasPrimary(Snapshot snapshot) {
    return snapshot.memory().primarySince().isPresent() || hasRole(snapshot, Role.PROMOTED);
  }

  private static boolean hasRole(Snapshot snapshot, Role role) {
    return snapshot
        .cluster()
        .map(view -> view.node(snapshot.node()).map(Node::role).filter(role::equals).isPresent())
        .orElse(snapshot.memory().monitoredAs().filter(role::equals).isPresent());
  }

  private static boolean isPatient(Snapshot snapshot) {
    return !Sickness.overdue(snapshot, Sickness.lasted(snapshot, snapshot.memory().silentSince()))
        || snapshot.health().storageStuck().isPresent();
  }
}

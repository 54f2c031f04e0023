package io.matriarch.simulation;

import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.RuleId;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Questions about the whole cluster that no single agent can answer.
record Health(Pacemaker pacemaker, Scenario scenario) {

  /// What is said where nobody may be promoted: each names who or what is missing.
  private static final Set<RuleId> REFUSALS =
      EnumSet.of(
          RuleId.STANDBY_WAITS,
          RuleId.STANDBY_REFUSED,
          RuleId.STANDBY_DIVERGED,
          RuleId.STANDBY_QUORUM_MISSING,
          RuleId.STANDBY_NOT_SYNCHRONOUS,
          RuleId.REPAIR_FAILED,
          RuleId.REPAIR_PENDING,
          RuleId.SERVER_ABSENT);

  /// The machine whose server has the role, and the address, and can write.
  Optional<Machine> primary() {
    return pacemaker.machines().stream()
        .filter(m -> m.powered() && m.vip() && m.role() == Role.PROMOTED)
        .filter(m -> m.server().phase() == Server.Phase.PRIMARY && !m.server().frozen())
        .filter(m -> m.partition().filter(p -> p.quorate() && !p.over()).isPresent())
        .findFirst();
  }

  /// Whether all is as it was configured: one primary, the others stream, all in one partition.
  boolean well() {
    return primary()
        .filter(p -> pacemaker.machines().stream().allMatch(m -> m == p || isGoodStandby(m, p)))
        .filter(p -> !scenario.synchronous() || isSynchronous(p))
        .isPresent();
  }

  private static boolean isGoodStandby(Machine machine, Machine primary) {
    return machine.powered()
        && machine.partition().equals(primary.partition())
        && machine.role() == Role.UNPROMOTED
        && machine.server().phase() == Server.Phase.STANDBY
        && machine.server().streaming()
        && machine.ownScore().filter(score -> score >= 0).isPresent();
  }

  private boolean isSynchronous(Machine primary) {
    int count = scenario.instance().policy().synchronous().count();
    int possible = Math.min(count, pacemaker.machines().size() - 1);
    return primary
        .partition()
        .flatMap(p -> p.cib().synchronous)
        .filter(set -> set.members().size() == pacemaker.machines().size())
        .filter(set -> set.acknowledged() == possible)
        .isPresent();
  }

  /// Whether everybody says why nobody is promoted.
  boolean refusedByName() {
    List<Machine> up = pacemaker.machines().stream().filter(Machine::powered).toList();
    return up.stream()
        .allMatch(m -> m.decision().filter(d -> REFUSALS.contains(d.rule())).isPresent());
  }

  /// What each of them says, for the report of a history that does not end.
  String said() {
    return String.join(
        "; ",
        pacemaker.machines().stream()
            .map(
                m ->
                    "%s %s %s %s"
                        .formatted(
                            m.name(),
                            m.role(),
                            m.ownScore().map(String::valueOf).orElse("-"),
                            m.decision()
                                .map(d -> d.rule().id() + ": " + d.because())
                                .orElse("nothing")))
            .toList());
  }
}

package io.matriarch.agent.decide;

import static io.matriarch.agent.model.OcfExitCode.DEGRADED;
import static io.matriarch.agent.model.OcfExitCode.DEGRADED_PROMOTED;
import static io.matriarch.agent.model.OcfExitCode.ERR_GENERIC;
import static io.matriarch.agent.model.OcfExitCode.FAILED_PROMOTED;

import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Health;
import io.matriarch.agent.model.ReplicationSlot;
import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.ServerState.Crashed;
import io.matriarch.agent.model.ServerState.Primary;
import io.matriarch.agent.model.ServerState.Standby;
import io.matriarch.agent.model.ServerState.Starting;
import io.matriarch.agent.model.ServerState.Stopped;
import io.matriarch.agent.model.ServerState.Unreachable;
import io.matriarch.agent.model.Snapshot;
import java.util.Comparator;
import java.util.Optional;

/// The rows for a server that is sick without being down: it accepts nobody, its storage is frozen,
/// or its disk is full. Each stands in the section of the state that the server is in.
final class HealthRules {

  private static final String GIVES_WAY =
      "failed; score -1000, and the role is left to another node";
  private static final String WAITS =
      "degraded though it is down; score -1000, or -1 while nobody else has a claim; started once"
          + " 64 MiB are free";

  static final Rule<Primary> PRIMARY_ACCEPTS_NOBODY =
      new Rule<>(
          RuleId.PRIMARY_ACCEPTS_NOBODY,
          "no new connection has been answered for longer than hang_timeout, whatever older ones"
              + " do",
          GIVES_WAY + "; with no other claim, or unmanaged, its score stays",
          (snapshot, primary) -> {
            if (!Sickness.overdue(snapshot, Sickness.refusingFor(snapshot))) {
              return Optional.empty();
            }
            return givingWay(refusing(RuleId.PRIMARY_ACCEPTS_NOBODY, snapshot), snapshot);
          });

  static final Rule<Primary> PRIMARY_STORAGE_FROZEN =
      new Rule<>(
          RuleId.PRIMARY_STORAGE_FROZEN,
          "a write and its fsync in the data directory have not ended for longer than hang_timeout,"
              + " Pacemaker manages it, and another member has a claim",
          GIVES_WAY,
          (snapshot, primary) -> frozen(RuleId.PRIMARY_STORAGE_FROZEN, snapshot));

  static final Rule<Unreachable> UNREACHABLE_STORAGE_FROZEN =
      new Rule<>(
          RuleId.UNREACHABLE_STORAGE_FROZEN,
          "its data directory is a primary's, a write and its fsync there have not ended for longer"
              + " than hang_timeout, Pacemaker manages it, and another member has a claim",
          GIVES_WAY,
          (snapshot, server) ->
              server.standbySignal()
                  ? Optional.empty()
                  : frozen(RuleId.UNREACHABLE_STORAGE_FROZEN, snapshot));

  static final Rule<Primary> PRIMARY_SICK =
      new Rule<>(
          RuleId.PRIMARY_SICK,
          "it accepts nobody, or its storage is frozen, for longer than half of hang_timeout",
          "degraded, running Promoted; score 1001",
          (snapshot, primary) ->
              sick(RuleId.PRIMARY_SICK, snapshot)
                  .flatMap(d -> d.answerWithReason(DEGRADED_PROMOTED).score(Scores.PRIMARY)));

  static final Rule<Primary> PRIMARY_DISK_LOW =
      new Rule<>(
          RuleId.PRIMARY_DISK_LOW,
          "less than disk_low is free where its data or its WAL is",
          "degraded, running Promoted; score 1001; the promotion is recorded",
          (snapshot, primary) ->
              Sickness.low(snapshot)
                  .flatMap(
                      disk ->
                          Draft.of(
                                  RuleId.PRIMARY_DISK_LOW,
                                  "%s, disk_low is %d MiB%s",
                                  free(disk),
                                  snapshot.instance().policy().diskLowBytes() / Sickness.MIB,
                                  hoarder(primary, disk))
                              .answerWithReason(DEGRADED_PROMOTED)
                              .actions(PrimaryRules.record(snapshot, primary))
                              .score(Scores.PRIMARY)));

  static final Rule<Standby> STANDBY_ACCEPTS_NOBODY =
      new Rule<>(
          RuleId.STANDBY_ACCEPTS_NOBODY,
          "no new connection has been answered for longer than hang_timeout, whatever older ones"
              + " do",
          "failed; score -900, or what it has where it has no claim",
          (snapshot, standby) ->
              Sickness.overdue(snapshot, Sickness.refusingFor(snapshot))
                  ? refusing(RuleId.STANDBY_ACCEPTS_NOBODY, snapshot)
                      .answerWithReason(ERR_GENERIC)
                      .score(StandbyRules.sickScore(snapshot, standby))
                  : Optional.empty());

  static final Rule<Standby> STANDBY_SICK =
      new Rule<>(
          RuleId.STANDBY_SICK,
          "it accepts nobody, or its storage is frozen, for longer than half of hang_timeout",
          "degraded; score -900, or what it has where it has no claim",
          (snapshot, standby) ->
              sick(RuleId.STANDBY_SICK, snapshot)
                  .flatMap(
                      d ->
                          d.answerWithReason(DEGRADED)
                              .score(StandbyRules.sickScore(snapshot, standby))));

  static final Rule<Standby> STANDBY_DISK_FULL =
      new Rule<>(
          RuleId.STANDBY_DISK_FULL,
          "less than 32 MiB (two WAL segments) are free where its data or its WAL is",
          "degraded; score -900, or what it has where it has no claim",
          (snapshot, standby) ->
              Sickness.full(snapshot)
                  .flatMap(
                      disk ->
                          Draft.of(
                                  RuleId.STANDBY_DISK_FULL,
                                  "%s, a primary needs %d MiB",
                                  free(disk),
                                  Sickness.FULL / Sickness.MIB)
                              .answerWithReason(DEGRADED)
                              .score(StandbyRules.sickScore(snapshot, standby))));

  static final Rule<Standby> STANDBY_DISK_LOW =
      new Rule<>(
          RuleId.STANDBY_DISK_LOW,
          "it streams, and less than disk_low is free where its data or its WAL is",
          "degraded; score 900: promoted only where no other may be",
          (snapshot, standby) ->
              Sickness.low(snapshot)
                  .filter(_ -> StandbyRules.followsUpstream(snapshot, standby))
                  .flatMap(
                      disk ->
                          Draft.of(
                                  RuleId.STANDBY_DISK_LOW,
                                  "%s, disk_low is %d MiB; %d bytes behind",
                                  free(disk),
                                  snapshot.instance().policy().diskLowBytes() / Sickness.MIB,
                                  standby.lagBytes())
                              .answerWithReason(DEGRADED)
                              .score(Scores.DISK_LOW)));

  static final Rule<Starting> STARTING_DISK_FULL =
      new Rule<>(
          RuleId.STARTING_DISK_FULL,
          "a managed primary recovers with less than 32 MiB free, and another member has a claim",
          "failed while Promoted; score -1000; the role is left to another node",
          (snapshot, starting) ->
              starting.standbySignal() || !mayLeave(snapshot)
                  ? Optional.empty()
                  : Sickness.full(snapshot)
                      .flatMap(
                          disk ->
                              Draft.of(
                                      RuleId.STARTING_DISK_FULL,
                                      "%s, recovery needs %d MiB; %s",
                                      free(disk),
                                      Sickness.FULL / Sickness.MIB,
                                      starting.phase())
                                  .answerWithReason(FAILED_PROMOTED)
                                  .givingUp()
                                  .score(Scores.NOT_PROMOTABLE)));

  static final Rule<Crashed> CRASHED_NO_ROOM =
      new Rule<>(
          RuleId.CRASHED_NO_ROOM,
          "it is to be started as a standby, and less than 64 MiB are free",
          WAITS,
          (snapshot, crashed) -> noRoom(RuleId.CRASHED_NO_ROOM, snapshot));

  static final Rule<Stopped> STOPPED_NO_ROOM =
      new Rule<>(
          RuleId.STOPPED_NO_ROOM,
          "it is to be started as a standby, and less than 64 MiB are free",
          WAITS,
          (snapshot, stopped) -> noRoom(RuleId.STOPPED_NO_ROOM, snapshot));

  static final Rule<Crashed> CRASHED_DISK_FULL =
      new Rule<>(
          RuleId.CRASHED_DISK_FULL,
          "it was a managed primary, and less than 32 MiB are free: recovery would crash again",
          "failed while Promoted; score -1000, and the role is left to another node; -1 where no"
              + " other member has a claim",
          HealthRules::crashedFull);

  private HealthRules() {}

  private static Optional<Decision> crashedFull(Snapshot snapshot, Crashed crashed) {
    Optional<Health.Disk> full = Sickness.full(snapshot);
    if (crashed.standbySignal() || Neighbours.handsOff(snapshot) || full.isEmpty()) {
      return Optional.empty();
    }
    Draft draft =
        Draft.of(
                RuleId.CRASHED_DISK_FULL,
                "primary crashed, %s, recovery needs %d MiB",
                free(full.get()),
                Sickness.FULL / Sickness.MIB)
            .answerWithReason(FAILED_PROMOTED);
    return mayLeave(snapshot)
        ? draft.givingUp().score(Scores.NOT_PROMOTABLE)
        : draft.score(Scores.NO_CLAIM);
  }

  /// A start that was let wait must not be forgotten, nor be taken for a failure.
  private static Optional<Decision> noRoom(RuleId rule, Snapshot snapshot) {
    if (!snapshot.memory().comeback() || Neighbours.handsOff(snapshot)) {
      return Optional.empty();
    }
    boolean alone = Neighbours.othersClaims(snapshot).isEmpty();
    return Sickness.cramped(snapshot)
        .flatMap(
            disk ->
                Draft.of(
                        rule,
                        "down, %s: it is started with %d MiB",
                        free(disk),
                        Sickness.ROOM / Sickness.MIB)
                    .answerWithReason(DEGRADED)
                    .score(alone ? Scores.NO_CLAIM : Scores.NOT_PROMOTABLE));
  }

  /// Storage that nobody can take over from is waited for: where all nodes share what hangs, to
  /// fence one after the other would help nobody.
  static Optional<Decision> frozen(RuleId rule, Snapshot snapshot) {
    if (!Sickness.overdue(snapshot, Sickness.frozenFor(snapshot)) || !mayLeave(snapshot)) {
      return Optional.empty();
    }
    return Draft.of(
            rule,
            "a write in %s has not ended for %d s, hang_timeout is %d s",
            snapshot.instance().datadir(),
            Sickness.frozenFor(snapshot).toSeconds(),
            Sickness.hangTimeout(snapshot).toSeconds())
        .answerWithReason(ERR_GENERIC)
        .givingUp()
        .score(Scores.NOT_PROMOTABLE);
  }

  private static Draft refusing(RuleId rule, Snapshot snapshot) {
    return Draft.of(
        rule,
        "no new connection was answered for %d s, hang_timeout is %d s",
        Sickness.refusingFor(snapshot).toSeconds(),
        Sickness.hangTimeout(snapshot).toSeconds());
  }

  private static Optional<Decision> givingWay(Draft draft, Snapshot snapshot) {
    draft.answerWithReason(ERR_GENERIC);
    return mayLeave(snapshot)
        ? draft.givingUp().score(Scores.NOT_PROMOTABLE)
        : draft.score(snapshot.memory().lastScore());
  }

  private static Optional<Draft> sick(RuleId rule, Snapshot snapshot) {
    if (Sickness.noticeable(snapshot, Sickness.frozenFor(snapshot))) {
      return Optional.of(
          Draft.of(
              rule,
              "a write in %s has not ended for %d s",
              snapshot.instance().datadir(),
              Sickness.frozenFor(snapshot).toSeconds()));
    }
    return Sickness.noticeable(snapshot, Sickness.refusingFor(snapshot))
        ? Optional.of(
            Draft.of(
                rule,
                "no new connection was answered for %d s",
                Sickness.refusingFor(snapshot).toSeconds()))
        : Optional.empty();
  }

  private static boolean mayLeave(Snapshot snapshot) {
    return !Neighbours.handsOff(snapshot) && !Neighbours.candidates(snapshot).isEmpty();
  }

  private static String free(Health.Disk disk) {
    return "%d MiB free on %s".formatted(disk.freeBytes() / Sickness.MIB, disk.path());
  }

  /// The slot that holds more WAL back than there is room left: the likely reason, and a remedy.
  private static String hoarder(Primary primary, Health.Disk disk) {
    return primary.slots().stream()
        .filter(slot -> slot.retainedBytes() > disk.freeBytes())
        .max(Comparator.comparingLong(ReplicationSlot::retainedBytes))
        .map(
            slot ->
                "; slot %s holds %d MiB back"
                    .formatted(slot.name(), slot.retainedBytes() / Sickness.MIB))
        .orElse("");
  }
}

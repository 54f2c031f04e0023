package io.matriarch.agent.decide;

import io.matriarch.agent.model.Action;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Memory;
import io.matriarch.agent.model.Memory.Claim;
import io.matriarch.agent.model.Memory.Comeback;
import io.matriarch.agent.model.Memory.Crash;
import io.matriarch.agent.model.Memory.Sightings;
import io.matriarch.agent.model.Score;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.ServerState.Absent;
import io.matriarch.agent.model.ServerState.Crashed;
import io.matriarch.agent.model.ServerState.Primary;
import io.matriarch.agent.model.ServerState.Standby;
import io.matriarch.agent.model.ServerState.Starting;
import io.matriarch.agent.model.ServerState.Stopped;
import io.matriarch.agent.model.ServerState.Unreachable;
import io.matriarch.agent.model.StandbyLink;
import io.matriarch.agent.model.WalPosition;
import java.util.List;
import java.util.Optional;

/// Carries the memory from one look to the next.
public final class Recall {

  /// With these values of `synchronous_commit` a commit waits for no standby.
  private static final List<String> LOCAL_COMMITS = List.of("off", "local");

  private Recall() {}

  /// The memory with what this look shows, to be decided with.
  ///
  /// While Pacemaker leaves the instance alone, how long it was down says nothing of how long its
  /// recovery takes.
  ///
  /// @param node the name of the agent's own node
  public static Memory look(
      Memory before,
      String node,
      Fact<ServerState> server,
      Fact<ClusterView> cluster,
      BootTime now) {
    Memory led = led(before, node, cluster, now);
    Memory seen =
        switch (server) {
          case Fact.Unknown<ServerState> _ -> unseen(led, now);
          case Fact.Known<ServerState>(var state, var _) -> look(led, state, now);
        };
    boolean handsOff = cluster.map(view -> view.handsOff(node)).orElse(false);
    return handsOff && seen.downSince().isPresent() ? downFrom(seen, now) : seen;
  }

  /// While the CIB cannot be read, nothing is known to have changed.
  private static Memory led(Memory before, String node, Fact<ClusterView> cluster, BootTime now) {
    Sightings s = before.sightings();
    Optional<BootTime> led =
        cluster
            .map(view -> since(s.led(), !Neighbours.livingPrimaries(view, node).isEmpty(), now))
            .orElse(s.led());
    return before.withSightings(
        new Sightings(s.primary(), s.apart(), s.starting(), s.silent(), s.down(), led));
  }

  private static Memory unseen(Memory before, BootTime now) {
    Sightings s = before.sightings();
    return before.withSightings(
        new Sightings(
            s.primary(), s.apart(), s.starting(), since(s.silent(), true, now), s.down(), s.led()));
  }

  private static Memory downFrom(Memory seen, BootTime now) {
    Sightings s = seen.sightings();
    return seen.withSightings(
        new Sightings(s.primary(), s.apart(), s.starting(), s.silent(), Optional.of(now), s.led()));
  }

  private static Memory look(Memory before, ServerState state, BootTime now) {
    boolean primary = state instanceof Primary;
    boolean streaming = state instanceof Standby standby && standby.streaming();
    boolean apart = state instanceof Standby && !streaming;
    boolean well = primary || streaming;
    return new Memory(
        before.operation(),
        before.monitoredAs(),
        new Sightings(
            since(before.primarySince(), primary, now),
            since(before.apartSince(), apart, now),
            since(before.startingSince(), state instanceof Starting, now),
            since(before.silentSince(), state instanceof Unreachable u && !u.accepting(), now),
            since(before.downSince(), isDown(state), now),
            before.sightings().led()),
        new Claim(
            synchronousAtLast(before, state),
            before.lastScore(),
            well ? Optional.empty() : before.startedFrom(),
            crash(before, state, well),
            before.lostTo(),
            upstream(before, state)),
        before.upkeep());
  }

  /// Of several timelines the one that was seen last counts.
  private static Optional<WalPosition> upstream(Memory before, ServerState state) {
    return switch (state) {
      case Standby standby ->
          standby.receiver().stream()
              .filter(r -> r.streaming() && r.timeline() > 0)
              .map(r -> new WalPosition(r.timeline(), r.latestEnd()))
              .map(seen -> further(before.upstream(), seen))
              .findFirst()
              .or(before::upstream);
      case Primary _, Absent _ -> Optional.empty();
      case Stopped _, Crashed _, Starting _, Unreachable _ -> before.upstream();
    };
  }

  private static WalPosition further(Optional<WalPosition> before, WalPosition seen) {
    return before
        .filter(b -> b.timeline() == seen.timeline() && b.lsn().isAtLeast(seen.lsn()))
        .orElse(seen);
  }

  /// What is seen while an operation runs is its doing: a server that gave the role up and still
  /// answers on old connections has not got it back.
  private static Crash crash(Memory before, ServerState state, boolean well) {
    boolean settled = well && before.operation() == Memory.Operation.NONE;
    Comeback comeback = isDown(state) ? before.claim().crash().comeback() : Comeback.NONE;
    return new Crash(before.gaveUp() && !settled, comeback);
  }

  private static boolean isDown(ServerState state) {
    return switch (state) {
      case Stopped _, Crashed _, Absent _ -> true;
      case Starting _, Unreachable _, Primary _, Standby _ -> false;
    };
  }

  private static List<String> synchronousAtLast(Memory before, ServerState state) {
    return switch (state) {
      case Primary primary ->
          LOCAL_COMMITS.contains(primary.settings().synchronousCommit())
              ? List.of()
              : primary.standbys().stream()
                  .filter(StandbyLink::streaming)
                  .filter(StandbyLink::synchronous)
                  .map(StandbyLink::standby)
                  .toList();
      case Standby _, Stopped _, Absent _ -> List.of();
      case Crashed _, Starting _, Unreachable _ -> before.synchronousAtLast();
    };
  }

  private static Optional<BootTime> since(Optional<BootTime> before, boolean holds, BootTime now) {
    return holds ? before.or(() -> Optional.of(now)) : Optional.empty();
  }

  /// The memory with what was decided.
  public static Memory decided(Memory before, Decision decision) {
    Optional<Integer> score =
        switch (decision.score()) {
          case Score.Publish(int value) -> Optional.of(value);
          case Score.Keep _ -> before.lastScore();
          case Score.Clear _ -> Optional.empty();
        };
    Memory after = before.withDecision(score, decision.givesUp());
    for (Action action : decision.actions()) {
      if (action instanceof Action.WithdrawRefusal(var answered)) {
        after = after.withoutRefusal(answered);
      }
    }
    return after;
  }
}

package io.matriarch.telemetry.event;

import io.matriarch.agent.decide.Decider;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.Memory;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.Verdict;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.telemetry.Snapshots;
import io.matriarch.telemetry.event.FailoverEvent.FailoverEnded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// One node's narrator, told a story a step at a time; each step is a tenth of a second.
final class Herd {

  private final Narrator narrator = new Narrator(Snapshots.RESOURCE);
  private final Decider decider = new Decider();
  private final List<Event> events = new ArrayList<>();
  private final List<String> correlations = new ArrayList<>();
  private BootTime now = Snapshots.NOW;
  private UnaryOperator<ClusterView> cluster = UnaryOperator.identity();

  private static <T> Fact<T> at(Fact<T> fact, BootTime now) {
    return switch (fact) {
      case Fact.Known<T>(var value, var _) -> Fact.known(value, now);
      case Fact.Unknown<T> unknown -> unknown;
    };
  }

  Herd passes(Duration time) {
    now = now.plus(time);
    return this;
  }

  Herd looks(Snapshot seen) {
    return looks(seen, Memory.Operation.NONE);
  }

  Herd looks(Snapshot seen, Memory.Operation operation) {
    now = now.plus(Duration.ofMillis(100));
    Snapshot snapshot =
        new Snapshot(
            seen.node(),
            seen.instance(),
            seen.faults(),
            now,
            at(seen.server(), now),
            seen.cluster().map(cluster),
            seen.health(),
            seen.repair(),
            seen.memory().withOperation(operation));
    return take(narrator.decided(snapshot, decider.decide(snapshot)));
  }

  Herd ends(String operation, Duration took) {
    now = now.plus(Duration.ofMillis(100));
    return take(narrator.operated(operation, Verdict.of(OcfExitCode.SUCCESS), took, now));
  }

  Herd steps(String step) {
    return take(narrator.stepped(step, "", now));
  }

  Herd fences(String node) {
    now = now.plus(Duration.ofMillis(100));
    return take(narrator.fenced(node, true, now));
  }

  /// Pacemaker started or stopped another resource here.
  Herd told(String task, String resource) {
    now = now.plus(Duration.ofMillis(100));
    return take(narrator.placed(resource, task, now));
  }

  /// From now on the CIB has that node as the last promoted one.
  Herd records(String node, int timeline, String lsn) {
    return sees(
        view ->
            Snapshots.with(
                view,
                view.quorate(),
                Optional.of(
                    new PromotionRecord(
                        node, new WalPosition(timeline, Lsn.parse(lsn)), Snapshots.SYSTEM)),
                view.synchronousSet(),
                view.companions()));
  }

  /// From the beginning on the address follows the promoted role.
  Herd hasAddress() {
    return sees(
        view ->
            Snapshots.with(
                view,
                view.quorate(),
                view.promotionRecord(),
                view.synchronousSet(),
                List.of("vip")));
  }

  Herd sees(UnaryOperator<ClusterView> change) {
    UnaryOperator<ClusterView> before = cluster;
    cluster = view -> change.apply(before.apply(view));
    return this;
  }

  private Herd take(Narrator.Told told) {
    events.addAll(told.events());
    told.events().forEach(_ -> told.correlation().ifPresent(correlations::add));
    return this;
  }

  List<Event> events() {
    return events;
  }

  List<String> correlations() {
    return correlations.stream().distinct().toList();
  }

  <E extends Event> Stream<E> all(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast);
  }

  FailoverEnded ended() {
    return all(FailoverEnded.class).reduce((_, later) -> later).orElseThrow();
  }

  /// The same server, but a standby that does not stream.
  static Snapshot apart(String node) {
    Snapshot streaming = Snapshots.standby(node);
    return Snapshots.of(
        node,
        streaming.server() instanceof Fact.Known<ServerState>(ServerState.Standby s, var at)
            ? Fact.known(
                new ServerState.Standby(
                    s.settings(),
                    s.held(),
                    s.received(),
                    s.replayed(),
                    false,
                    s.replayAge(),
                    List.of(),
                    List.of(),
                    List.of()),
                at)
            : streaming.server(),
        true);
  }
}

package io.matriarch.agent.loop;

import io.matriarch.agent.model.ControlData;
import io.matriarch.agent.model.ControlData.ClusterState;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.ServerSettings;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.TimelineHistory;
import io.matriarch.agent.model.Upkeep.SlotChange;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.model.WalReceiver;
import io.matriarch.agent.port.ServerControl;
import io.matriarch.agent.port.ServerObserver;
import io.matriarch.agent.port.SetupFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/// One PostgreSQL as a state machine: starts, recovers, is promoted and stops as the real one does,
/// and can be told to hang, to survive signals or to fail.
final class FakeServer implements ServerObserver, ServerControl {

  static final String SYSTEM = "7301";
  static final WalPosition HELD = WalPosition.parse("3:0/5000000");

  /// The calls that a test can make hang.
  enum Call {
    OBSERVE,
    HISTORY,
    START,
    REQUEST_STOP,
    PROCESSES,
    PROMOTE,
    VALIDATE,
    CHECKPOINT,
    UPKEEP
  }

  final AtomicInteger looks = new AtomicInteger();
  final List<String> calls = new CopyOnWriteArrayList<>();
  final List<String> upkeep = new CopyOnWriteArrayList<>();
  final List<SetupFault> faults = new ArrayList<>();
  final Set<Call> hanging = EnumSet.noneOf(Call.class);
  final Set<StopMode> survived = EnumSet.noneOf(StopMode.class);
  private final Sinks.Many<String> ends = Sinks.many().multicast().directBestEffort();

  volatile ServerState state;
  volatile List<Long> processes;
  volatile WalPosition held = HELD;
  volatile Duration recovery = Duration.ZERO;
  volatile Duration lookTakes = Duration.ZERO;
  volatile Duration stopTakes = Duration.ofMillis(50);
  final AtomicInteger failingStarts = new AtomicInteger();
  volatile boolean failing;
  final AtomicInteger looksFailAfterPromotion = new AtomicInteger();
  volatile String refusal = "";

  FakeServer(ServerState state) {
    this.state = state;
    this.processes = hasProcesses(state) ? List.of(100L, 101L) : List.of();
  }

  private static boolean hasProcesses(ServerState state) {
    return switch (state) {
      case ServerState.Absent _, ServerState.Stopped _ -> false;
      case ServerState.Crashed(var _, var _, int orphans) -> orphans > 0;
      case ServerState.Starting _,
          ServerState.Unreachable _,
          ServerState.Primary _,
          ServerState.Standby _ ->
          true;
    };
  }

  static ControlData control(ClusterState state) {
    Lsn lsn = HELD.lsn();
    return new ControlData(state, SYSTEM, lsn, lsn, HELD.timeline(), Lsn.ZERO, 0, "replica");
  }

  static ServerState stopped() {
    return new ServerState.Stopped(control(ClusterState.SHUT_DOWN));
  }

  static ServerState crashed(boolean standbySignal, int orphans) {
    return new ServerState.Crashed(control(ClusterState.IN_PRODUCTION), standbySignal, orphans);
  }

  static ServerState starting(boolean standbySignal) {
    return new ServerState.Starting(
        control(ClusterState.IN_ARCHIVE_RECOVERY),
        standbySignal,
        "the database system is starting");
  }

  static ServerState unreachable(boolean standbySignal, boolean accepting) {
    return new ServerState.Unreachable(
        control(ClusterState.IN_PRODUCTION), standbySignal, accepting, "53300 too many clients");
  }

  static ServerState primary(WalPosition written) {
    return new ServerState.Primary(settings(), written, written.lsn(), List.of(), List.of());
  }

  static ServerState standby(WalPosition held, boolean streaming) {
    WalReceiver receiver =
        new WalReceiver(
            "streaming", "n9", 5432, held.timeline(), held.lsn(), held.lsn(), held.lsn(), 100);
    return new ServerState.Standby(
        settings(),
        held,
        held.lsn(),
        held.lsn(),
        false,
        Duration.ZERO,
        streaming ? List.of(receiver) : List.of(),
        List.of(),
        List.of());
  }

  private static ServerSettings settings() {
    return new ServerSettings(170_006, SYSTEM, "", "on", "", "replica", "latest", 10, 0, 0, true);
  }

  void connectionEnds(String why) {
    ends.tryEmitNext(why);
  }

  @Override
  public Mono<ServerState> observe() {
    Mono<ServerState> look =
        Mono.fromSupplier(
            () -> {
              looks.incrementAndGet();
              boolean promoted = state instanceof ServerState.Primary;
              if (failing || (promoted && failsOnce())) {
                throw new IllegalStateException("/proc cannot be read");
              }
              return state;
            });
    return call(Call.OBSERVE, lookTakes.isZero() ? look : look.delayElement(lookTakes));
  }

  private boolean failsOnce() {
    return looksFailAfterPromotion.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
  }

  @Override
  public Flux<String> connectionEnds() {
    return ends.asFlux();
  }

  @Override
  public Mono<TimelineHistory> history(int timeline) {
    return call(
        Call.HISTORY,
        Mono.just(
            new TimelineHistory(
                timeline,
                List.of(new TimelineHistory.Ancestor(timeline - 1, Lsn.parse("0/4000000"))))));
  }

  @Override
  public Mono<Void> startAsStandby(Duration within) {
    return call(Call.START, Mono.defer(this::start));
  }

  private Mono<Void> start() {
    calls.add("start");
    if (failingStarts.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      return Mono.error(new IllegalStateException("FATAL: could not start"));
    }
    processes = List.of(200L, 201L);
    if (recovery.isZero()) {
      state = standby(held, false);
    } else {
      state = starting(true);
      Mono.delay(recovery).subscribe(_ -> state = standby(held, false));
    }
    return Mono.empty();
  }

  @Override
  public Mono<Void> requestStop(StopMode mode) {
    return call(Call.REQUEST_STOP, Mono.fromRunnable(() -> stop(mode)));
  }

  private void stop(StopMode mode) {
    calls.add("stop " + mode);
    if (!survived.contains(mode)) {
      Mono.delay(stopTakes).subscribe(_ -> end(mode));
    }
  }

  private void end(StopMode mode) {
    boolean standby = state instanceof ServerState.Standby;
    processes = List.of();
    if (!(state instanceof ServerState.Absent)) {
      state = mode == StopMode.FAST ? stopped() : crashed(standby, 0);
    }
  }

  @Override
  public Mono<Boolean> cleanlyShutDown() {
    return Mono.fromSupplier(
        () ->
            switch (state) {
              case ServerState.Starting(var control, var _, var _) -> control.cleanlyShutDown();
              case ServerState.Stopped _ -> true;
              case ServerState.Absent _,
                  ServerState.Crashed _,
                  ServerState.Unreachable _,
                  ServerState.Primary _,
                  ServerState.Standby _ ->
                  false;
            });
  }

  @Override
  public Mono<List<Long>> processes() {
    return call(Call.PROCESSES, Mono.fromSupplier(() -> processes));
  }

  @Override
  public Mono<Void> reserveTimelines(int own, int newest) {
    return newest > own
        ? Mono.fromRunnable(() -> calls.add("reserve %d to %d".formatted(own + 1, newest)))
        : Mono.empty();
  }

  @Override
  public Mono<Void> requestPromotion() {
    return call(
        Call.PROMOTE,
        Mono.fromRunnable(
            () -> {
              calls.add("promote");
              held = new WalPosition(held.timeline() + 1, held.lsn());
              state = primary(held);
            }));
  }

  @Override
  public Mono<Void> checkpoint(Duration atMost) {
    return call(Call.CHECKPOINT, Mono.fromRunnable(() -> calls.add("checkpoint")));
  }

  @Override
  public Mono<Void> setSynchronousStandbyNames(String text) {
    return call(
        Call.UPKEEP,
        Mono.fromRunnable(
            () -> {
              upkeep.add("names " + text);
              refuse();
              state = FakeUpkeep.withNames(state, text);
            }));
  }

  @Override
  public Mono<Void> changeSlot(SlotChange change) {
    return call(
        Call.UPKEEP,
        Mono.fromRunnable(
            () -> {
              upkeep.add(change.getClass().getSimpleName() + " " + change.name());
              refuse();
              state = FakeUpkeep.withSlot(state, change);
            }));
  }

  private void refuse() {
    if (!refusal.isEmpty()) {
      throw new IllegalStateException(refusal);
    }
  }

  @Override
  public Mono<List<SetupFault>> validate(String node) {
    return call(Call.VALIDATE, Mono.fromSupplier(() -> List.copyOf(faults)));
  }

  @Override
  public void close() {
    ends.tryEmitComplete();
  }

  private <T> Mono<T> call(Call call, Mono<T> work) {
    return Mono.defer(() -> hanging.contains(call) ? Mono.never() : work);
  }
}

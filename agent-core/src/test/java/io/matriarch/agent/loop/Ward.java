package io.matriarch.agent.loop;

import io.matriarch.agent.model.ControlData.ClusterState;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.Policy;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.RepairNote;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.TimelineHistory;
import io.matriarch.agent.model.Upkeep;
import io.matriarch.agent.model.UpstreamAnswer;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.port.RepairTools;
import io.matriarch.agent.port.ServerControl;
import io.matriarch.agent.port.ServerObserver;
import io.matriarch.agent.port.SetupFault;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// A data directory with its server and the tools that repair it, which can die at each of their
/// steps. It keeps a list of what must never happen.
final class Ward implements RepairTools, ServerControl, ServerObserver {

  static final PromotionRecord PRIMARY =
      new PromotionRecord("n2", WalPosition.parse("4:0/4F00000"), FakeServer.SYSTEM);

  /// What the data directory holds.
  enum Data {
    DIVERGED,
    TORN,
    REWOUND,
    FOLLOWING
  }

  /// When the agent dies at a step.
  enum Death {
    BEFORE,
    AMID,
    AFTER
  }

  final List<String> calls = new ArrayList<>();
  final List<String> sins = new ArrayList<>();
  final Deque<Outcome> rewinds = new ArrayDeque<>();
  final Deque<Outcome> copies = new ArrayDeque<>();
  final Deque<UpstreamAnswer> answers = new ArrayDeque<>();
  Optional<String> obstacle = Optional.empty();
  Optional<RepairNote> note = Optional.empty();
  Data data = Data.DIVERGED;
  boolean controlInPlace = true;
  boolean running = true;
  boolean crashed;
  boolean fresh;
  boolean streams = true;
  Duration programsTake = Duration.ZERO;
  int dieAt = -1;
  Death death = Death.BEFORE;

  private <T> Mono<T> step(String name, Runnable amid, Supplier<T> after) {
    return Mono.defer(
        () -> {
          boolean last = calls.size() == dieAt;
          calls.add(name);
          if (last && death == Death.BEFORE) {
            return Mono.never();
          }
          amid.run();
          if (last && death == Death.AMID) {
            return Mono.never();
          }
          Mono<T> done = Mono.fromSupplier(after);
          return last ? done.then(Mono.never()) : done;
        });
  }

  private Mono<Void> step(String name, Runnable effect) {
    return step(
            name,
            () -> {},
            () -> {
              effect.run();
              return name;
            })
        .then();
  }

  /// As after the death of the node or of the agent: what is on disk is left.
  void survive(boolean rebooted) {
    dieAt = -1;
    if (rebooted) {
      crashed = running || crashed;
      running = false;
    }
  }

  @Override
  public Optional<RepairNote> noted() {
    return note;
  }

  @Override
  public Mono<Optional<RepairNote>> readNote() {
    return Mono.fromSupplier(() -> note);
  }

  @Override
  public Mono<Void> note(RepairNote next) {
    return step("note " + next.phase(), () -> note = Optional.of(next));
  }

  @Override
  public Mono<Void> erase() {
    return step("erase", () -> note = Optional.empty());
  }

  @Override
  public Mono<UpstreamAnswer> ask(Optional<WalPosition> from) {
    return step("ask", () -> {}, () -> answers.isEmpty() ? primary() : answers.pop());
  }

  static UpstreamAnswer primary() {
    WalPosition begun = PRIMARY.begunAt();
    TimelineHistory history =
        new TimelineHistory(
            begun.timeline(), List.of(new TimelineHistory.Ancestor(3, begun.lsn())));
    return new UpstreamAnswer.Server(
        "n2:5432",
        FakeServer.SYSTEM,
        false,
        history,
        Lsn.parse("0/6000000"),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public Mono<Optional<String>> obstacle() {
    return step("obstacle", () -> {}, () -> obstacle);
  }

  @Override
  public Mono<Outcome> rewind(Policy.Rejoin policy, Consumer<String> say) {
    return step(
            "rewind",
            () -> {
              require(!running, "pg_rewind beside a running server");
              controlInPlace = true;
              data = Data.TORN;
            },
            () -> rewound(say))
        .delayElement(programsTake);
  }

  private Outcome rewound(Consumer<String> say) {
    say.accept("pg_rewind 60 %");
    Outcome outcome = rewinds.isEmpty() ? new Outcome.Done() : rewinds.pop();
    data =
        switch (outcome) {
          case Outcome.Done _ -> Data.REWOUND;
          case Outcome.Failed failed -> failed.changed() ? Data.TORN : Data.DIVERGED;
        };
    return outcome;
  }

  @Override
  public Mono<Void> putControlAside() {
    return step("aside", () -> controlInPlace = false);
  }

  @Override
  public Mono<Void> complete(WalPosition begun) {
    return step("complete", () -> data = Data.FOLLOWING);
  }

  @Override
  public Mono<Outcome> copy(Policy.Rejoin policy, Consumer<String> say) {
    return step(
            "copy",
            () -> fresh = false,
            () -> {
              Outcome outcome = copies.isEmpty() ? new Outcome.Done() : copies.pop();
              fresh = outcome instanceof Outcome.Done;
              return outcome;
            })
        .delayElement(programsTake);
  }

  @Override
  public Mono<Void> swap() {
    return step(
        "swap",
        () -> {
          require(!running, "a swap beside a running server");
          if (fresh) {
            fresh = false;
            data = Data.FOLLOWING;
            controlInPlace = true;
            crashed = false;
          }
          require(data == Data.FOLLOWING, "swapped in nothing");
        });
  }

  @Override
  public Mono<Void> retire() {
    return step("retire", () -> require(data == Data.FOLLOWING, "let go of the last whole copy"));
  }

  @Override
  public Mono<Void> sweep() {
    return step("sweep", () -> {});
  }

  @Override
  public Mono<Void> endPrograms() {
    return step("end programs", () -> {});
  }

  @Override
  public Mono<Boolean> pointAt(String node, boolean slot) {
    return step("point at " + node + (slot ? " by a slot" : ""), () -> {}, () -> true);
  }

  @Override
  public Mono<Void> reconnect() {
    return step("reconnect", () -> {});
  }

  @Override
  public Mono<Void> reload() {
    return step("reload", () -> {});
  }

  @Override
  public Mono<Void> startAsStandby(Duration within) {
    return step(
        "start",
        () -> {
          require(data == Data.DIVERGED || data == Data.FOLLOWING, "started a torn directory");
          require(controlInPlace, "started without pg_control");
          require(
              note.filter(n -> !n.phase().startable()).isEmpty(),
              "started while the note forbids it: " + note);
          running = true;
          crashed = false;
        });
  }

  private void require(boolean holds, String sin) {
    if (!holds) {
      sins.add(sin);
    }
  }

  @Override
  public Mono<Void> requestStop(StopMode mode) {
    return step("stop " + mode, () -> running = false);
  }

  @Override
  public Mono<Boolean> cleanlyShutDown() {
    return Mono.fromSupplier(() -> !running && !crashed);
  }

  @Override
  public Mono<List<Long>> processes() {
    return Mono.fromSupplier(() -> running ? List.of(7L) : List.of());
  }

  @Override
  public Mono<Void> requestPromotion() {
    return Mono.empty();
  }

  @Override
  public Mono<Void> checkpoint(Duration atMost) {
    return Mono.empty();
  }

  @Override
  public Mono<List<SetupFault>> validate(String node) {
    return Mono.just(List.of());
  }

  @Override
  public Mono<ServerState> observe() {
    return Mono.fromSupplier(this::state);
  }

  private ServerState state() {
    if (running) {
      return data == Data.FOLLOWING
          ? FakeServer.standby(WalPosition.parse("4:0/5000000"), streams)
          : FakeServer.standby(FakeServer.HELD, false);
    }
    if (!controlInPlace) {
      return new ServerState.Absent("pg_control is aside");
    }
    return crashed
        ? FakeServer.crashed(true, 0)
        : new ServerState.Stopped(FakeServer.control(ClusterState.SHUT_DOWN_IN_RECOVERY));
  }

  @Override
  public Flux<String> connectionEnds() {
    return Flux.never();
  }

  @Override
  public Mono<TimelineHistory> history(int timeline) {
    int begun = PRIMARY.begunAt().timeline();
    return Mono.just(
        timeline < begun
            ? TimelineHistory.of(timeline)
            : new TimelineHistory(
                timeline,
                List.of(new TimelineHistory.Ancestor(begun - 1, PRIMARY.begunAt().lsn()))));
  }

  @Override
  public void close() {}

  @Override
  public Mono<Void> setSynchronousStandbyNames(String text) {
    return Mono.empty();
  }

  @Override
  public Mono<Void> changeSlot(Upkeep.SlotChange change) {
    return Mono.empty();
  }

  @Override
  public Mono<Void> reserveTimelines(int own, int newest) {
    return Mono.empty();
  }
}

package io.matriarch.simulation;

import io.matriarch.agent.model.ControlData.ClusterState;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.Policy;
import io.matriarch.agent.model.RepairNote;
import io.matriarch.agent.model.UpstreamAnswer;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.port.RepairTools;
import java.util.Optional;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/// pg_rewind, pg_basebackup and the files about them. A program that is cut off leaves the
/// directory torn.
final class DirectoryTools implements RepairTools {

  private final Ground ground;
  private final Machine machine;
  private final Life life;
  private final Disk disk;

  DirectoryTools(Ground ground, Machine machine, Life life) {
    this.ground = ground;
    this.machine = machine;
    this.life = life;
    this.disk = machine.server().disk();
  }

  private Mono<Void> file(Runnable work) {
    return Mono.defer(() -> life.run(ground.chance().between(1, 20), work));
  }

  @Override
  public Optional<RepairNote> noted() {
    return disk.note;
  }

  @Override
  public Mono<Optional<RepairNote>> readNote() {
    return Mono.defer(() -> life.get(1, () -> disk.note));
  }

  @Override
  public Mono<Void> note(RepairNote note) {
    return file(
        () -> {
          ground.tell(machine.name(), "notes %s %s".formatted(note.method(), note.phase()));
          disk.note = Optional.of(note);
        });
  }

  @Override
  public Mono<Void> erase() {
    return file(() -> disk.note = Optional.empty());
  }

  /// The primary that `primary_conninfo` leads to.
  private Optional<Server> source() {
    return machine.upstreams().stream()
        .filter(s -> s.phase() == Server.Phase.PRIMARY && !s.frozen())
        .filter(s -> ground.network().replicates(machine.name(), s.node()))
        .findFirst();
  }

  @Override
  public Mono<UpstreamAnswer> ask(Optional<WalPosition> from) {
    return Mono.defer(() -> life.get(ground.chance().between(5, 60), this::answer));
  }

  private UpstreamAnswer answer() {
    return source()
        .<UpstreamAnswer>map(
            s ->
                new UpstreamAnswer.Server(
                    s.node() + ":5432",
                    Disk.SYSTEM,
                    false,
                    s.disk().wal.history(),
                    new Lsn(s.disk().wal.lsn()),
                    Optional.empty(),
                    Optional.empty()))
        .orElseGet(() -> new UpstreamAnswer.Silent(false, "08001 connection refused"));
  }

  @Override
  public Mono<Optional<String>> obstacle() {
    return Mono.just(Optional.empty());
  }

  @Override
  public Mono<Outcome> rewind(Policy.Rejoin policy, Consumer<String> step) {
    return Mono.defer(
        () ->
            source()
                .map(this::rewindFrom)
                .orElseGet(() -> Mono.just(new Outcome.Failed("could not connect", false, false))));
  }

  private Mono<Outcome> rewindFrom(Server source) {
    ground
        .laws()
        .require(
            !machine.server().hasProcesses(),
            machine.name() + " ran pg_rewind beside a running server");
    if (!disk.cleanlyShutDown()) {
      return Mono.just(new Outcome.Failed("target server must be shut down cleanly", false, false));
    }
    return life.get(
            50,
            () -> {
              ground.tell(machine.name(), "pg_rewind from " + source.node());
              disk.condition = Disk.Condition.TORN;
              return true;
            })
        .flatMap(_ -> life.get(ground.chance().skewed(300, 6000), () -> rewound(source)));
  }

  /// Whether a program that takes its data from there ends too early.
  private boolean breaksOff(Server source) {
    boolean reached =
        source.phase() == Server.Phase.PRIMARY
            && ground.network().replicates(machine.name(), source.node());
    return !reached || ground.chance().oneIn(12);
  }

  private Outcome rewound(Server source) {
    if (breaksOff(source)) {
      return new Outcome.Failed("server closed the connection unexpectedly", true, false);
    }
    disk.condition = Disk.Condition.REWOUND;
    disk.take(source.disk().wal, source.disk().historyFiles);
    ground.tell(machine.name(), "is rewound to " + disk.wal);
    return new Outcome.Done();
  }

  @Override
  public Mono<Void> putControlAside() {
    return file(() -> disk.controlAside = true);
  }

  @Override
  public Mono<Void> complete(WalPosition begun) {
    return file(this::becomeWhole);
  }

  private void becomeWhole() {
    disk.condition = Disk.Condition.WHOLE;
    disk.controlAside = false;
    disk.standbySignal = true;
  }

  @Override
  public Mono<Outcome> copy(Policy.Rejoin policy, Consumer<String> step) {
    return Mono.defer(
        () -> {
          disk.copy = Optional.empty();
          return source()
              .map(s -> life.get(ground.chance().skewed(1000, 15_000), () -> copied(s)))
              .orElseGet(() -> Mono.just(new Outcome.Failed("could not connect", false, false)));
        });
  }

  private Outcome copied(Server source) {
    if (breaksOff(source)) {
      return new Outcome.Failed("server closed the connection unexpectedly", false, false);
    }
    disk.copy = Optional.of(source.disk().wal);
    return new Outcome.Done();
  }

  @Override
  public Mono<Void> swap() {
    return file(
        () -> {
          ground
              .laws()
              .require(
                  !machine.server().hasProcesses(),
                  machine.name() + " replaced the data directory of a running server");
          disk.copy.ifPresent(this::swapIn);
        });
  }

  private void swapIn(Place copied) {
    disk.copy = Optional.empty();
    disk.historyFiles.clear();
    for (int number = 1; number <= copied.timeline().number(); number++) {
      disk.historyFiles.add(number);
    }
    disk.take(copied, disk.historyFiles);
    becomeWhole();
    disk.state = ClusterState.IN_PRODUCTION;
    ground.tell(machine.name(), "is cloned up to " + copied);
  }

  @Override
  public Mono<Void> retire() {
    return Mono.empty();
  }

  @Override
  public Mono<Void> sweep() {
    return Mono.empty();
  }

  @Override
  public Mono<Void> endPrograms() {
    return Mono.empty();
  }

  @Override
  public Mono<Boolean> pointAt(String node, boolean slot) {
    return Mono.defer(
        () ->
            life.get(
                ground.chance().between(1, 20),
                () -> {
                  boolean changed = !machine.conninfo().equals(node);
                  machine.pointAt(node);
                  return changed;
                }));
  }

  @Override
  public Mono<Void> reconnect() {
    return file(() -> machine.server().receiver().end());
  }

  @Override
  public Mono<Void> reload() {
    return file(() -> machine.server().receiver().end());
  }
}

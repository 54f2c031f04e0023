package io.matriarch.simulation;

import io.matriarch.agent.model.ControlData.ClusterState;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.port.ServerControl.StopMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/// One PostgreSQL: its processes, and what they do to the data directory.
final class Server {

  static final long RECORD = 120;

  /// What the postmaster is at.
  enum Phase {
    DOWN,
    RECOVERING,
    STANDBY,
    PRIMARY,
    STOPPING
  }

  private static final long WELL = 5000;

  private final Ground ground;
  private final String node;
  private final Receiver receiver;
  private final Disk disk;
  private final SynchronousCommits commits;
  private final List<Link> links = new ArrayList<>();
  private final Sinks.Many<String> ends = Sinks.many().multicast().directBestEffort();
  private Phase phase = Phase.DOWN;
  private int incarnation;
  private int orphans;
  private boolean frozen;
  private long startedAt;
  private long primarySince;
  private long disturbedAt;
  private boolean ownReplayed;

  /// @param upstreams where `primary_conninfo` leads now
  Server(Ground ground, String node, Disk disk, Supplier<List<Server>> upstreams) {
    this.ground = ground;
    this.node = node;
    this.disk = disk;
    this.receiver = new Receiver(ground, this, upstreams);
    this.commits = new SynchronousCommits(ground, this, links);
  }

  String node() {
    return node;
  }

  Disk disk() {
    return disk;
  }

  Phase phase() {
    return phase;
  }

  int orphans() {
    return orphans;
  }

  boolean frozen() {
    return frozen;
  }

  boolean down() {
    return phase == Phase.DOWN;
  }

  boolean hasProcesses() {
    return !down() || orphans > 0;
  }

  /// Whether a client's commit could end here.
  boolean writable() {
    return phase == Phase.PRIMARY || orphans > 0;
  }

  boolean streaming() {
    return receiver.link().isPresent();
  }

  /// When it became primary the last time.
  long primarySince() {
    return primarySince;
  }

  /// Since when it has been primary without anything having happened to it.
  long wellSince() {
    return Math.max(primarySince, disturbedAt);
  }

  boolean isWellPrimary() {
    return phase == Phase.PRIMARY && !frozen() && ground.queue().now() - wellSince() > WELL;
  }

  Flux<String> connectionEnds() {
    return ends.asFlux();
  }

  /// Something that belongs to this start of the server; a frozen one does nothing.
  Disposable later(long millis, Runnable task) {
    int mine = incarnation;
    return ground.queue().after(millis, () -> unlessFrozen(mine, task));
  }

  private void unlessFrozen(int mine, Runnable task) {
    if (mine != incarnation) {
      return;
    }
    if (frozen) {
      ground.queue().after(50, () -> unlessFrozen(mine, task));
    } else {
      task.run();
    }
  }

  /// Launches the postmaster with `standby.signal`; the reason why not, if it does not run.
  Optional<String> start() {
    if (!down() || orphans > 0) {
      return Optional.of("FATAL: processes of the data directory are still there");
    }
    if (disk.controlAside) {
      return Optional.of("FATAL: there is no pg_control");
    }
    ground
        .laws()
        .require(
            disk.condition == Disk.Condition.WHOLE,
            node + " started a data directory that pg_rewind left " + disk.condition);
    boolean clean = disk.cleanlyShutDown();
    incarnation++;
    frozen = false;
    phase = Phase.RECOVERING;
    disk.standbySignal = true;
    disk.state = ClusterState.IN_ARCHIVE_RECOVERY;
    disk.replayed = Math.min(disk.replayed, disk.checkpoint.lsn());
    receiver.forget();
    ownReplayed = false;
    startedAt = ground.queue().now();
    commits.begin(disk.synchronousNames);
    ground.tell(node, "postmaster starts at " + disk.wal + (clean ? "" : " after a crash"));
    Chance chance = ground.chance();
    later(clean ? chance.between(30, 200) : chance.skewed(200, 8000), this::accept);
    return Optional.empty();
  }

  private void accept() {
    phase = Phase.STANDBY;
    later(ground.chance().skewed(1, 1500), this::endOfOwnWal);
  }

  private void endOfOwnWal() {
    disk.replayed = disk.wal.lsn();
    ownReplayed = true;
    ground.tell(node, "standby at " + disk.wal);
    receiver.begin();
  }

  Receiver receiver() {
    return receiver;
  }

  void receive(Place end) {
    receiver.receive(end);
  }

  void serve(Link link) {
    links.add(link);
  }

  void confirmed() {
    commits.release();
  }

  private void shipAll() {
    links.removeIf(link -> !link.open());
    List.copyOf(links).forEach(Link::ship);
  }

  /// A client commits; it is told so once the setting in force is satisfied.
  void commit(int number) {
    boolean runs = phase == Phase.PRIMARY && !frozen;
    if (runs || orphans > 0) {
      disk.wal = disk.wal.plus(ground.chance().between(50, 4000));
      commits.wait(new Commit(number, disk.wal));
      if (runs) {
        shipAll();
      }
    }
  }

  /// `ALTER SYSTEM`, and a reload that the processes notice one after the other.
  void setSynchronousNames(String text) {
    disk.synchronousNames = text;
    later(ground.chance().between(5, 300), () -> commits.change(text));
  }

  void promote() {
    if (phase == Phase.STANDBY) {
      later(ground.chance().between(30, 300), this::becomePrimary);
    }
  }

  private void becomePrimary() {
    if (phase != Phase.STANDBY) {
      return;
    }
    receiver.end();
    Timeline begun =
        new Timeline(disk.nextTimeline(), Optional.of(disk.wal.timeline()), disk.wal.lsn(), node);
    disk.wal = new Place(begun, disk.wal.lsn() + RECORD);
    disk.replayed = disk.wal.lsn();
    disk.historyFiles.add(begun.number());
    disk.standbySignal = false;
    disk.state = ClusterState.IN_PRODUCTION;
    phase = Phase.PRIMARY;
    primarySince = ground.queue().now();
    ground.tell(node, "PRIMARY on timeline %d from %s".formatted(begun.number(), disk.wal));
    ground.ledger().promoted(this);
  }

  void checkpoint() {
    if (phase == Phase.PRIMARY) {
      disk.wal = disk.wal.plus(RECORD);
      disk.checkpoint = disk.wal;
      shipAll();
    } else if (phase == Phase.STANDBY) {
      disk.checkpoint = disk.wal.upTo(disk.replayed);
    }
  }

  void requestStop(StopMode mode) {
    switch (mode) {
      case FAST -> stopInOrder();
      case IMMEDIATE -> later(ground.chance().between(20, 80), () -> crash("immediate", 0));
      case KILL -> killed();
    }
  }

  private void killed() {
    int mine = incarnation;
    ground
        .queue()
        .after(
            ground.chance().between(5, 40),
            () -> {
              orphans = 0;
              if (mine == incarnation && !down()) {
                crash("SIGKILL", 0);
              }
            });
  }

  private void stopInOrder() {
    switch (phase) {
      case DOWN, STOPPING -> {}
      case RECOVERING -> later(ground.chance().between(30, 100), () -> crash("while starting", 0));
      case STANDBY ->
          later(
              ground.chance().between(20, 150),
              () -> end(ClusterState.SHUT_DOWN_IN_RECOVERY, "stopped in order"));
      case PRIMARY -> later(ground.chance().between(1, 10), this::beginShutdown);
    }
  }

  private void beginShutdown() {
    if (phase == Phase.PRIMARY) {
      phase = Phase.STOPPING;
      commits.giveUp();
      later(ground.chance().between(30, 400), this::writeShutdownCheckpoint);
    }
  }

  private void writeShutdownCheckpoint() {
    disk.wal = disk.wal.plus(RECORD);
    disk.replayed = disk.wal.lsn();
    disk.checkpoint = disk.wal;
    disk.state = ClusterState.SHUT_DOWN;
    shipAll();
    awaitStandbys();
  }

  /// WAL senders end once their standbys have all there is.
  private void awaitStandbys() {
    boolean waits = links.stream().anyMatch(link -> link.open() && link.flushed() < disk.wal.lsn());
    if (waits) {
      later(10, this::awaitStandbys);
    } else {
      end(ClusterState.SHUT_DOWN, "shut down in order at " + disk.wal);
    }
  }

  private void end(ClusterState state, String how) {
    disk.state = state;
    if (state == ClusterState.SHUT_DOWN_IN_RECOVERY) {
      disk.checkpoint = disk.wal.upTo(disk.replayed);
    }
    over(how);
  }

  /// The postmaster is gone without a shutdown.
  ///
  /// @param left how many backends outlive it
  void crash(String how, int left) {
    if (!down()) {
      orphans = phase == Phase.PRIMARY ? left : 0;
      over("crashed, " + how + ", at " + disk.wal + (orphans > 0 ? ", orphans are left" : ""));
    }
  }

  private void over(String how) {
    incarnation++;
    phase = Phase.DOWN;
    frozen = false;
    commits.giveUp();
    receiver.end();
    links.forEach(Link::close);
    links.clear();
    ground.tell(node, how);
    ends.tryEmitNext(how);
  }

  /// The machine has lost its power: standbys notice only after a while.
  void vanish() {
    orphans = 0;
    if (!down()) {
      List<Link> left = List.copyOf(links);
      links.clear();
      left.forEach(
          link -> {
            link.die();
            ground.queue().after(ground.chance().skewed(100, 20_000), link::close);
          });
      over("without power at " + disk.wal);
    }
  }

  void freeze(boolean on) {
    if (!down()) {
      frozen = on;
      disturbedAt = ground.queue().now();
    }
  }

  /// As the agent's observer would describe it.
  ServerState state() {
    return new Sight(this, commits.inForce(), startedAt).state();
  }

  boolean ownReplayed() {
    return ownReplayed;
  }

  List<Link> standbys() {
    return links.stream().filter(Link::open).toList();
  }
}

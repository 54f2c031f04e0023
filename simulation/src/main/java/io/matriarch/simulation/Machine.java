package io.matriarch.simulation;

import io.matriarch.agent.loop.OperationRequest;
import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Instance;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/// A computer with a PostgreSQL, an agent and a Pacemaker.
final class Machine {

  private final Ground ground;
  private final String name;
  private final Server server;
  private final Instance instance;
  private final Supplier<Pacemaker> pacemaker;
  private final Supplier<List<Machine>> all;
  private final Attributes attributes = new Attributes();
  private final Executor executor;
  private boolean powered;
  private int boots;
  private boolean vip;
  private String conninfo = "";
  private Role role = Role.UNKNOWN;
  private Optional<Integer> ownScore = Optional.empty();
  private Optional<Partition> partition = Optional.empty();
  private Optional<Agent> daemon = Optional.empty();
  private Sinks.Empty<Void> daemonsEnd = Sinks.empty();
  private Optional<Verdict> verdict = Optional.empty();
  private Optional<Decision> decision = Optional.empty();
  private boolean abstains;
  private int daemonsKilled;
  private long verdictUntil;
  private long slowLooksUntil;
  private long slowToolsUntil;
  private long excusedUntil;
  private boolean readingDue;

  Machine(
      Ground ground,
      String name,
      Disk disk,
      Instance instance,
      Supplier<Pacemaker> pacemaker,
      Supplier<List<Machine>> all) {
    this.ground = ground;
    this.name = name;
    this.instance = instance;
    this.pacemaker = pacemaker;
    this.all = all;
    this.server = new Server(ground, name, disk, this::upstreams);
    this.executor = new Executor(ground, this);
  }

  String name() {
    return name;
  }

  Server server() {
    return server;
  }

  Attributes attributes() {
    return attributes;
  }

  Executor executor() {
    return executor;
  }

  boolean powered() {
    return powered;
  }

  int boots() {
    return boots;
  }

  Life life() {
    int mine = boots;
    return new Life(() -> powered && boots == mine);
  }

  void powerOn() {
    if (!powered) {
      powered = true;
      boots++;
      role = Role.UNKNOWN;
      ground.tell(name, "boots");
      startDaemon();
      pacemaker.get().begins(this);
    }
  }

  void powerOff(String why) {
    if (powered) {
      ground.tell(name, "loses its power: " + why);
      powered = false;
      vip = false;
      server.vanish();
      killDaemon();
      executor.clear();
      attributes.clear();
      ownScore = Optional.empty();
      verdict = Optional.empty();
      decision = Optional.empty();
      partition = Optional.empty();
      pacemaker.get().networkChanged();
    }
  }

  void startDaemon() {
    if (powered && daemon.isEmpty()) {
      daemonsEnd = Sinks.empty();
      daemon = Optional.of(Agent.daemon(ground, this, pacemaker.get(), instance));
      readCluster();
    }
  }

  void killDaemon() {
    daemonsKilled++;
    daemon.ifPresent(Agent::close);
    daemon = Optional.empty();
    daemonsEnd.tryEmitEmpty();
  }

  int daemonsKilled() {
    return daemonsKilled;
  }

  Optional<Agent> daemon() {
    return daemon;
  }

  /// What the script does: it asks the daemon, or has a process of its own answer in its place, in
  /// the time that is left.
  Mono<Verdict> ask(OperationRequest request) {
    long begun = ground.queue().now();
    Mono<Verdict> once =
        Mono.defer(
            () ->
                Agent.once(
                    ground,
                    this,
                    pacemaker.get(),
                    instance,
                    Requests.shortened(request, ground.queue().now() - begun)));
    return daemon
        .map(agent -> agent.run(request).takeUntilOther(daemonsEnd.asMono()).switchIfEmpty(once))
        .orElse(once);
  }

  void done(OperationRequest request, Verdict result) {
    boolean quiet =
        request instanceof OperationRequest.Notify
            || (request instanceof OperationRequest.Monitor(boolean probe, var _, var _) && !probe);
    if (!quiet || result.code() == OcfExitCode.ERR_GENERIC) {
      ground.tell(name, "%s: %s %s".formatted(request.word(), result.code(), result.reason()));
    }
    judge(request, result);
    pacemaker.get().result(this, request, result);
  }

  /// No process of this model survives SIGKILL, so a stop always can; and whatever says that an
  /// instance is no primary any more must be right.
  private void judge(OperationRequest request, Verdict result) {
    boolean success = result.code() == OcfExitCode.SUCCESS;
    boolean stop = request instanceof OperationRequest.Stop;
    Laws laws = ground.laws();
    laws.require(!stop || success, name + " could not be stopped: " + result.reason());
    laws.require(
        !stop || !success || !server.hasProcesses(), name + " is stopped and has processes");
    laws.require(
        !(request instanceof OperationRequest.Demote) || !success || !server.writable(),
        name + " is demoted and can write");
  }

  void decided(Decision latest) {
    if (decision.filter(d -> d.rule() == latest.rule()).isEmpty()) {
      ground.tell(name, latest.rule().id() + ": " + latest.because() + "; " + latest.score());
    }
    decision = Optional.of(latest);
  }

  Optional<Decision> decision() {
    return decision;
  }

  void verdict(Verdict latest, long until) {
    verdict = Optional.of(latest);
    verdictUntil = until;
  }

  void noVerdict() {
    verdict = Optional.empty();
  }

  Optional<Verdict> freshVerdict() {
    return verdict.filter(_ -> verdictUntil > ground.queue().now());
  }

  Optional<Partition> partition() {
    return partition;
  }

  void join(Partition next) {
    partition = Optional.of(next);
    readCluster();
  }

  Role role() {
    return role;
  }

  void role(Role now) {
    role = now;
  }

  Optional<Integer> ownScore() {
    return ownScore;
  }

  void ownScore(Optional<Integer> score) {
    ownScore = score;
  }

  /// The daemon reads the CIB soon; several changes make one reading.
  void readCluster() {
    if (!readingDue) {
      readingDue = true;
      long slow = slowToolsUntil > ground.queue().now() ? 20 : 1;
      ground
          .queue()
          .after(
              ground.chance().skewed(10, 150) * slow,
              () -> {
                readingDue = false;
                daemon.ifPresent(Agent::readCluster);
              });
    }
  }

  boolean vip() {
    return vip;
  }

  void vip(boolean here) {
    if (vip != here) {
      ground.tell(name, here ? "has the virtual address" : "has the virtual address no more");
    }
    vip = here;
  }

  String conninfo() {
    return conninfo;
  }

  void pointAt(String node) {
    conninfo = node;
  }

  /// The server that the agent pointed at, or whoever has the virtual address.
  List<Server> upstreams() {
    return all.get().stream()
        .filter(m -> m != this && m.powered)
        .filter(m -> conninfo.isEmpty() ? m.vip : m.name.equals(conninfo))
        .map(Machine::server)
        .toList();
  }

  void slowLooks(long millis) {
    slowLooksUntil = ground.queue().now() + millis;
  }

  void slowTools(long millis) {
    slowToolsUntil = ground.queue().now() + millis;
  }

  long lookTakes() {
    return slowLooksUntil > ground.queue().now()
        ? ground.chance().between(200, 4500)
        : ground.chance().between(1, 5);
  }

  long toolTakes() {
    return slowToolsUntil > ground.queue().now()
        ? ground.chance().between(100, 2500)
        : ground.chance().skewed(8, 100);
  }

  /// For so long nobody is to blame for a demotion.
  void excuse(long millis) {
    excusedUntil = Math.max(excusedUntil, ground.queue().now() + millis);
  }

  boolean excused() {
    return excusedUntil > ground.queue().now();
  }

  /// What it last said for an election: one that left its role by policy does not count.
  void says(String value) {
    abstains = value.isEmpty() ? abstains : value.contains("|abstains|");
  }

  /// Whether the other one's election has to count what is here.
  boolean takesPartWith(String other) {
    boolean together = partition.filter(p -> p.members().contains(other)).isPresent();
    return together && server.phase() == Server.Phase.STANDBY && !server.frozen() && !abstains;
  }
}

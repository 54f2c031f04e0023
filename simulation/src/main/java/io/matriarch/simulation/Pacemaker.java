package io.matriarch.simulation;

import io.matriarch.agent.loop.OperationRequest;
import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// All partitions of the cluster, each with its own controller and its own transitions.
final class Pacemaker {

  private static final long BAN = 20_000;

  private final Ground ground;
  private final List<Machine> machines;
  private final Membership membership;
  private final Fencing fencing;
  private final Map<String, Long> bannedUntil = new TreeMap<>();
  private final List<Controller> controllers = new ArrayList<>();
  private long numbers;

  Pacemaker(Ground ground, List<Machine> machines) {
    this.ground = ground;
    this.machines = machines;
    this.fencing = new Fencing(ground, this);
    this.membership = new Membership(ground, this, fencing);
  }

  List<Machine> machines() {
    return machines;
  }

  Machine machine(String name) {
    return machines.stream().filter(m -> m.name().equals(name)).findFirst().orElseThrow();
  }

  Fencing fencing() {
    return fencing;
  }

  void networkChanged() {
    membership.changesSoon(ground.chance().between(1000, 3500));
  }

  /// Pacemaker has started on the machine.
  void begins(Machine machine) {
    membership.boots(machine.name());
    membership.changesSoon(ground.chance().between(300, 1500));
    new Monitoring(ground, this, machine).begin();
  }

  /// The partition that has quorum, if there is one now.
  Optional<Partition> quorate() {
    return machines.stream()
        .flatMap(m -> m.partition().stream())
        .filter(p -> p.quorate() && !p.over())
        .findFirst();
  }

  void controls(Partition partition) {
    controllers.removeIf(Controller::over);
    Controller controller = new Controller(ground, this, partition);
    controllers.add(controller);
    controller.replan();
  }

  /// Something in the CIB has changed by other means than a transition.
  void changed(Partition partition) {
    partition.cib().version++;
    tell(partition);
    controllers.stream().filter(c -> c.of(partition)).forEach(Controller::replan);
  }

  private void tell(Partition partition) {
    partition.members().forEach(name -> machine(name).readCluster());
  }

  boolean banned(String node) {
    return bannedUntil.getOrDefault(node, 0L) > ground.queue().now();
  }

  void result(Machine machine, OperationRequest request, Verdict verdict) {
    Results.Meaning meaning = Results.of(request, verdict.code(), machine.role());
    machine.role(meaning.role());
    if (meaning.failed() && request instanceof OperationRequest.Start) {
      bannedUntil.put(machine.name(), ground.queue().now() + BAN);
      ground.queue().after(BAN + 10, () -> machine.partition().ifPresent(this::changed));
    }
    if (request instanceof OperationRequest.Demote || request instanceof OperationRequest.Stop) {
      machine.vip(false);
    }
    machine.partition().ifPresent(p -> result(p, machine, request, meaning));
  }

  private void result(
      Partition partition, Machine machine, OperationRequest request, Results.Meaning meaning) {
    Cib cib = partition.cib();
    String node = machine.name();
    cib.roles.put(node, meaning.role());
    boolean recurring =
        request instanceof OperationRequest.Monitor(boolean probe, var _, var _) && !probe;
    if (meaning.failed()) {
      cib.failed.add(node);
      if (!machine.server().isWellPrimary()) {
        cib.ill.add(node);
      }
    } else if (!recurring && !(request instanceof OperationRequest.Notify)) {
      cib.recovered(node);
    }
    if (meaning.restart()) {
      cib.restart.add(node);
    } else if (request instanceof OperationRequest.Stop) {
      cib.restart.remove(node);
    }
    if (meaning.fence()) {
      cib.unclean.add(node);
      fencing.fence(partition);
    }
    if (meaning.failed()) {
      changed(partition);
    } else if (!recurring && !(request instanceof OperationRequest.Notify)) {
      cib.version++;
      tell(partition);
    }
  }

  void score(Machine machine, Optional<Integer> score) {
    if (machine.ownScore().equals(score)) {
      return;
    }
    machine.ownScore(score);
    ground
        .queue()
        .after(
            ground.chance().skewed(5, 400),
            () ->
                machine
                    .partition()
                    .filter(_ -> machine.ownScore().equals(score))
                    .ifPresent(p -> put(p, machine.name(), score)));
  }

  private void put(Partition partition, String node, Optional<Integer> score) {
    Optional<Integer> before = Optional.ofNullable(partition.cib().scores.get(node));
    if (!before.equals(score)) {
      score.ifPresentOrElse(
          s -> partition.cib().scores.put(node, s), () -> partition.cib().scores.remove(node));
      ground.tell(node, "score " + score.map(String::valueOf).orElse("cleared"));
      changed(partition);
    }
  }

  /// Private attributes reach each other node after a time of its own.
  void spread(Machine machine, String name, String value) {
    long number = numbers++;
    ground.tell(machine.name(), "says " + (value.isEmpty() ? "nothing" : value));
    machine.attributes().put(name, machine.name(), number, value);
    machine.says(value);
    machines.stream()
        .filter(other -> other != machine)
        .forEach(
            other ->
                ground
                    .queue()
                    .after(
                        ground.chance().skewed(2, 1500),
                        () -> arrive(machine, other, name, number, value)));
  }

  private void arrive(Machine from, Machine to, String name, long number, String value) {
    boolean together =
        to.powered() && to.partition().filter(p -> p.members().contains(from.name())).isPresent();
    if (together) {
      to.attributes().put(name, from.name(), number, value);
    }
  }

  /// The machine's attrd dies and is started anew: what it had set is gone everywhere.
  void loseAttributes(Machine machine) {
    ground.tell(machine.name(), "its attrd dies");
    machine.attributes().clear();
    machine.ownScore(Optional.empty());
    machines.forEach(other -> other.attributes().forget(machine.name()));
    machine.partition().ifPresent(p -> put(p, machine.name(), Optional.empty()));
  }

  void moveAddress(Partition partition) {
    if (partition.over()) {
      return;
    }
    for (String name : partition.members()) {
      Machine machine = machine(name);
      boolean here =
          partition.cib().role(name) == Role.PROMOTED && !partition.cib().failed.contains(name);
      machine.vip(here);
    }
  }
}

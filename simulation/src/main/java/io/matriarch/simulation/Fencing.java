package io.matriarch.simulation;

import io.matriarch.agent.model.ClusterView.Role;
import java.util.SortedSet;
import java.util.TreeSet;

/// Takes the power of machines that were lost, by devices that need their time and sometimes fail;
/// the machine boots again some time later.
final class Fencing {

  private final Ground ground;
  private final Pacemaker pacemaker;
  private final SortedSet<String> underWay = new TreeSet<>();
  private long slowest = 3000;

  Fencing(Ground ground, Pacemaker pacemaker) {
    this.ground = ground;
    this.pacemaker = pacemaker;
  }

  /// How long it takes at most, in milliseconds.
  void slowest(long millis) {
    slowest = millis;
  }

  /// Fences whoever is unclean there.
  void fence(Partition partition) {
    if (partition.quorate()) {
      for (String node : partition.cib().unclean) {
        String order = partition.controller() + ">" + node;
        if (underWay.add(order)) {
          ground.queue().after(delay(), () -> strike(partition, node, order));
        }
      }
    }
  }

  private long delay() {
    return ground.chance().skewed(80, slowest);
  }

  private void strike(Partition partition, String node, String order) {
    boolean able = partition.members().stream().anyMatch(n -> pacemaker.machine(n).powered());
    if (able && ground.chance().oneIn(10)) {
      ground.tell(partition.controller(), "cannot fence " + node);
      ground.queue().after(2000 + delay(), () -> strike(partition, node, order));
      return;
    }
    underWay.remove(order);
    if (!able || stillClean(node)) {
      return;
    }
    Machine machine = pacemaker.machine(node);
    machine.powerOff("fenced by " + partition.controller());
    ground.queue().after(ground.chance().between(2000, 30_000), machine::powerOn);
    ground.queue().after(ground.chance().between(20, 100), () -> done(node));
  }

  private boolean stillClean(String node) {
    return pacemaker.machines().stream()
        .flatMap(m -> m.partition().stream())
        .noneMatch(p -> p.quorate() && p.cib().unclean.contains(node));
  }

  private void done(String node) {
    for (Machine machine : pacemaker.machines()) {
      machine
          .partition()
          .filter(p -> p.quorate() && p.cib().unclean.contains(node))
          .ifPresent(p -> clean(p, node));
    }
  }

  private void clean(Partition partition, String node) {
    Cib cib = partition.cib();
    cib.unclean.remove(node);
    cib.recovered(node);
    cib.restart.remove(node);
    cib.scores.remove(node);
    cib.roles.put(node, Role.STOPPED);
    ground.tell(partition.controller(), node + " is fenced");
    pacemaker.changed(partition);
  }
}

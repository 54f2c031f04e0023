package io.matriarch.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Breaks things at random for a while, several at once, and mends all of them in the end.
final class Nemesis {

  private static final long LOST_ATTRIBUTES = 20_000;

  /// What was planned for a wish may be carried out after it was taken back.
  private static final long WISHES_LAST = 20_000;

  private final Ground ground;
  private final Pacemaker pacemaker;
  private final List<Fault> mixture;
  private final long pause;
  private boolean over;

  private enum Fault {
    KILL_POSTMASTER,
    KILL_POSTMASTER_WITH_ORPHANS,
    FREEZE_POSTMASTER,
    CUT_POWER,
    CUT_ALL_POWER,
    PART_NETWORK,
    CUT_REPLICATION,
    SLOW_NETWORK,
    MEND_NETWORK,
    KILL_DAEMON,
    LOSE_ATTRIBUTES,
    SLOW_LOOKS,
    SLOW_TOOLS,
    SLOW_FENCING,
    SWITCH_OVER,
    STAND_BY,
    STREAM_ANEW
  }

  Nemesis(Ground ground, Pacemaker pacemaker) {
    this.ground = ground;
    this.pacemaker = pacemaker;
    this.mixture = mixture(ground.chance());
    this.pause = ground.chance().among(List.of(3000L, 8000L, 20_000L));
  }

  /// Each history has its own mixture of faults.
  private static List<Fault> mixture(Chance chance) {
    List<Fault> mixture = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      for (long i = chance.among(List.of(0, 0, 1, 1, 4)); i > 0; i--) {
        mixture.add(fault);
      }
    }
    return mixture.isEmpty() ? List.of(Fault.values()) : mixture;
  }

  void begin() {
    boolean burst = ground.chance().oneIn(4);
    ground
        .queue()
        .after(ground.chance().between(burst ? 1 : 500, burst ? 400 : pause), this::again);
  }

  private void again() {
    if (!over) {
      strike(ground.chance().among(mixture), some());
      begin();
    }
  }

  /// Nothing breaks from now on, and what is broken is mended.
  void end() {
    over = true;
    ground.tell("nemesis", "all is mended");
    ground.network().heal();
    pacemaker.fencing().slowest(3000);
    pacemaker.networkChanged();
    forget();
    for (Machine machine : pacemaker.machines()) {
      machine.server().freeze(false);
      machine.powerOn();
      machine.startDaemon();
    }
  }

  /// An older CIB may come back with wishes in it.
  private void forget() {
    pacemaker.quorate().ifPresent(this::noWishes);
    ground.queue().after(5000, this::forget);
  }

  /// Where the administrator's wishes were left in some partition's CIB.
  void noWishes(Partition partition) {
    boolean any = partition.cib().preferred.isPresent() || !partition.cib().standby.isEmpty();
    if (any) {
      partition.cib().preferred = Optional.empty();
      partition.cib().standby.clear();
      pacemaker.machines().forEach(m -> m.excuse(WISHES_LAST));
      pacemaker.changed(partition);
    }
  }

  /// The primary is hit more often than others.
  private Machine some() {
    List<Machine> all = pacemaker.machines();
    return all.stream()
        .filter(m -> m.powered() && m.vip() && !ground.chance().oneIn(3))
        .findFirst()
        .orElseGet(() -> ground.chance().among(all));
  }

  private void later(long least, long most, Runnable task) {
    ground.queue().after(ground.chance().between(least, most), task);
  }

  private void strike(Fault fault, Machine machine) {
    ground.tell("nemesis", fault + " " + machine.name());
    Server server = machine.server();
    switch (fault) {
      case KILL_POSTMASTER -> server.crash("kill -9", 0);
      case KILL_POSTMASTER_WITH_ORPHANS -> server.crash("kill -9", 2);
      case FREEZE_POSTMASTER -> freeze(machine);
      case CUT_POWER -> cutPower(machine);
      case CUT_ALL_POWER -> pacemaker.machines().forEach(this::cutPower);
      case PART_NETWORK -> part(machine);
      case CUT_REPLICATION -> cutReplication(machine);
      case SLOW_NETWORK -> slowNetwork();
      case MEND_NETWORK -> mend();
      case KILL_DAEMON -> {
        machine.killDaemon();
        later(500, 12_000, machine::startDaemon);
      }
      case LOSE_ATTRIBUTES -> {
        machine.excuse(LOST_ATTRIBUTES);
        pacemaker.loseAttributes(machine);
      }
      case SLOW_LOOKS -> machine.slowLooks(ground.chance().between(1000, 20_000));
      case SLOW_TOOLS -> machine.slowTools(ground.chance().between(1000, 20_000));
      case SLOW_FENCING -> pacemaker.fencing().slowest(ground.chance().between(3000, 40_000));
      case SWITCH_OVER -> machine.partition().ifPresent(p -> switchOver(p, machine));
      case STAND_BY -> machine.partition().ifPresent(p -> standBy(p, machine));
      case STREAM_ANEW -> server.receiver().end();
    }
  }

  private void freeze(Machine machine) {
    machine.server().freeze(true);
    if (ground.chance().oneIn(3)) {
      later(50_000, 200_000, () -> machine.server().freeze(false));
    } else {
      later(300, 30_000, () -> machine.server().freeze(false));
    }
  }

  private void cutPower(Machine machine) {
    machine.powerOff("cut");
    later(2000, 40_000, machine::powerOn);
  }

  private void part(Machine machine) {
    for (Machine other : pacemaker.machines()) {
      boolean with = other == machine || ground.chance().oneIn(5);
      ground.network().put(other.name(), with ? 1 : 0);
    }
    pacemaker.networkChanged();
    later(500, 30_000, this::mend);
  }

  private void cutReplication(Machine machine) {
    for (Machine other : pacemaker.machines()) {
      if (other != machine && ground.chance().oneIn(2)) {
        ground.network().cut(machine.name(), other.name());
      }
    }
    later(500, 30_000, this::mend);
  }

  private void slowNetwork() {
    ground.network().slow(ground.chance().between(5, 60));
    later(500, 15_000, () -> ground.network().slow(1));
  }

  private void mend() {
    ground.network().heal();
    pacemaker.networkChanged();
  }

  private void switchOver(Partition partition, Machine machine) {
    partition.cib().preferred = Optional.of(machine.name());
    pacemaker.changed(partition);
    later(3000, 15_000, () -> pacemaker.quorate().ifPresent(this::noWishes));
  }

  private void standBy(Partition partition, Machine machine) {
    partition.cib().standby.add(machine.name());
    pacemaker.changed(partition);
    later(2000, 20_000, () -> pacemaker.quorate().ifPresent(this::noWishes));
  }
}

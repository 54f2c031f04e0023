package io.matriarch.simulation;

import io.matriarch.agent.model.ClusterView.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/// Corosync: who is with whom. Of a split CIB the one of the partition with quorum goes on.
final class Membership {

  private final Ground ground;
  private final Pacemaker pacemaker;
  private final Fencing fencing;
  private final NavigableSet<String> seenAll = new TreeSet<>();
  private final List<Partition> past = new ArrayList<>();

  Membership(Ground ground, Pacemaker pacemaker, Fencing fencing) {
    this.ground = ground;
    this.pacemaker = pacemaker;
    this.fencing = fencing;
  }

  /// With two nodes one that has booted needs to have seen the other before it counts.
  void boots(String node) {
    seenAll.remove(node);
  }

  void changesSoon(long millis) {
    ground.queue().after(millis, this::form);
  }

  private void form() {
    for (NavigableSet<String> group : groups()) {
      boolean known =
          group.stream()
              .allMatch(
                  n ->
                      pacemaker
                          .machine(n)
                          .partition()
                          .filter(p -> !p.over() && p.members().equals(group))
                          .isPresent());
      if (!known) {
        form(group);
      }
    }
  }

  private List<NavigableSet<String>> groups() {
    List<NavigableSet<String>> groups = new ArrayList<>();
    for (Machine machine : pacemaker.machines()) {
      if (machine.powered()) {
        groups.stream()
            .filter(g -> ground.network().connects(g.first(), machine.name()))
            .findFirst()
            .ifPresentOrElse(
                g -> g.add(machine.name()),
                () -> groups.add(new TreeSet<>(List.of(machine.name()))));
      }
    }
    return groups;
  }

  private void form(NavigableSet<String> group) {
    int all = pacemaker.machines().size();
    if (group.size() == all) {
      seenAll.addAll(group);
    }
    boolean quorate =
        group.size() * 2 > all || (all == 2 && group.stream().allMatch(seenAll::contains));
    Optional<Partition> base = base(group);
    Cib cib =
        base.map(p -> p.cib().copy())
            .orElseGet(() -> new Cib(pacemaker.machines().stream().map(Machine::name).toList()));
    Partition next = new Partition(group, quorate, cib);
    group.forEach(n -> pacemaker.machine(n).partition().ifPresent(Partition::end));
    base.ifPresent(before -> leave(before, next));
    group.forEach(n -> enter(pacemaker.machine(n), base, next));
    ground.tell(next.controller(), "members %s%s".formatted(group, quorate ? "" : ", no quorum"));
    if (quorate || past.isEmpty()) {
      past.add(next);
    }
    group.forEach(n -> pacemaker.machine(n).join(next));
    fencing.fence(next);
    pacemaker.controls(next);
  }

  /// Whose CIB goes on; after all were down, what the disks say.
  private Optional<Partition> base(NavigableSet<String> group) {
    return group.stream()
        .flatMap(n -> pacemaker.machine(n).partition().stream())
        .max(
            Comparator.<Partition>comparingInt(p -> p.quorate() ? 1 : 0)
                .thenComparingInt(p -> p.members().size())
                .thenComparingLong(p -> p.cib().version))
        .filter(p -> p.quorate() || group.size() * 2 <= pacemaker.machines().size())
        .or(this::newest);
  }

  /// What is on the disks: the CIB that was changed most often.
  private Optional<Partition> newest() {
    return past.stream().max(Comparator.comparingLong(p -> p.cib().version));
  }

  private void leave(Partition before, Partition next) {
    Cib cib = next.cib();
    for (Machine machine : pacemaker.machines()) {
      String node = machine.name();
      if (!next.members().contains(node)) {
        boolean was = before.members().contains(node) || cib.unclean.contains(node);
        if (was) {
          cib.unclean.add(node);
        } else {
          cib.roles.put(node, Role.STOPPED);
        }
        cib.scores.remove(node);
        next.members().forEach(n -> pacemaker.machine(n).attributes().forget(node));
      }
    }
  }

  private static void enter(Machine machine, Optional<Partition> base, Partition next) {
    Cib cib = next.cib();
    String node = machine.name();
    boolean stayed = machine.partition().isPresent() && machine.partition().equals(base);
    cib.roles.put(node, machine.role());
    if (!stayed) {
      cib.unclean.remove(node);
      cib.recovered(node);
      cib.restart.remove(node);
      machine
          .ownScore()
          .ifPresentOrElse(s -> cib.scores.put(node, s), () -> cib.scores.remove(node));
    }
  }
}

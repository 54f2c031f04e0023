package io.matriarch.simulation;

import java.util.List;

/// Clients that commit one row after the other wherever the virtual address is, and whoever else
/// was connected there when a network parted.
final class Clients {

  private final Ground ground;
  private final List<Machine> machines;
  private int rows;

  Clients(Ground ground, List<Machine> machines) {
    this.ground = ground;
    this.machines = machines;
  }

  void begin() {
    machines.forEach(this::again);
  }

  private void again(Machine machine) {
    ground
        .queue()
        .after(
            ground.chance().skewed(40, 1500),
            () -> {
              boolean connected = machine.vip() || machine.server().orphans() > 0;
              if (machine.powered() && connected && machine.server().writable()) {
                machine.server().commit(++rows);
              }
              again(machine);
            });
  }
}

package io.matriarch.simulation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Clients that commit one row after the other wherever the virtual address is, and whoever else
/// was connected there when a network parted.
final class Clients {

  private final Ground ground;
  private final List<Machine> machines;
  private final Map<String, Long> served = new HashMap<>();
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
              if (machine.powered() && machine.server().writable() && isConnected(machine)) {
                machine.server().commit(++rows);
              }
              again(machine);
            });
  }

  /// Orphans have clients if their server ever had some.
  private boolean isConnected(Machine machine) {
    Server server = machine.server();
    if (machine.vip()) {
      served.put(machine.name(), server.primarySince());
      return true;
    }
    return server.orphans() > 0
        && Objects.equals(served.get(machine.name()), server.primarySince());
  }
}

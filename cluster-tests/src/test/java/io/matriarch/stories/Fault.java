package io.matriarch.stories;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the nemesis can do to a bed. Whatever heals a bed ends each of them.
sealed interface Fault
    permits DaemonFault, DiskFault, NodeFault, OrderFault, PostgresFault, WireFault {

  /// Whom it strikes.
  enum Place {
    ANY,
    PRIMARY,
    STANDBY,
    /// The node whose controller decides for the cluster.
    DC
  }

  /// What not every bed has.
  enum Need {
    NOTHING("nothing is missing"),
    AGENT("there is no agent"),
    DISKS("no loop devices can be had"),
    LOSSY_FILTER("the kernel's packet filter cannot lose packets by chance"),
    TRAFFIC_CONTROL("the kernel has no netem"),
    CLOCKS("the nodes have the host's clock");

    private final String missing;

    Need(String missing) {
      this.missing = missing;
    }

    /// Why a bed does not have it.
    String missing() {
      return missing;
    }
  }

  /// The node that is to be struck.
  ///
  /// @param magnitude from 0 to 99: how hard, where it can be more or less
  record Target(Bed bed, Node node, int magnitude) {

    List<Node> others() {
      return bed.others(node);
    }

    /// From the least to the most, by the magnitude.
    int between(int least, int most) {
      return scaled(magnitude, least, most);
    }
  }

  String name();

  /// As the report has it.
  default String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  default Place place() {
    return Place.ANY;
  }

  default Need need() {
    return Need.NOTHING;
  }

  /// Why it cannot strike the target just now, if so.
  default Optional<String> hindrance(Target target) {
    return target.node().isRunning() ? Optional.empty() : Optional.of(target.node() + " is off");
  }

  /// Throws where another fault was quicker and left nothing to break.
  void strike(Target target);

  static int scaled(int magnitude, int least, int most) {
    return least + magnitude * (most - least + 1) / 100;
  }

  /// All of them, always in the same order.
  static List<Fault> all() {
    List<Fault> all = new ArrayList<>();
    all.addAll(List.of(PostgresFault.values()));
    all.addAll(List.of(DaemonFault.values()));
    all.addAll(List.of(NodeFault.values()));
    all.addAll(List.of(WireFault.values()));
    all.addAll(List.of(DiskFault.values()));
    all.addAll(List.of(OrderFault.values()));
    return List.copyOf(all);
  }
}

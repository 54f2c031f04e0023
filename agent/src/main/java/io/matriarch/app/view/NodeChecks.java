package io.matriarch.app.view;

import java.util.ArrayList;
import java.util.List;

/// Whether Pacemaker may promote an instance on a node.
final class NodeChecks {

  private NodeChecks() {}

  static List<String> faults(InstanceStatus.Node node) {
    String name = node.name();
    if (!node.online()) {
      return List.of(name + " is not a member of the cluster now");
    }
    List<String> faults = new ArrayList<>();
    if (node.json().path("unclean").asBoolean()) {
      faults.add(name + " is unclean: it waits to be fenced");
    }
    if (node.json().path("standby_mode").asBoolean()) {
      faults.add(
          "%s is in standby mode: crm_standby --node %s --delete ends that".formatted(name, name));
    }
    if (node.json().path("maintenance").asBoolean()) {
      faults.add(name + " is in maintenance mode");
    }
    node.refusal().ifPresent(why -> faults.add("%s is refused: it %s".formatted(name, why)));
    if (node.score().map(Integer::parseInt).orElse(-1) < 0) {
      faults.add(
          "%s may not be promoted, its score is %s: matriarch explain %s tells why"
              .formatted(name, node.score().orElse("not set"), name));
    }
    return faults;
  }
}

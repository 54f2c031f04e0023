package io.matriarch.stories;

import java.util.List;

/// Faults of the network between nodes.
enum WireFault implements Fault {
  NODE_CUT_OFF(Need.NOTHING),
  NODES_CUT_OFF_FROM_EACH_OTHER(Need.NOTHING),
  ONE_LINK_CUT(Need.NOTHING),
  NODE_MUTE(Need.NOTHING),
  NODE_DEAF(Need.NOTHING),
  REPLICATION_CUT(Need.NOTHING),
  COROSYNC_CUT(Need.NOTHING),
  PACKETS_LOST(Need.LOSSY_FILTER),
  PACKETS_DELAYED(Need.TRAFFIC_CONTROL),
  NETWORK_SLOW(Need.TRAFFIC_CONTROL);

  private final Need need;

  WireFault(Need need) {
    this.need = need;
  }

  @Override
  public Need need() {
    return need;
  }

  @Override
  public void strike(Target target) {
    Node node = target.node();
    List<Node> others = target.others();
    switch (this) {
      case NODE_CUT_OFF -> Wire.cutOff(node, others);
      case NODES_CUT_OFF_FROM_EACH_OTHER -> cutAllOff(target.bed());
      case ONE_LINK_CUT ->
          Wire.cutOff(
              node, List.of(target.magnitude() < 50 ? others.getFirst() : others.getLast()));
      case NODE_MUTE -> Wire.saysNothing(node, others);
      case NODE_DEAF -> Wire.hearsNothing(node, others);
      case REPLICATION_CUT -> Wire.cutReplication(node, others);
      case COROSYNC_CUT -> Wire.cutCorosync(node, others);
      case PACKETS_LOST -> Wire.losePackets(node, others, target.between(5, 60));
      case PACKETS_DELAYED -> Wire.delay(node, target.between(10, 60));
      case NETWORK_SLOW -> Wire.narrow(node, "1mbit");
    }
  }

  private static void cutAllOff(Bed bed) {
    bed.nodes().stream()
        .filter(Node::isRunning)
        .forEach(node -> Wire.cutOff(node, bed.others(node)));
  }
}

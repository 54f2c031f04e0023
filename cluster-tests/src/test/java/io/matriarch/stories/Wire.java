package io.matriarch.stories;

import java.util.List;

/// Cuts what nodes say to each other, by packet filters in their containers. Whoever asks from the
/// host still reaches every node, and fencing needs no network.
final class Wire {

  private Wire() {}

  /// PostgreSQL's traffic between two nodes is dropped, whichever of them is the server, and by
  /// whichever address it is reached.
  static void cutReplication(Node one, Node other) {
    refuseClients(one, other);
    refuseClients(other, one);
  }

  static void cutReplication(Node one, List<Node> others) {
    others.forEach(other -> cutReplication(one, other));
  }

  private static void refuseClients(Node server, Node client) {
    server.shell(
        "iptables -w -A INPUT -s %1$s -p tcp --dport %2$d -j DROP && iptables -w -A OUTPUT -d %1$s -p tcp --sport %2$d -j DROP"
            .formatted(client.address(), Postgres.PORT));
  }

  /// Nothing passes between the node and the others, in either direction.
  static void cutOff(Node node, List<Node> others) {
    hearsNothing(node, others);
    saysNothing(node, others);
  }

  /// What the node sends to the others is lost; what they send arrives.
  static void saysNothing(Node node, List<Node> others) {
    others.forEach(
        other -> node.run("iptables", "-w", "-A", "OUTPUT", "-d", other.address(), "-j", "DROP"));
  }

  /// What the others send to the node is lost; what it sends arrives.
  static void hearsNothing(Node node, List<Node> others) {
    others.forEach(
        other -> node.run("iptables", "-w", "-A", "INPUT", "-s", other.address(), "-j", "DROP"));
  }

  static void heal(List<Node> nodes) {
    nodes.forEach(node -> node.run("iptables", "-w", "-F"));
  }
}

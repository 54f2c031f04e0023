package io.matriarch.stories;

import java.util.ArrayList;
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
    others.forEach(other -> filter(node, "OUTPUT", "-d", other.address()));
  }

  /// What the others send to the node is lost; what it sends arrives.
  static void hearsNothing(Node node, List<Node> others) {
    others.forEach(other -> filter(node, "INPUT", "-s", other.address()));
  }

  /// Corosync's traffic alone is lost, in either direction: nothing else speaks UDP.
  static void cutCorosync(Node node, List<Node> others) {
    for (Node other : others) {
      filter(node, "INPUT", "-s", other.address(), "-p", "udp");
      filter(node, "OUTPUT", "-d", other.address(), "-p", "udp");
    }
  }

  /// So many packets of a hundred are lost between the node and the others.
  static void losePackets(Node node, List<Node> others, int percent) {
    for (Node other : others) {
      filter(node, "INPUT", "-s", other.address(), lost(percent));
      filter(node, "OUTPUT", "-d", other.address(), lost(percent));
    }
  }

  private static String[] lost(int percent) {
    String probability = "0.%02d".formatted(percent);
    return new String[] {"-m", "statistic", "--mode", "random", "--probability", probability};
  }

  private static void filter(Node node, String chain, String way, String address, String... more) {
    List<String> command = new ArrayList<>(List.of("iptables", "-w", "-A", chain, way, address));
    command.addAll(List.of(more));
    command.addAll(List.of("-j", "DROP"));
    node.run(command.toArray(String[]::new));
  }

  /// What the node sends, to clients too, arrives so much later.
  static void delay(Node node, int millis) {
    node.run(
        "tc", "qdisc", "replace", "dev", "eth0", "root", "netem", "delay", millis + "ms", "5ms");
  }

  /// The node sends no more than so much.
  static void narrow(Node node, String rate) {
    node.run("tc", "qdisc", "replace", "dev", "eth0", "root", "netem", "rate", rate);
  }

  /// Whether the kernel can lose packets by chance.
  static boolean canLosePackets(Node node) {
    String rule = " INPUT -s 192.0.2.1 " + String.join(" ", lost(50)) + " -j DROP";
    return node.attemptShell("iptables -w -A" + rule + " && iptables -w -D" + rule).ok();
  }

  /// Whether the kernel can delay what a node sends.
  static boolean canDelay(Node node) {
    String delay = "tc qdisc add dev eth0 root netem delay 1ms";
    return node.attemptShell(delay + " && tc qdisc del dev eth0 root").ok();
  }

  static void heal(List<Node> nodes) {
    nodes.forEach(node -> node.run("iptables", "-w", "-F"));
  }
}

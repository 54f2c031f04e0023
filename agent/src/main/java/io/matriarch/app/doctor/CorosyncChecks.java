package io.matriarch.app.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `corosync.conf` says.
public final class CorosyncChecks {

  private static final String WHERE = "corosync";
  private static final int TOKEN_MAX = 5000;

  private CorosyncChecks() {}

  public static List<Finding> of(String text) {
    List<Finding> findings = new ArrayList<>();
    long nodes = count(text, "ring0_addr");
    boolean device = Pattern.compile("(?m)^[ \\t]*device[ \\t]*\\{").matcher(text).find();
    boolean two = setting(text, "two_node").filter("1"::equals).isPresent();
    if (setting(text, "provider").filter("corosync_votequorum"::equals).isEmpty()) {
      findings.add(
          Finding.problem(
              WHERE, "there is no quorum provider", "quorum { provider: corosync_votequorum }"));
    }
    if (nodes == 2 && !two && !device) {
      findings.add(
          Finding.problem(
              WHERE,
              "two nodes without two_node or a quorum device: the loss of one stops the other",
              "add a quorum device (corosync-qdevice), or a third node, or set two_node: 1"));
    }
    if (nodes > 2 && nodes % 2 == 0 && !device) {
      findings.add(
          Finding.risk(
              WHERE,
              nodes + " nodes and no quorum device: an even split stops both halves",
              "add a quorum device (corosync-qdevice), or another node"));
    }
    findings.addAll(network(text, nodes));
    return findings;
  }

  private static List<Finding> network(String text, long nodes) {
    List<Finding> findings = new ArrayList<>();
    if (nodes > 1 && count(text, "ring1_addr") == 0) {
      findings.add(
          Finding.risk(
              WHERE,
              "the nodes have one link: its loss divides the cluster",
              "add ring1_addr on another network to each node"));
    }
    setting(text, "token")
        .filter(v -> v.matches("\\d{1,9}") && Integer.parseInt(v) > TOKEN_MAX)
        .ifPresent(
            token ->
                findings.add(
                    Finding.risk(
                        WHERE,
                        "token is " + token + " ms: the loss of a node is seen late",
                        "set token to 1000 … 3000 if the network allows it")));
    return findings;
  }

  private static Optional<String> setting(String text, String name) {
    Matcher line =
        Pattern.compile("(?m)^[ \\t]*" + name + "[ \\t]*:[ \\t]*(\\S+)[ \\t]*$").matcher(text);
    return line.find() ? Optional.of(line.group(1)) : Optional.empty();
  }

  private static long count(String text, String name) {
    return Pattern.compile("(?m)^[ \\t]*" + name + "[ \\t]*:").matcher(text).results().count();
  }
}

package io.matriarch.stories;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the nodes say when a story fails.
final class Diagnosis {

  private static final String[] LOGS = {
    "/var/log/matriarch/agent.log",
    "/var/log/matriarch/" + Bed.RESOURCE + ".log",
    "/var/log/pacemaker/pacemaker.log"
  };

  private Diagnosis() {}

  /// The cluster's state and the end of each agent's log; the whole logs go to the directory.
  static String of(Bed bed, Path directory) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Node node : bed.nodes()) {
      text.append("---- ").append(node).append('\n').append(tail(node)).append('\n');
      for (String log : LOGS) {
        Path copy = directory.resolve(node + "-" + Path.of(log).getFileName());
        Files.writeString(copy, said(node, "cat " + log));
      }
    }
    text.append("---- cluster\n").append(said(bed.anyNode(), "crm_mon -1 -A -f"));
    return text.toString();
  }

  private static String tail(Node node) {
    return said(node, "tail -n 40 /var/log/matriarch/agent.log");
  }

  private static String said(Node node, String command) {
    return node.isRunning() ? node.attemptShell(command).said() : "it is off";
  }
}

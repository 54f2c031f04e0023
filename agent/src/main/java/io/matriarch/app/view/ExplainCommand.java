package io.matriarch.app.view;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `matriarch explain`: why one node's agent decides as it does.
@Command(
    name = "explain",
    description = "Tells why a node's agent answers Pacemaker as it does, and what it remembers.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnInvalidInput = 64,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the node's agent has told",
      "3:the agent cannot be reached",
      "64:the command line is wrong, or there is no such node"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  matriarch explain", "  matriarch explain n2", "  matriarch explain n2 --json"})
public final class ExplainCommand implements Callable<Integer> {

  private static final int WRONG_NODE = 64;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Connection connection = new Connection();

  @Parameters(
      arity = "0..1",
      paramLabel = "NODE",
      defaultValue = "",
      description = "The node by its name in the cluster; this node without it.")
  private String node = "";

  @Option(names = "--json", description = "Prints the node's status document, for programs.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    return connection.gather(err).map(status -> explain(status, err)).orElse(Findings.NO_AGENT);
  }

  private int explain(ClusterStatus status, PrintWriter err) {
    String name = node.isEmpty() ? status.node() : node;
    AgentAnswer answer = status.answers().get(name);
    if (answer == null) {
      err.println("matriarch: " + status.noNode(name));
      return WRONG_NODE;
    }
    return switch (answer) {
      case AgentAnswer.Silent(var reason) -> {
        err.println("matriarch: nothing is known of node " + name + ": " + reason);
        yield Findings.NO_AGENT;
      }
      case AgentAnswer.Told told -> {
        print(status, name, told);
        yield Findings.WELL;
      }
    };
  }

  private void print(ClusterStatus status, String name, AgentAnswer.Told told) {
    PrintWriter out = spec.commandLine().getOut();
    ExplainView view = new ExplainView(status, name, Style.terminal());
    if (json) {
      ObjectNode document = JsonNodeFactory.instance.objectNode().put("node", name);
      document.set("status", told.document());
      out.println(Connection.pretty(document));
    } else if (told.resources().isEmpty()) {
      out.println("The agent on " + name + " serves no resource yet.");
    } else {
      out.print(told.resources().stream().map(view::text).collect(Collectors.joining("\n")));
    }
    out.flush();
  }
}

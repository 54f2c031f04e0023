package io.matriarch.app.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `matriarch topology`: who follows whom.
@Command(
    name = "topology",
    description = "Shows who streams from whom, as a tree, with lag and synchronous state.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnInvalidInput = 64,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every resource has one primary that everybody follows",
      "1:somebody follows nobody, or there are several primaries",
      "2:a resource has no primary",
      "3:this node's agent cannot be reached",
      "64:the command line is wrong"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  matriarch topology", "  matriarch topology --json"})
public final class TopologyCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Connection connection = new Connection();

  @Option(names = "--json", description = "Prints the trees for programs.")
  private boolean json;

  @Override
  public Integer call() {
    return connection
        .gather(spec.commandLine().getErr())
        .map(this::print)
        .orElse(Findings.NO_AGENT);
  }

  private int print(ClusterStatus status) {
    List<Topology> topologies =
        status.resourceNames().stream().map(name -> Topology.of(status, name)).toList();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ArrayNode trees = JsonNodeFactory.instance.arrayNode();
      topologies.forEach(topology -> trees.add(topology.json()));
      out.println(Connection.pretty(trees));
    } else {
      out.print(
          topologies.stream()
              .map(topology -> topology.text(Style.terminal()))
              .collect(Collectors.joining("\n")));
    }
    out.flush();
    return topologies.stream().mapToInt(Topology::exitCode).max().orElse(Findings.NO_PRIMARY);
  }
}

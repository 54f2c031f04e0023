package io.matriarch.app.view;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `matriarch status`: the whole cluster at a glance.
@Command(
    name = "status",
    description = "Shows the cluster: each node's role, position, lag and score, and why.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnInvalidInput = 64,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every resource has one primary, and all is well",
      "1:degraded: there is a primary, and something is not well",
      "2:a resource has no primary",
      "3:this node's agent cannot be reached",
      "64:the command line is wrong"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  matriarch status",
      "  matriarch status --json | jq .problems",
      "  watch -n1 matriarch status"
    })
public final class StatusCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Connection connection = new Connection();

  @Option(names = "--json", description = "Prints all that the agents told, for programs.")
  private boolean json;

  @Override
  public Integer call() {
    Optional<ClusterStatus> gathered = connection.gather(spec.commandLine().getErr());
    return gathered.map(this::print).orElse(Findings.NO_AGENT);
  }

  private int print(ClusterStatus status) {
    PrintWriter out = spec.commandLine().getOut();
    Findings findings = Findings.of(status);
    StatusView view = new StatusView(status, findings, Style.terminal());
    out.print(json ? Connection.pretty(view.json()) + "\n" : view.text());
    out.flush();
    return findings.exitCode();
  }
}

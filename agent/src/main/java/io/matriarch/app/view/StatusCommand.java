package io.matriarch.app.view;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
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
      "  matriarch status --watch",
      "  matriarch status --watch=5"
    })
public final class StatusCommand implements Callable<Integer> {

  private static final String CLEAR = "\u001b[H\u001b[2J";

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Connection connection = new Connection();

  @Option(names = "--json", description = "Prints all that the agents told, for programs.")
  private boolean json;

  @Option(
      names = "--watch",
      arity = "0..1",
      fallbackValue = "1",
      defaultValue = "0",
      paramLabel = "SECONDS",
      description = "Shows it again each so many seconds (1) until it is interrupted.")
  private int watch;

  @Override
  public Integer call() throws InterruptedException {
    int code = once();
    while (watch > 0) {
      TimeUnit.SECONDS.sleep(watch);
      spec.commandLine().getOut().print(Style.terminal() ? CLEAR : "\n");
      code = once();
    }
    return code;
  }

  private int once() {
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

package io.matriarch.app.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.matriarch.app.view.ClusterTools.ToolFailedException;
import io.matriarch.app.view.ClusterTools.ToolInterruptedException;
import io.matriarch.app.view.SwitchoverWatch.Outcome;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `matriarch switchover`: moves the primary's role to another node, and leaves nothing behind.
@Command(
    name = "switchover",
    description = {
      "Moves the primary's role to another node, while the primary is well.",
      "It checks that the target can take over at once, asks Pacemaker, looks on, removes the"
          + " constraint that moved the role (also when it is interrupted), and tells how long"
          + " each step took. Run it as root on any node of the cluster."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnInvalidInput = 64,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the role is where it was sent; with --dry-run: it could be",
      "1:the role was asked for and did not get there; the constraint is removed",
      "2:a check stands against it; nothing was done",
      "3:this node's agent cannot be reached; nothing was done",
      "4:a tool of the cluster failed; it is told whether a constraint is left",
      "64:the command line is wrong",
      "130, 143:interrupted; the constraint is removed, and what Pacemaker had begun it finishes"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  matriarch switchover",
      "  matriarch switchover pgsqld --to n2",
      "  matriarch switchover --to n2 --dry-run --json"
    })
public final class SwitchoverCommand implements Callable<Integer> {

  private static final Duration FOLLOWS_MOST = Duration.ofSeconds(10);
  private static final Duration FOLLOWS_PAUSE = Duration.ofMillis(300);
  private static final String CHECKPOINT = "/control/checkpoint";
  private static final int MOVED = 0;
  private static final int NOT_MOVED = 1;
  private static final int REFUSED = 2;
  private static final int TOOL_FAILED = 4;
  private static final int WRONG_LINE = 64;
  private static final int INTERRUPTED = 130;

  private final ClusterTools tools;
  private final Pace pace;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Connection connection = new Connection();

  @Parameters(
      arity = "0..1",
      paramLabel = "RESOURCE",
      defaultValue = "",
      description = "The resource by its name in Pacemaker, without -clone; the only one without.")
  private String resource = "";

  @Option(
      names = "--to",
      paramLabel = "NODE",
      defaultValue = "",
      description = "The node that is to be promoted; without it the best standby.")
  private String to = "";

  @Option(names = "--dry-run", description = "Only checks, and says what would be done.")
  private boolean dryRun;

  @Option(names = "--json", description = "Prints the outcome for programs.")
  private boolean json;

  public SwitchoverCommand() {
    this(new CrmResource(), Pace.REAL);
  }

  SwitchoverCommand(ClusterTools tools, Pace pace) {
    this.tools = tools;
    this.pace = pace;
  }

  @Override
  public Integer call() {
    Optional<ClusterStatus> status = connection.gather(spec.commandLine().getErr());
    try {
      return status.map(this::from).orElse(Findings.NO_AGENT);
    } catch (ToolInterruptedException e) {
      return fail(INTERRUPTED, e.getMessage() + "; no constraint is left");
    } catch (ToolFailedException e) {
      return fail(TOOL_FAILED, String.valueOf(e.getMessage()));
    }
  }

  private int from(ClusterStatus status) {
    List<InstanceStatus> chosen =
        status.resources().stream()
            .filter(r -> resource.isEmpty() || r.resource().equals(resource))
            .toList();
    if (chosen.size() != 1) {
      return fail(WRONG_LINE, unclear(status));
    }
    if (!to.isEmpty() && !status.answers().containsKey(to)) {
      return fail(WRONG_LINE, status.noNode(to));
    }
    Optional<String> wanted = to.isEmpty() ? Optional.empty() : Optional.of(to);
    SwitchoverPlan plan = SwitchoverPlan.of(status, chosen.getFirst(), wanted);
    return plan.possible() ? planned(status, plan) : refuse(plan);
  }

  private String unclear(ClusterStatus status) {
    if (!resource.isEmpty()) {
      return status.noResource(resource);
    }
    return status.resources().isEmpty()
        ? "no ocf:matriarch:postgres is configured, or none was observed yet"
        : "which resource is meant? Name one of " + String.join(", ", status.resourceNames());
  }

  private int planned(ClusterStatus status, SwitchoverPlan plan) {
    String clone = tools.cloneOf(plan.resource());
    List<String> left = tools.constraintsOf(clone);
    if (!left.isEmpty()) {
      List<String> faults = new ArrayList<>(plan.faults());
      faults.add(
          "an earlier move or ban has left %s: crm_resource --clear -r %s removes it"
              .formatted(String.join(", ", left), clone));
      return refuse(new SwitchoverPlan(plan.resource(), plan.from(), plan.to(), faults));
    }
    SwitchoverView view = new SwitchoverView(plan, dryRun);
    if (dryRun) {
      print(json ? pretty(view, Timeline.BEGUN, Optional.empty()) : view.intention());
      return MOVED;
    }
    if (plan.from().filter(status.node()::equals).isPresent()) {
      checkpoint(plan);
    }
    return move(view, clone);
  }

  /// What is written now need not be written by the shutdown. The agent of a primary elsewhere does
  /// it too, when Pacemaker tells it of the demotion to come.
  private void checkpoint(SwitchoverPlan plan) {
    progress("asking %s for a checkpoint".formatted(plan.from().orElseThrow()));
    JsonNode request = JsonNodeFactory.instance.objectNode().put("resource", plan.resource());
    connection
        .post(CHECKPOINT, request, spec.commandLine().getErr())
        .filter(told -> told.path("impossible").isTextual())
        .ifPresent(
            told ->
                spec.commandLine()
                    .getErr()
                    .println("matriarch: no checkpoint: " + told.path("impossible").asText()));
  }

  private int move(SwitchoverView view, String clone) {
    Relocation relocation = new Relocation(tools, clone);
    Thread hook = new Thread(() -> interrupted(relocation, clone), "clear");
    Runtime.getRuntime().addShutdownHook(hook);
    Outcome outcome;
    try (relocation) {
      long begun = pace.nanos();
      relocation.begin(view.plan().to().orElseThrow());
      outcome = new SwitchoverWatch(this::look, pace, this::progress).watch(view.plan(), begun);
      if (outcome.fault().isEmpty()) {
        letTheRestFollow();
      }
    } catch (ToolFailedException e) {
      if (e instanceof ToolInterruptedException && e.getSuppressed().length == 0) {
        throw e;
      }
      throw new ToolFailedException(
          "%s; see that no constraint is left: crm_resource --clear -r %s"
              .formatted(e.getMessage(), clone));
    } finally {
      unhook(hook);
      progress("");
    }
    return told(view, outcome);
  }

  /// A constraint less makes Pacemaker plan anew, which would hold up the address.
  private void letTheRestFollow() {
    progress("waiting for what goes with the role");
    long end = pace.nanos() + FOLLOWS_MOST.toNanos();
    while (!tools.idle() && pace.nanos() < end) {
      pace.pause(FOLLOWS_PAUSE);
    }
  }

  private void interrupted(Relocation relocation, String clone) {
    PrintWriter err = spec.commandLine().getErr();
    try {
      relocation.close();
      err.println(
          "matriarch: interrupted; no constraint is left. What Pacemaker has begun it finishes:"
              + " matriarch status");
    } catch (ToolFailedException e) {
      err.println("matriarch: %s: crm_resource --clear -r %s".formatted(e.getMessage(), clone));
    }
    err.flush();
  }

  private static void unhook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program is being ended, and the hook does its work.
    }
  }

  private Optional<ClusterStatus> look() {
    return connection.gather(new PrintWriter(Writer.nullWriter()));
  }

  private int told(SwitchoverView view, Outcome outcome) {
    if (json) {
      print(pretty(view, outcome.timeline(), outcome.fault()));
    } else if (outcome.fault().isEmpty()) {
      print(view.result(outcome.timeline()));
    }
    return outcome.fault().map(fault -> fail(NOT_MOVED, fault)).orElse(MOVED);
  }

  private int refuse(SwitchoverPlan plan) {
    SwitchoverView view = new SwitchoverView(plan, dryRun);
    if (json) {
      print(pretty(view, Timeline.BEGUN, Optional.empty()));
    } else {
      spec.commandLine().getErr().print(view.refusal());
      spec.commandLine().getErr().flush();
    }
    return REFUSED;
  }

  private static String pretty(SwitchoverView view, Timeline timeline, Optional<String> fault) {
    return Connection.pretty(view.json(timeline, fault)) + "\n";
  }

  private void print(String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(text);
    out.flush();
  }

  /// One line that replaces itself, for whoever looks on.
  private void progress(String text) {
    if (Style.terminal() && !json) {
      print("\r\u001b[K" + text);
    }
  }

  private int fail(int code, String reason) {
    spec.commandLine().getErr().println("matriarch: " + reason);
    return code;
  }
}

package io.matriarch.app.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `matriarch allow-data-loss`: the only way round a refusal that no data will answer any more.
@Command(
    name = "allow-data-loss",
    description = {
      "Allows one standby to be promoted as it stands, with the loss of what it lacks.",
      "For a cluster without a primary, when the node that holds more will not come back. It shows"
          + " what would be lost, and asks. Run it on that node, as root or postgres."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnInvalidInput = 64,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the loss is allowed, and Pacemaker promotes the node next",
      "1:nothing would be lost; nothing was done",
      "2:the node cannot be promoted, loss or no loss; nothing was done",
      "3:the agent cannot be reached",
      "4:it was not confirmed; nothing was done",
      "64:the command line is wrong, or it is another node's business"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  matriarch allow-data-loss --resource pgsqld --node n2",
      "  matriarch allow-data-loss --resource pgsqld --node n2 --json",
      "  matriarch allow-data-loss --resource pgsqld --node n2 --yes"
    })
public final class AllowDataLossCommand implements Callable<Integer> {

  private static final String PATH = "/control/allow-data-loss";
  private static final int ALLOWED = 0;
  private static final int NOTHING_TO_LOSE = 1;
  private static final int IMPOSSIBLE = 2;
  private static final int NOT_CONFIRMED = 4;
  private static final int WRONG_PLACE = 64;

  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Connection connection = new Connection();

  @Option(
      names = "--resource",
      paramLabel = "RESOURCE",
      required = true,
      description = "The resource by its name in Pacemaker, without -clone.")
  private String resource = "";

  @Option(
      names = "--node",
      paramLabel = "NODE",
      required = true,
      description = "The node that is to be promoted: the one on which this is run.")
  private String node = "";

  @Option(names = "--yes", description = "Does not ask.")
  private boolean yes;

  @Option(
      names = "--json",
      description =
          "Prints what would be lost for programs, and does not ask: with --yes it allows.")
  private boolean json;

  public AllowDataLossCommand() {
    this(Terminal.ofProcess());
  }

  AllowDataLossCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    return connection.gather(err).map(this::from).orElse(Findings.NO_AGENT);
  }

  private int from(ClusterStatus status) {
    Optional<String> wrong = wrongPlace(status);
    if (wrong.isPresent()) {
      return fail(WRONG_PLACE, wrong.get());
    }
    return post("").map(told -> assessed(status, told)).orElse(Findings.NO_AGENT);
  }

  private Optional<String> wrongPlace(ClusterStatus status) {
    if (!status.answers().containsKey(node)) {
      return Optional.of(status.noNode(node));
    }
    if (!node.equals(status.node())) {
      return Optional.of(
          "this is %s: run it on %s, whose data it is about: ssh %s matriarch allow-data-loss"
                  .formatted(status.node(), node, node)
              + " --resource %s --node %s".formatted(resource, node));
    }
    return status.of(node, resource).isPresent()
        ? Optional.empty()
        : Optional.of(status.noResource(resource));
  }

  private int assessed(ClusterStatus status, JsonNode told) {
    if (told.path("impossible").isTextual()) {
      return fail(IMPOSSIBLE, told);
    }
    LossView loss = LossView.of(status, resource, told);
    if (loss.losesNothing()) {
      print(
          loss,
          false,
          "%s on %s holds %s, and nobody is known to hold more: nothing would be lost. Nothing was"
                  .formatted(resource, node, loss.position())
              + " done; matriarch explain %s tells why it is not promoted.\n".formatted(node));
      return NOTHING_TO_LOSE;
    }
    return confirmed(loss) ? allow(loss) : NOT_CONFIRMED;
  }

  private boolean confirmed(LossView loss) {
    if (json) {
      if (!yes) {
        print(loss, false, "");
      }
      return yes;
    }
    print(loss, false, loss.text() + "\n");
    if (yes) {
      return true;
    }
    Optional<String> answer =
        terminal.ask("Type the node's name to lose that, anything else not to: ");
    if (answer.isEmpty()) {
      fail(NOT_CONFIRMED, "there is no terminal to ask on: --yes says that it may be lost");
    } else if (!answer.get().strip().equals(node)) {
      fail(NOT_CONFIRMED, "not confirmed: nothing was done");
    }
    return answer.filter(a -> a.strip().equals(node)).isPresent();
  }

  private int allow(LossView loss) {
    return post(loss.position())
        .map(
            told -> {
              if (told.path("impossible").isTextual()) {
                return fail(IMPOSSIBLE, told);
              }
              print(
                  loss,
                  true,
                  "Allowed. Pacemaker promotes %s next; matriarch status shows it. Failed actions of"
                          .formatted(node)
                      + " before may hold it up: crm_resource --cleanup -r %s -N %s\n"
                          .formatted(resource, node));
              return ALLOWED;
            })
        .orElse(Findings.NO_AGENT);
  }

  private Optional<JsonNode> post(String position) {
    return connection.post(
        PATH,
        JsonNodeFactory.instance.objectNode().put("resource", resource).put("position", position),
        spec.commandLine().getErr());
  }

  private void print(LossView loss, boolean allowed, String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? Connection.pretty(loss.json(allowed)) + "\n" : text);
    out.flush();
  }

  private int fail(int code, JsonNode told) {
    if (json) {
      spec.commandLine().getOut().println(Connection.pretty(told));
    }
    return fail(code, told.path("impossible").asText() + "; nothing was done");
  }

  private int fail(int code, String reason) {
    spec.commandLine().getErr().println("matriarch: " + reason);
    return code;
  }
}

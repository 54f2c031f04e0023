package io.matriarch.app.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.agent.cluster.Element;
import io.matriarch.agent.cluster.XmlReader;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `matriarch what-if`: what would follow, before it happens.
@Command(
    name = "what-if",
    description =
        "Tells what Pacemaker would do, by its own scheduler on a copy of the live CIB, and whether"
            + " Matriarch would let it. Nothing is changed.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnInvalidInput = 64,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:there would be one primary afterwards",
      "2:there would be no primary",
      "3:the agent cannot be reached, or the scheduler cannot be asked",
      "64:the command line is wrong"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  matriarch what-if lose n1",
      "  matriarch what-if ban n1",
      "  matriarch what-if standby n1",
      "  matriarch what-if stop",
      "  matriarch what-if lose-quorum"
    })
public final class WhatIfCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Connection connection = new Connection();

  @Parameters(
      index = "0",
      paramLabel = "EVENT",
      description = "lose, ban or standby with a NODE; stop; lose-quorum")
  private String event = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "NODE", defaultValue = "")
  private String node = "";

  @Option(names = "--resource", defaultValue = "", description = "The primitive's id, if several.")
  private String resource = "";

  @Option(names = "--json", description = "Prints the steps for programs.")
  private boolean json;

  private final Simulation.Tools tools;

  /// Asks the live cluster.
  public WhatIfCommand() {
    this(Simulation::execute);
  }

  WhatIfCommand(Simulation.Tools tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() {
    Question question = question();
    PrintWriter err = spec.commandLine().getErr();
    Optional<ClusterStatus> status = connection.gather(err);
    if (status.isEmpty()) {
      return Findings.NO_AGENT;
    }
    String name =
        resource.isEmpty()
            ? status.get().resources().stream()
                .map(InstanceStatus::resource)
                .findFirst()
                .orElse(resource)
            : resource;
    try {
      String clone = clone(tools.run(List.of("cibadmin", "--query")), name);
      Transition transition = new Simulation(tools).of(question, clone);
      return print(question, name, transition, status.get());
    } catch (Simulation.ImpossibleException e) {
      err.println("matriarch: " + e.getMessage());
      return Findings.NO_AGENT;
    }
  }

  private Question question() {
    boolean named = List.of("lose", "ban", "standby").contains(event);
    if (named == node.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          named ? event + " needs a NODE" : event + " takes no NODE, or is unknown: see --help");
    }
    return switch (event) {
      case "lose" -> new Question.Lose(node);
      case "ban" -> new Question.Ban(node);
      case "standby" -> new Question.Standby(node);
      case "stop" -> new Question.Stop();
      case "lose-quorum" -> new Question.LoseQuorum();
      default ->
          throw new ParameterException(
              spec.commandLine(),
              "'%s' is not one of lose, ban, standby, stop, lose-quorum".formatted(event));
    };
  }

  private static String clone(String cib, String resource) throws Simulation.ImpossibleException {
    Element root = new XmlReader().read("the CIB", cib);
    return root.tree()
        .filter(e -> e.name().equals("clone"))
        .filter(c -> c.all("primitive").anyMatch(p -> p.get("id").equals(resource)))
        .map(c -> c.get("id"))
        .findFirst()
        .orElseThrow(
            () ->
                new Simulation.ImpossibleException(
                    "the CIB has no clone of '%s': name the primitive with --resource"
                        .formatted(resource)));
  }

  private int print(Question question, String name, Transition after, ClusterStatus status) {
    PrintWriter out = spec.commandLine().getOut();
    List<String> remarks = remarks(name, after, status);
    if (json) {
      ObjectNode document = JsonNodeFactory.instance.objectNode();
      document.put("question", question.sentence());
      fill(document.putArray("steps"), after.steps());
      fill(document.putArray("primaries_afterwards"), after.promoted());
      fill(document.putArray("remarks"), remarks);
      out.println(Connection.pretty(document));
    } else {
      out.println(question.sentence() + ":");
      after.steps().forEach(step -> out.println("  " + step));
      if (after.steps().isEmpty()) {
        out.println("  Pacemaker does nothing");
      }
      remarks.forEach(remark -> out.println("\n" + remark));
    }
    out.flush();
    return after.promoted().isEmpty() ? Findings.NO_PRIMARY : Findings.WELL;
  }

  private static void fill(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }

  /// What Pacemaker does not know: what each node holds.
  private static List<String> remarks(String resource, Transition after, ClusterStatus status) {
    List<String> remarks = new ArrayList<>();
    remarks.add(
        after.promoted().isEmpty()
            ? "Afterwards there is no primary: nothing can be written."
            : "Afterwards the primary is on " + String.join(", ", after.promoted()) + ".");
    for (String heir : after.promoted()) {
      Optional<InstanceStatus> seen = status.of(heir, resource);
      if (seen.filter(i -> !i.primary()).isPresent()) {
        remarks.add(
            seen.get().held().map(held -> heir + " holds " + held + " now. ").orElse("")
                + "Its promotion is refused if another present node holds more: "
                + seen.get().because()
                + ".");
      }
      seen.flatMap(i -> i.nodes().stream().filter(n -> n.name().equals(heir)).findFirst())
          .flatMap(InstanceStatus.Node::refusal)
          .ifPresent(why -> remarks.add(heir + " is refused as it is: it " + why + "."));
    }
    return remarks;
  }
}

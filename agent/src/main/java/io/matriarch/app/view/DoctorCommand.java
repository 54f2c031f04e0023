package io.matriarch.app.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.app.doctor.Finding;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `matriarch doctor`: what is wrong or risky before it hurts.
@Command(
    name = "doctor",
    description =
        "Finds what is wrong or risky in the configuration of Pacemaker, Corosync and this node's"
            + " PostgreSQL, each with a remedy. Run it as root, on each node.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnInvalidInput = 64,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing was found",
      "1:there are risks",
      "2:there are problems",
      "3:this node's agent cannot be reached",
      "64:the command line is wrong"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  matriarch doctor", "  matriarch doctor --json | jq '.[].sentence'"})
public final class DoctorCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Connection connection = new Connection();

  @Option(names = "--json", description = "Prints the findings for programs.")
  private boolean json;

  @Override
  public Integer call() {
    return connection
        .gather(spec.commandLine().getErr())
        .map(status -> print(Examination.of(status)))
        .orElse(Findings.NO_AGENT);
  }

  private int print(List<Finding> findings) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? Connection.pretty(json(findings)) + "\n" : text(findings, Style.terminal()));
    out.flush();
    return exitCode(findings);
  }

  static int exitCode(List<Finding> findings) {
    boolean problem = findings.stream().anyMatch(f -> f.weight() == Finding.Weight.PROBLEM);
    return problem ? Findings.NO_PRIMARY : findings.isEmpty() ? Findings.WELL : Findings.DEGRADED;
  }

  static String text(List<Finding> findings, boolean colour) {
    if (findings.isEmpty()) {
      return "Nothing wrong or risky was found.\n";
    }
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      Style style = finding.weight() == Finding.Weight.PROBLEM ? Style.BAD : Style.WARNING;
      text.append(style.on("%-8s".formatted(finding.weight().word()), colour))
          .append("%-11s%s\n".formatted(finding.where(), finding.sentence()))
          .append(" ".repeat(19))
          .append("→ ")
          .append(finding.remedy())
          .append('\n');
    }
    return text.toString();
  }

  private static ArrayNode json(List<Finding> findings) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Finding finding : findings) {
      ObjectNode one = array.addObject();
      one.put("weight", finding.weight().word()).put("where", finding.where());
      one.put("sentence", finding.sentence()).put("remedy", finding.remedy());
    }
    return array;
  }
}

package io.matriarch.app.view;

import io.matriarch.agent.process.Command;
import io.matriarch.agent.process.CommandResult;
import io.matriarch.agent.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Asks Pacemaker's own scheduler, on a copy of the live CIB, what it would do.
final class Simulation {

  private static final Duration DEADLINE = Duration.ofSeconds(20);

  /// What cannot be simulated, in a sentence with the remedy.
  static final class ImpossibleException extends Exception {
    private static final long serialVersionUID = 1;

    ImpossibleException(String sentence) {
      super(sentence);
    }
  }

  /// Runs a program; the answer is what it printed.
  interface Tools {
    String run(List<String> line) throws ImpossibleException;
  }

  private final Tools tools;

  Simulation(Tools tools) {
    this.tools = tools;
  }

  static String execute(List<String> line) throws ImpossibleException {
    CommandResult result;
    try {
      result = Commands.run(Command.of(line).within(DEADLINE)).block();
    } catch (RuntimeException e) {
      throw new ImpossibleException(line.getFirst() + " cannot be run: " + e.getMessage());
    }
    if (result == null || !result.success()) {
      String said = result == null ? "" : result.stderr().strip();
      throw new ImpossibleException(
          "%s failed: %s: run this as root on a node of the cluster"
              .formatted(line.getFirst(), said.lines().findFirst().orElse("it says nothing")));
    }
    return result.stdout();
  }

  /// What Pacemaker would do.
  Transition of(Question question, String clone) throws ImpossibleException {
    String cib = tools.run(List.of("cibadmin", "--query"));
    List<String> line = new ArrayList<>(List.of("crm_simulate", "--simulate"));
    try {
      Path file = Files.createTempFile("matriarch-what-if", ".xml");
      try {
        Files.writeString(file, question.changed(cib, clone));
        line.add("--xml-file=" + file);
        line.addAll(question.options());
        return Transition.parse(tools.run(line));
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new ImpossibleException("the CIB's copy cannot be written: " + e.getMessage());
    }
  }
}

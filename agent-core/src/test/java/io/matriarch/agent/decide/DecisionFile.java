package io.matriarch.agent.decide;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;

/// An incident as text: comments that tell it, and blocks of commands, each with what came of them
/// below `----`.
record DecisionFile(Path path, String text) {

  static final Path ROOT = Path.of("src/test/resources/decisions");

  private static final String SEPARATOR = "----";
  private static final SortedMap<String, Command> COMMANDS = Command.all();

  /// What a file gave: the text with the outputs that are true now, and what was asked.
  record Run(String text, Incident incident) {}

  static List<DecisionFile> all() {
    try (Stream<Path> paths = Files.walk(ROOT)) {
      return paths
          .filter(p -> p.toString().endsWith(".txt"))
          .sorted()
          .map(p -> new DecisionFile(p, read(p)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The section and the sentence, for test names.
  String name() {
    return ROOT.relativize(path).toString().replace(".txt", "").replace('-', ' ');
  }

  Run run() {
    Incident incident = new Incident();
    List<String> blocks = new ArrayList<>();
    for (String block : text.strip().split("\n\n+", -1)) {
      blocks.add(block(incident, block.strip()));
    }
    return new Run(String.join("\n\n", blocks) + "\n", incident);
  }

  private String block(Incident incident, String block) {
    List<String> asked = block.lines().takeWhile(line -> !line.equals(SEPARATOR)).toList();
    StringBuilder said = new StringBuilder();
    for (String line : asked) {
      if (!line.startsWith("#")) {
        said.append(command(incident, line));
      }
    }
    String told = String.join("\n", asked);
    return said.isEmpty() ? told : told + "\n" + SEPARATOR + "\n" + said.toString().stripTrailing();
  }

  private String command(Incident incident, String line) {
    String[] words = line.split(" ", 2);
    Command command = COMMANDS.get(words[0]);
    if (command == null) {
      throw new IllegalArgumentException(
          "%s: unknown command '%s': known are %s".formatted(path, words[0], COMMANDS.keySet()));
    }
    try {
      Arguments arguments = Arguments.parse(words[0], words.length > 1 ? words[1] : "");
      String said = command.run(incident, arguments);
      arguments.finish();
      return said;
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(path + ": '" + line + "': " + e.getMessage(), e);
    }
  }
}

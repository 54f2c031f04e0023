package io.matriarch.agent.process;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A program to be run: its arguments, what is added to the environment, its standard input (empty
/// means `/dev/null`) and how long it may take.
public record Command(
    List<String> line, Map<String, String> environment, String stdin, Duration deadline) {

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  public Command {
    line = List.copyOf(line);
    environment = Map.copyOf(environment);
    if (line.isEmpty() || deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException(
          "not a command: "
              + line
              + " within "
              + deadline
              + ": a program and some time are needed");
    }
  }

  public static Command of(String... line) {
    return of(List.of(line));
  }

  public static Command of(List<String> line) {
    return new Command(line, Map.of(), "", DEADLINE);
  }

  public Command within(Duration limit) {
    return new Command(line, environment, stdin, limit);
  }

  public Command with(String name, String value) {
    Map<String, String> added = new LinkedHashMap<>(environment);
    added.put(name, value);
    return new Command(line, added, stdin, deadline);
  }

  public Command reading(String text) {
    return new Command(line, environment, text, deadline);
  }

  /// The program without its path: the only part that messages may show.
  public String program() {
    String path = line.getFirst();
    return path.substring(path.lastIndexOf('/') + 1);
  }
}

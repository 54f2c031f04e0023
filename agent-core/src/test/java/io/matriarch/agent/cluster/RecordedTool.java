package io.matriarch.agent.cluster;

import io.matriarch.agent.process.CommandResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/// Answers as Pacemaker's tools did, and keeps what they were asked.
final class RecordedTool implements Tool {

  private final List<String> calls = new ArrayList<>();
  private Function<String, Mono<CommandResult>> answers = _ -> Mono.empty();

  static CommandResult wrote(String output) {
    return new CommandResult("cibadmin", 0, output, "");
  }

  static CommandResult failed(String program, int code, String errors) {
    return new CommandResult(program, code, "", errors);
  }

  /// From now on, calls are answered so: the command line is joined with spaces.
  void answer(Function<String, Mono<CommandResult>> newAnswers) {
    answers = newAnswers;
  }

  /// From now on, the CIB is this one.
  void holds(String cib) {
    answer(line -> Mono.just(wrote(line.contains("--no-children") ? versionOf(cib) : cib)));
  }

  /// From now on, Pacemaker does not run here.
  void clusterDown() {
    answer(line -> Mono.just(failed(line.split(" ", 2)[0], 102, "Transport endpoint")));
  }

  private static String versionOf(String cib) {
    return cib.substring(0, cib.indexOf('>')) + "/>\n";
  }

  List<String> calls() {
    return List.copyOf(calls);
  }

  long wholeReads() {
    return calls.stream()
        .filter(c -> c.startsWith("cibadmin") && !c.contains("--no-children"))
        .count();
  }

  @Override
  public Mono<CommandResult> run(Duration deadline, String... argv) {
    String line = String.join(" ", argv);
    return Mono.defer(
        () -> {
          calls.add(line);
          return answers.apply(line);
        });
  }
}

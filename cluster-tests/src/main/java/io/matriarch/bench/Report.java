package io.matriarch.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads what was measured, prints the table, and writes `benchmarks.md` with its plots.
public final class Report {

  private static final List<String> LOADS = List.of("idle", "loaded", "flooded");

  private final Path measured;
  private final Path docs;
  private final Map<Run, Trace> traces;

  private Report(Path measured, Path docs) throws IOException {
    this.measured = measured;
    this.docs = docs;
    this.traces = traces(measured.resolve("runs"));
  }

  /// Arguments: the directory of the measurements, and that of the documentation.
  public static void main(String[] arguments) throws IOException {
    Report report = new Report(Path.of(arguments[0]), Path.of(arguments[1]));
    System.out.println();
    System.out.print(report.tables());
    report.write();
  }

  private static Map<Run, Trace> traces(Path root) throws IOException {
    Map<Run, Trace> traces = new LinkedHashMap<>();
    if (!Files.isDirectory(root)) {
      return traces;
    }
    try (Stream<Path> files = Files.walk(root)) {
      List<Path> directories =
          files.filter(file -> file.endsWith("facts")).map(Path::getParent).sorted().toList();
      for (Path directory : directories) {
        Run run = Run.read(directory);
        traces.put(run, Trace.read(run, directory));
      }
    }
    return traces;
  }

  private List<Run> runs() {
    return List.copyOf(traces.keySet());
  }

  private String tables() throws IOException {
    String faults = new FaultTable(runs()).text();
    return new CostTable(measured.resolve("costs"))
        .text()
        .map(costs -> faults + "\n" + costs)
        .orElse(faults);
  }

  private void write() throws IOException {
    StringBuilder text = new StringBuilder(introduction());
    text.append('\n').append(tables());
    microbenchmarks(text);
    text.append("\n## Where the time goes\n");
    for (Fault fault : Fault.values()) {
      new StepTable(traces, fault, "idle")
          .text()
          .ifPresent(steps -> text.append("\n### %s\n\n%s".formatted(fault.title(), steps)));
    }
    text.append("\n## The write gap over time\n\n");
    plots(text);
    Files.writeString(docs.resolve("benchmarks.md"), text);
  }

  private String introduction() throws IOException {
    Facts facts = Facts.read(measured.resolve("environment"));
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # Benchmarks

        Written by `script/bench`; nothing here is typed in. Three nodes in containers on one machine; one client that
        writes a row every 10 ms through the virtual address (each connection after a probe of 100 ms, so that TCP's
        retransmission of a SYN is not counted); Corosync with `token: 1000` and `token_coefficient: 0`. Under load four
        clients of pgbench do 200 transactions a second in all. Flooded are the agents' network ports: on each node 300
        silent connections, 20 of a byte a second, 20 requests a second. PAF and Patroni are Debian's packages on the same image:
        PAF with the intervals that it recommends, Patroni with its defaults, and with the least that it allows
        (`ttl` 20, `loop_wait` 1, `retry_timeout` 3, `primary_start_timeout` 0). Rows lost are acknowledged rows that the
        new primary does not hold. Cloned by hand are standbys that the product did not bring back within 60 s.

        | | |
        |---|---|
        """);
    facts.values().forEach((key, value) -> text.append("| %s | %s |\n".formatted(key, value)));
    return text.toString();
  }

  private void microbenchmarks(StringBuilder text) throws IOException {
    Path file = measured.resolve("micro");
    if (Files.exists(file)) {
      text.append("\n## Microbenchmarks\n\n```\n").append(Files.readString(file)).append("```\n");
    }
  }

  private void plots(StringBuilder text) throws IOException {
    Path directory = docs.resolve("benchmarks");
    Files.createDirectories(directory);
    for (Fault fault : Fault.values()) {
      for (String load : LOADS) {
        String name = "%s-%s.svg".formatted(fault.id(), load);
        Optional<String> svg = new GapPlot(runs(), fault, load).svg();
        if (svg.isPresent()) {
          Files.writeString(directory.resolve(name), svg.get());
          text.append("![%s, %s](benchmarks/%s)\n".formatted(fault.title(), load, name));
        } else {
          Files.deleteIfExists(directory.resolve(name));
        }
      }
    }
  }
}

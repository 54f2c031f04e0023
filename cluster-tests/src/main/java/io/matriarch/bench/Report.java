package io.matriarch.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Reads what was measured, prints the table, and writes `benchmarks.md` with its plots.
public final class Report {

  private Report() {}

  /// Arguments: the directory of the measurements, and that of the documentation.
  public static void main(String[] arguments) throws IOException {
    List<Run> runs = runs(Path.of(arguments[0]).resolve("runs"));
    System.out.println();
    System.out.print(new FaultTable(runs).text());
  }

  private static List<Run> runs(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      List<Path> directories =
          files.filter(file -> file.endsWith("facts")).map(Path::getParent).sorted().toList();
      List<Run> runs = new java.util.ArrayList<>();
      for (Path directory : directories) {
        runs.add(Run.read(directory));
      }
      return runs;
    }
  }
}

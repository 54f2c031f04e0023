package io.matriarch.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One fault against one product, as `script/lib/bench-faults.sh` left it in a directory.
///
/// @param at when it happened, in microseconds since the epoch
/// @param lost acknowledged rows that are missing afterwards
/// @param cloned standbys that did not follow by themselves afterwards, and were cloned anew by
///   hand
/// @param outcome `ok`, or what went wrong
/// @param writes when each write was acknowledged, in microseconds since the epoch
public record Run(
    String product,
    String fault,
    String load,
    int number,
    long at,
    String victim,
    long lost,
    long cloned,
    String outcome,
    List<Long> writes) {

  private static final double MICROS_PER_SECOND = 1e6;

  /// Prints one run in a line.
  public static void main(String[] arguments) throws IOException {
    System.out.println("        " + read(Path.of(arguments[0])).line());
  }

  static Run read(Path directory) throws IOException {
    Facts facts = Facts.read(directory.resolve("facts"));
    return new Run(
        facts.text("product"),
        facts.text("fault"),
        facts.text("load"),
        Integer.parseInt(facts.text("run")),
        Long.parseLong(facts.text("at")),
        facts.text("victim"),
        facts.number("lost").orElse(0.0).longValue(),
        facts.number("cloned").orElse(0.0).longValue(),
        facts.text("outcome"),
        readWrites(directory.resolve("writes")));
  }

  private static List<Long> readWrites(Path file) throws IOException {
    List<Long> writes = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      writes.add(Long.parseLong(line.substring(0, line.indexOf(' '))));
    }
    return writes;
  }

  boolean ok() {
    return outcome.equals("ok") && gap().isPresent();
  }

  Optional<Gap> gap() {
    return Gap.longestAfter(at, writes);
  }

  /// What is compared: for a planned move the longest gap, for a fault the time from it to the next
  /// write.
  double seconds() {
    long micros =
        gap().map(gap -> fault.equals("switchover") ? gap.length() : gap.until() - at).orElse(0L);
    return micros / MICROS_PER_SECOND;
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%s %s %s run %d: %s, lost rows %d",
        product,
        fault,
        load,
        number,
        ok() ? String.format(Locale.ROOT, "%.3f s", seconds()) : outcome,
        lost);
  }
}

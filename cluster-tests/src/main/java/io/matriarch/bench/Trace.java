package io.matriarch.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Where the time went in one run: each step when it was first told of.
///
/// @param moments in the order in which they were seen
public record Trace(List<Moment> moments) {

  private static final double MICROS_PER_MILLI = 1000;

  /// A server takes writes some time before Pacemaker tells that it is promoted.
  private static final long TOLD_LATE_MICROS = 500_000;

  /// @param micros after the fault
  record Moment(Step step, long micros) {}

  private record Told(long at, String text) {}

  /// Prints the steps of one run, each with what it took since the one before.
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    Run run = Run.read(directory);
    System.out.println(run.line());
    long before = 0;
    for (Moment moment : read(run, directory).moments()) {
      System.out.println(line(moment.micros(), moment.micros() - before, moment.step().title()));
      before = moment.micros();
    }
    run.gap()
        .map(gap -> gap.until() - run.at())
        .map(write -> line(write, 0, "next write through the VIP"))
        .ifPresent(System.out::println);
  }

  private static String line(long micros, long took, String what) {
    return String.format(
        Locale.ROOT,
        "%9.0f ms  +%5.0f  %s",
        micros / MICROS_PER_MILLI,
        took / MICROS_PER_MILLI,
        what);
  }

  static Trace read(Run run, Path directory) throws IOException {
    Path log = directory.resolve("log");
    long end = run.gap().map(gap -> gap.until() + TOLD_LATE_MICROS).orElse(Long.MAX_VALUE);
    return of(run.at(), end, Files.exists(log) ? Files.readAllLines(log) : List.of());
  }

  /// @param lines each begins with the node's name
  static Trace of(long at, long end, List<String> lines) {
    List<Told> told = new ArrayList<>();
    for (String line : lines) {
      LogTime.of(line, at)
          .filter(t -> t >= at - 5000 && t <= end)
          .ifPresent(t -> told.add(new Told(t, line)));
    }
    told.sort(Comparator.comparingLong(Told::at));
    long acted =
        Stream.of(Step.DEMOTE_BEGUN, Step.PRE_PROMOTE)
            .flatMap(step -> first(step, told).stream())
            .min(Comparator.naturalOrder())
            .orElse(Long.MAX_VALUE);
    List<Moment> moments = new ArrayList<>();
    for (Step step : Step.values()) {
      first(step, told)
          .filter(t -> !step.isCause() || t <= acted)
          .ifPresent(t -> moments.add(new Moment(step, Math.max(0, t - at))));
    }
    moments.sort(Comparator.comparingLong(Moment::micros));
    return new Trace(moments);
  }

  private static Optional<Long> first(Step step, List<Told> told) {
    return told.stream().filter(t -> step.isToldBy(t.text())).map(Told::at).findFirst();
  }

  Optional<Double> millis(Step step) {
    return moments.stream()
        .filter(moment -> moment.step() == step)
        .map(moment -> moment.micros() / MICROS_PER_MILLI)
        .findFirst();
  }
}

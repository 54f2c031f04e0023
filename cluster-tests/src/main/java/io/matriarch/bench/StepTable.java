package io.matriarch.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// When each step of one fault is reached: medians, in milliseconds after the fault.
///
/// @param traces the traces of the runs, by the run
record StepTable(Map<Run, Trace> traces, Fault fault, String load) {

  private static final List<Product> TOLD = List.of(Product.MATRIARCH, Product.PAF);

  /// Empty when no run was traced.
  Optional<String> text() {
    List<List<String>> rows = new ArrayList<>();
    for (Step step : Step.values()) {
      add(rows, step.title(), TOLD.stream().map(product -> median(product, step)).toList());
    }
    add(rows, "next write through the VIP", TOLD.stream().map(this::write).toList());
    return rows.size() < 2
        ? Optional.empty()
        : Optional.of(
            new Table(List.of("ms after the fault, median", "Matriarch", "PAF"), rows).text());
  }

  private static void add(List<List<String>> rows, String title, List<Optional<Double>> medians) {
    if (medians.stream().anyMatch(Optional::isPresent)) {
      List<String> row = new ArrayList<>(List.of(title));
      medians.forEach(m -> row.add(m.map(v -> String.format(Locale.ROOT, "%.0f", v)).orElse("–")));
      rows.add(row);
    }
  }

  private List<Run> runs(Product product) {
    return traces.keySet().stream()
        .filter(Run::ok)
        .filter(run -> run.product().equals(product.id()))
        .filter(run -> run.fault().equals(fault.id()) && run.load().equals(load))
        .toList();
  }

  private Optional<Double> median(Product product, Step step) {
    List<Run> runs = runs(product);
    List<Double> millis =
        runs.stream()
            .flatMap(run -> Optional.ofNullable(traces.get(run)).stream())
            .flatMap(trace -> trace.millis(step).stream())
            .toList();
    // A step that only some runs have has no place in the order of the others.
    return millis.size() * 2 <= runs.size()
        ? Optional.empty()
        : Optional.of(Statistics.of(millis).median());
  }

  private Optional<Double> write(Product product) {
    List<Double> millis =
        runs(product).stream()
            .flatMap(run -> run.gap().map(gap -> (gap.until() - run.at()) / 1e3).stream())
            .toList();
    return millis.isEmpty() ? Optional.empty() : Optional.of(Statistics.of(millis).median());
  }
}

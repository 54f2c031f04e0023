package io.matriarch.bench;

import java.util.List;

/// What several measurements of one thing come to.
///
/// @param count how many there are
record Statistics(int count, double median, double best, double worst) {

  /// Of at least one measurement.
  static Statistics of(List<Double> measured) {
    List<Double> sorted = measured.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Statistics(sorted.size(), median, sorted.getFirst(), sorted.getLast());
  }
}

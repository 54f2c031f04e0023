package io.matriarch.reliability;

import java.util.List;
import java.util.Optional;

/// How measured seconds are spread.
record Spread(double median, double p95, double worst) {

  /// Empty without any.
  static Optional<Spread> of(List<Double> seconds) {
    if (seconds.isEmpty()) {
      return Optional.empty();
    }
    List<Double> sorted = seconds.stream().sorted().toList();
    return Optional.of(new Spread(at(sorted, 0.5), at(sorted, 0.95), sorted.getLast()));
  }

  /// The least one that so large a part of all does not exceed.
  private static double at(List<Double> sorted, double part) {
    return sorted.get((int) Math.ceil(part * sorted.size()) - 1);
  }
}

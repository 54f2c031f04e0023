package io.matriarch.dashboards;

import java.util.Map;
import java.util.Optional;

/// What the numbers of a panel, or of a table's column, look like.
///
/// @param meanings what a number stands for, with its colour; empty where the number speaks itself
/// @param limits the colour from each number on, beside those of the meanings
/// @param nothing what is shown where there is no number; empty for Grafana's "No data"
record Look(Map<Integer, Meaning> meanings, Map<Integer, String> limits, Optional<String> nothing) {

  static final Look PLAIN = new Look(Map.of(), Map.of(), Optional.empty());

  /// The words and the colour for a number.
  record Meaning(String text, String colour) {}

  Look {
    meanings = Map.copyOf(meanings);
    limits = Map.copyOf(limits);
  }

  static Look meaning(Map<Integer, Meaning> meanings) {
    return new Look(meanings, Map.of(), Optional.empty());
  }

  static Look limits(Map<Integer, String> limits) {
    return new Look(Map.of(), limits, Optional.empty());
  }

  Look withLimits(Map<Integer, String> others) {
    return new Look(meanings, others, nothing);
  }

  Look withNothing(String word) {
    return new Look(meanings, limits, Optional.of(word));
  }

  /// Whether the number decides the colour.
  boolean isColoured() {
    return !meanings.isEmpty() || !limits.isEmpty();
  }
}

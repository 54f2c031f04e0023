package io.matriarch.bench;

import java.util.List;
import java.util.Optional;

/// The longest time between two acknowledged writes, in microseconds since the epoch.
///
/// @param from the last write before it
/// @param until the first one after it
record Gap(long from, long until) {

  /// The longest one that ends after a moment.
  static Optional<Gap> longestAfter(long moment, List<Long> writes) {
    Gap longest = new Gap(moment, moment);
    for (int i = 1; i < writes.size(); i++) {
      Gap gap = new Gap(writes.get(i - 1), writes.get(i));
      if (gap.until() > moment && gap.length() > longest.length()) {
        longest = gap;
      }
    }
    return longest.length() > 0 ? Optional.of(longest) : Optional.empty();
  }

  long length() {
    return until - from;
  }
}

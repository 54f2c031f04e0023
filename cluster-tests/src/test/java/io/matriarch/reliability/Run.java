package io.matriarch.reliability;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A run of the nemesis against one product, as it is kept in a file.
///
/// @param agent matriarch or paf
/// @param facts when, where and what it ran against, in order
/// @param leftOut faults that this bed cannot have, a sentence each
public record Run(
    String agent, long seed, Map<String, String> facts, List<String> leftOut, List<Round> rounds) {

  public Run {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    leftOut = List.copyOf(leftOut);
    rounds = List.copyOf(rounds);
  }
}

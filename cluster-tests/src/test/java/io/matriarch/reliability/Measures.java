package io.matriarch.reliability;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// What the rounds of one product in one mode came to, as cells of a table.
record Measures(List<Round> rounds) {

  private static final double MILLIS = 1000;

  /// Each measure by its name, in order.
  Map<String, String> cells() {
    Map<String, String> cells = new LinkedHashMap<>();
    cells.put("rounds", Integer.toString(rounds.size()));
    cells.put("faults that struck", sum(Round::hits));
    cells.put("rows and transfers acknowledged", sum(r -> r.counts().acknowledged()));
    cells.put("neither acknowledged nor refused", sum(r -> r.counts().unknown()));
    cells.put("acknowledged and lost", sum(r -> r.counts().lost()));
    cells.put("… and announced", sum(r -> r.counts().announced()));
    cells.put("longest loss, one row after the other", longestLoss());
    cells.put("reads through the virtual address", sum(r -> r.counts().reads()));
    cells.put("time without a write: median, 95 %, worst", spread(gaps(), true));
    cells.put("healing: median, worst", spread(healings(), false));
    cells.put("rounds that needed an operator", operators());
    cells.put("violations", violations());
    return cells;
  }

  /// How often each fault struck.
  Map<String, Long> faults() {
    return rounds.stream()
        .flatMap(round -> round.faults().stream())
        .filter(Struck::hit)
        .collect(Collectors.groupingBy(Struck::fault, TreeMap::new, Collectors.counting()));
  }

  /// In seconds, of each round that could be judged.
  List<Double> gaps() {
    return rounds.stream().filter(Round::judged).map(r -> r.gapMillis() / MILLIS).toList();
  }

  /// In seconds, of each round that healed by itself.
  List<Double> healings() {
    return rounds.stream()
        .map(Round::healing)
        .filter(Healing::byItself)
        .map(healing -> healing.millis() / MILLIS)
        .toList();
  }

  private String sum(ToLongFunction<Round> part) {
    return Long.toString(rounds.stream().mapToLong(part).sum());
  }

  private String longestLoss() {
    long millis = rounds.stream().mapToLong(r -> r.counts().longestLossMillis()).max().orElse(0);
    return millis == 0 ? "–" : seconds(millis / MILLIS);
  }

  private String operators() {
    return Long.toString(rounds.stream().filter(r -> !r.healing().byItself()).count());
  }

  private String violations() {
    Map<String, Long> counted =
        rounds.stream()
            .flatMap(round -> round.violations().stream())
            .filter(violation -> violation.flaw() != Flaw.NOT_HEALED)
            .collect(
                Collectors.groupingBy(
                    violation -> violation.flaw().title(), TreeMap::new, Collectors.counting()));
    return counted.isEmpty()
        ? "none"
        : counted.entrySet().stream()
            .map(entry -> entry.getValue() + " × " + entry.getKey())
            .collect(Collectors.joining("; "));
  }

  private static String spread(List<Double> measured, boolean whole) {
    Optional<Spread> spread = Spread.of(measured);
    return spread
        .map(
            s ->
                seconds(s.median())
                    + (whole ? ", " + seconds(s.p95()) : "")
                    + ", "
                    + seconds(s.worst()))
        .orElse("–");
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f s", seconds);
  }
}

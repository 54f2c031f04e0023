package io.matriarch.agent.cluster;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Reads names and values from sets of `nvpair` elements with Pacemaker's precedence: the highest
/// score first, of equal scores the later set, within a set the first pair.
///
/// A set with a rule may or may not apply, which only Pacemaker can tell: it is left out, and said
/// to be.
final class ValueSets {

  /// The set of cluster properties that comes before all others, whatever their scores.
  private static final String FIRST_SET = "cib-bootstrap-options";

  private final Map<String, Element> byId = new HashMap<>();

  ValueSets(Element configuration) {
    configuration
        .tree()
        .forEach(element -> element.find("id").ifPresent(id -> byId.putIfAbsent(id, element)));
  }

  Optional<Element> byId(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /// The values in these sets; what is wrong with a set that holds a name of interest is added to
  /// the faults.
  Map<String, String> read(
      Stream<Element> sets, Predicate<String> ofInterest, Collection<String> faults) {
    Map<String, String> values = new LinkedHashMap<>();
    sets.map(this::resolve).toList().reversed().stream()
        .sorted(Comparator.comparingInt(ValueSets::rank).reversed())
        .filter(set -> applies(set, ofInterest, faults))
        .flatMap(set -> set.all("nvpair"))
        .forEach(pair -> add(values, pair));
    return values;
  }

  private Element resolve(Element element) {
    return element.find("id-ref").flatMap(this::byId).orElse(element);
  }

  private static int rank(Element set) {
    return set.get("id").equals(FIRST_SET)
        ? Integer.MAX_VALUE
        : Words.score(set.get("score")).orElse(0);
  }

  private boolean applies(Element set, Predicate<String> ofInterest, Collection<String> faults) {
    if (set.all("rule").findAny().isEmpty()) {
      return true;
    }
    List<String> names =
        set.all("nvpair").map(this::name).filter(ofInterest).distinct().sorted().toList();
    if (!names.isEmpty()) {
      faults.add(
          ("the set '%s' has a rule, which only Pacemaker can evaluate, so %s in it is not used:"
                  + " give it in a set without a rule")
              .formatted(set.get("id"), String.join(" ", names)));
    }
    return false;
  }

  private String name(Element pair) {
    return pair.find("name").orElseGet(() -> resolve(pair).get("name"));
  }

  private void add(Map<String, String> values, Element pair) {
    String value = resolve(pair).get("value");
    if (!value.equals("#default")) {
      values.putIfAbsent(name(pair), value);
    }
  }
}

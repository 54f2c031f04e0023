package io.matriarch.simulation;

import java.util.Map;
import java.util.TreeMap;

/// The private attributes as one node's attrd knows them: what others set arrives later, and in the
/// order in which each of them set it.
final class Attributes {

  private record Entry(long number, String value) {}

  private final Map<String, Map<String, Entry>> values = new TreeMap<>();

  /// An older value that comes late changes nothing.
  void put(String name, String node, long number, String value) {
    values
        .computeIfAbsent(name, _ -> new TreeMap<>())
        .merge(
            node,
            new Entry(number, value),
            (before, next) -> next.number() > before.number() ? next : before);
  }

  Map<String, String> read(String name) {
    Map<String, String> known = new TreeMap<>();
    values
        .getOrDefault(name, Map.of())
        .forEach(
            (node, entry) -> {
              if (!entry.value().isEmpty()) {
                known.put(node, entry.value());
              }
            });
    return known;
  }

  /// What a node that has left had set is gone.
  void forget(String node) {
    values.values().forEach(nodes -> nodes.remove(node));
  }

  void clear() {
    values.clear();
  }
}

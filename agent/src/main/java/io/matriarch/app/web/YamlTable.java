package io.matriarch.app.web;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A mapping of a YAML file; what is wrong with a value is noted, and the value left out.
///
/// @param place what comes before a key's name in a fault, such as `tls_server_config.`
record YamlTable(Map<?, ?> values, String place, List<String> faults) {

  /// Notes each key that is none of these.
  void only(List<String> known) {
    values.keySet().stream()
        .map(String::valueOf)
        .filter(key -> !known.contains(key))
        .forEach(
            key ->
                faults.add(
                    "unknown key %s%s: known are %s"
                        .formatted(place, key, String.join(", ", known))));
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  Optional<String> text(String key) {
    Object value = values.get(key);
    if (value instanceof String text && !text.isBlank()) {
      return Optional.of(text);
    }
    if (has(key)) {
      faults.add(place + key + " is not a text");
    }
    return Optional.empty();
  }

  /// A text that must be there.
  String required(String key) {
    if (!has(key)) {
      faults.add(place + key + " is missing");
    }
    return text(key).orElse("");
  }

  List<String> texts(String key) {
    Object value = values.get(key);
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String::valueOf).toList();
    }
    if (has(key)) {
      faults.add(place + key + " is not a list of texts");
    }
    return List.of();
  }

  /// The mapping below a key; empty when it is not there, and for `key:` with nothing after it.
  Optional<YamlTable> table(String key) {
    Object value = values.get(key);
    if (value instanceof Map<?, ?> map) {
      return Optional.of(new YamlTable(map, place + key + ".", faults));
    }
    if (value != null) {
      faults.add(place + key + " is not a mapping");
    }
    return Optional.empty();
  }

  /// All entries, which must be texts.
  Map<String, String> all() {
    Map<String, String> all = new TreeMap<>();
    values
        .keySet()
        .forEach(key -> text(String.valueOf(key)).ifPresent(v -> all.put(String.valueOf(key), v)));
    return all;
  }
}

package io.matriarch.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Lines of `KEY=value`, as the scripts leave them; an absent file holds none.
record Facts(Map<String, String> values) {

  static Facts read(Path file) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          values.put(line.substring(0, equals), line.substring(equals + 1));
        }
      }
    }
    return new Facts(values);
  }

  String text(String key) {
    return values.getOrDefault(key, "");
  }

  Optional<Double> number(String key) {
    String value = text(key);
    return value.isEmpty() ? Optional.empty() : Optional.of(Double.parseDouble(value));
  }
}

package io.matriarch.agent.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The words of one command: `key=value` each, a value in quotes where it has spaces. Whatever no
/// one takes is an error.
final class Arguments {

  private static final Pattern WORD = Pattern.compile("\\s*([^\\s=]+)(?:=(\"[^\"]*\"|\\S*))?");

  private final String command;
  private final List<String> words = new ArrayList<>();
  private final SortedMap<String, String> values = new TreeMap<>();

  private Arguments(String command) {
    this.command = command;
  }

  static Arguments parse(String command, String text) {
    Arguments arguments = new Arguments(command);
    Matcher matcher = WORD.matcher(text);
    while (matcher.lookingAt()) {
      arguments.add(matcher.group(1), matcher.group(2));
      matcher.region(matcher.end(), text.length());
    }
    return arguments;
  }

  private void add(String key, @org.jspecify.annotations.Nullable String value) {
    if (value == null) {
      words.add(key);
    } else if (values.put(key, value.replace("\"", "")) != null) {
      throw new IllegalArgumentException(command + ": " + key + " is given twice");
    }
  }

  /// The single word without a value, such as the `+5s` of `time`.
  String word(String what) {
    if (words.size() != 1) {
      throw new IllegalArgumentException(command + ": needs " + what + ", has " + words);
    }
    return words.removeFirst();
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  String take(String key, String fallback) {
    String value = values.remove(key);
    return value == null ? fallback : value;
  }

  long number(String key, long fallback) {
    return Long.parseLong(take(key, Long.toString(fallback)));
  }

  boolean flag(String key, boolean fallback) {
    String value = take(key, fallback ? "yes" : "no");
    if (!value.equals("yes") && !value.equals("no")) {
      throw new IllegalArgumentException(command + ": " + key + "=" + value + " is not yes or no");
    }
    return value.equals("yes");
  }

  /// A list separated by commas, empty when the key is not there.
  List<String> list(String key) {
    String value = take(key, "");
    return value.isEmpty() ? List.of() : List.of(value.split(",", -1));
  }

  /// All that is left, for commands whose keys are names of nodes or parameters.
  SortedMap<String, String> rest() {
    SortedMap<String, String> rest = new TreeMap<>(values);
    values.clear();
    return rest;
  }

  /// Fails when something was not taken.
  void finish() {
    if (!values.isEmpty() || !words.isEmpty()) {
      throw new IllegalArgumentException(
          command + ": unknown " + values.keySet() + words + ": no such key");
    }
  }
}

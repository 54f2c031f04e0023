package io.matriarch.agent.postgres;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads `postgresql.auto.conf` as PostgreSQL does, as far as one setting is concerned.
final class AutoConfReader {

  private AutoConfReader() {}

  private static List<String> lines(byte[] file) {
    List<String> lines =
        new ArrayList<>(List.of(new String(file, StandardCharsets.ISO_8859_1).split("\n", -1)));
    if (lines.getLast().isEmpty()) {
      lines.removeLast();
    }
    return lines;
  }

  private static boolean sets(String line, String name) {
    String text = line.replaceFirst("^[ \t\r\f\u000b]+", "").toLowerCase(Locale.ROOT);
    return text.startsWith(name)
        && text.length() > name.length()
        && " \t\r\f\u000b=".indexOf(text.charAt(name.length())) >= 0;
  }

  /// The lines that do not set it.
  static List<String> others(byte[] file, String name) {
    return lines(file).stream().filter(line -> !sets(line, name)).toList();
  }

  /// The last value, which counts.
  static String last(byte[] file, String name) {
    String line = lines(file).stream().filter(l -> sets(l, name)).toList().getLast();
    return new String(unquoted(line).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /// The value of `name = 'value'`, with doubled quotes and backslashes taken back.
  static String unquoted(String line) {
    String quoted = line.substring(line.indexOf('\'') + 1, line.lastIndexOf('\''));
    StringBuilder value = new StringBuilder();
    for (int i = 0; i < quoted.length(); i++) {
      char c = quoted.charAt(i);
      if (c == '\\' || c == '\'') {
        i++;
        if (quoted.charAt(i) != c) {
          throw new IllegalStateException("a lone " + c + " at " + i + " of " + quoted);
        }
      }
      value.append(c);
    }
    return value.toString();
  }
}

package io.matriarch.agent.postgres;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds `application_name` in a libpq connection string such as `primary_conninfo`. The rest of it
/// may be secret and is neither kept nor shown.
final class ConnectionString {

  private static final Pattern URI = Pattern.compile("^postgres(?:ql)?://.*");
  private static final Pattern URI_NAME = Pattern.compile("[?&]application_name=([^&\\s]*)");
  private static final Pattern PAIR =
      Pattern.compile("(\\w+)\\s*=\\s*('(?:[^'\\\\]|\\\\.)*'|[^\\s']\\S*)");

  private ConnectionString() {}

  /// The name without its quotes, empty when there is none.
  static String applicationName(String conninfo) {
    String text = conninfo.strip();
    if (URI.matcher(text).matches()) {
      Matcher name = URI_NAME.matcher(text);
      return name.find() ? name.group(1) : "";
    }
    return PAIR.matcher(text)
        .results()
        .filter(pair -> pair.group(1).equals("application_name"))
        .findFirst()
        .map(pair -> unquote(pair.group(2)))
        .orElse("");
  }

  static String unquote(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("'") && value.endsWith("'");
    String inner = quoted ? value.substring(1, value.length() - 1) : value;
    return inner.replaceAll("\\\\(.)", "$1");
  }
}

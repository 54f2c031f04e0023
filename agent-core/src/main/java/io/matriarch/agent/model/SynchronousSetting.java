package io.matriarch.agent.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What `synchronous_standby_names` asks for: how many of which standbys a commit waits for.
///
/// @param priority `FIRST` rather than `ANY`: the order of the names counts
/// @param count 0 for none at all
/// @param names each once; sorted unless their order counts
public record SynchronousSetting(boolean priority, int count, List<String> names) {

  /// A commit waits for nobody.
  public static final SynchronousSetting NONE = new SynchronousSetting(false, 0, List.of());

  private static final String EVERYONE = "*";
  private static final Pattern METHOD =
      Pattern.compile("(?is)(?:(any|first)\\s*)?(\\d+)\\s*\\((.*)\\)");
  private static final String SPACES = " \t\n\u000b\f\r";

  public SynchronousSetting {
    names = (priority ? names.stream() : names.stream().sorted()).distinct().toList();
    if (count < 0 || (count == 0) != names.isEmpty()) {
      throw new IllegalArgumentException("not a setting: %d of %s".formatted(count, names));
    }
  }

  /// So many of the names; none when there is no name, or none is asked for.
  public static SynchronousSetting of(boolean priority, int count, List<String> names) {
    return count == 0 || names.isEmpty() ? NONE : new SynchronousSetting(priority, count, names);
  }

  /// On how many of the members each commit is, at least, that this primary acknowledges under this
  /// setting. With `*` any program that streams may have acknowledged it.
  public int copiesAmong(String primary, Collection<String> members) {
    long strangers =
        names.contains(EVERYONE)
            ? count
            : names.stream().filter(name -> !members.contains(name)).count();
    int own = members.contains(primary) ? 1 : 0;
    return own + (int) Math.max(0, count - strangers);
  }

  /// The form that PostgreSQL reads, with each name in quotes.
  @Override
  public String toString() {
    return count == 0
        ? ""
        : "%s %d (%s)"
            .formatted(
                priority ? "FIRST" : "ANY",
                count,
                names.stream()
                    .map(name -> '"' + name.replace("\"", "\"\"") + '"')
                    .collect(Collectors.joining(", ")));
  }

  /// Parses every form that PostgreSQL takes; throws [IllegalArgumentException] naming the text.
  public static SynchronousSetting parse(String text) {
    String stripped = text.strip();
    if (stripped.isEmpty()) {
      return NONE;
    }
    Matcher method = METHOD.matcher(stripped);
    if (!method.matches()) {
      return new SynchronousSetting(true, 1, names(text, stripped));
    }
    boolean any = method.group(1) != null && method.group(1).toLowerCase(Locale.ROOT).equals("any");
    List<String> names = names(text, method.group(3));
    try {
      return new SynchronousSetting(!any, Integer.parseInt(method.group(2)), names);
    } catch (IllegalArgumentException _) {
      throw refusal(text);
    }
  }

  private static List<String> names(String whole, String list) {
    List<String> names = new ArrayList<>();
    int at = 0;
    do {
      int begin = skipSpaces(list, at);
      boolean quoted = begin < list.length() && list.charAt(begin) == '"';
      int end = quoted ? endOfQuoted(list, begin + 1) : endOfBare(list, begin);
      String name = list.substring(quoted ? begin + 1 : begin, end);
      names.add(quoted ? name.replace("\"\"", "\"") : name);
      at = skipSpaces(list, quoted ? end + 1 : end);
      if (name.isEmpty() || (at < list.length() && list.charAt(at) != ',')) {
        throw refusal(whole);
      }
      at++;
    } while (at <= list.length());
    return names;
  }

  private static int skipSpaces(String list, int from) {
    int at = from;
    while (at < list.length() && SPACES.indexOf(list.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }

  private static int endOfBare(String list, int from) {
    int at = from;
    while (at < list.length() && (SPACES + "\",()").indexOf(list.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  /// Where the quote is that ends the name; a doubled one is part of it. Without one there is no
  /// name.
  private static int endOfQuoted(String list, int from) {
    int at = list.indexOf('"', from);
    while (at >= 0 && list.startsWith("\"\"", at)) {
      at = list.indexOf('"', at + 2);
    }
    return at < 0 ? from : at;
  }

  private static IllegalArgumentException refusal(String text) {
    return new IllegalArgumentException("not a list of standbys: '" + text + "'");
  }
}

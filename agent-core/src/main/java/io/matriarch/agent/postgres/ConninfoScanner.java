package io.matriarch.agent.postgres;

import java.util.regex.Pattern;

/// Takes a connection string of keywords and values apart, by libpq's rules and in one pass: a
/// regular expression needs a stack as deep as the text is long.
final class ConninfoScanner {

  private static final Pattern KEY = Pattern.compile("\\w+");
  private static final String SPACES = " \t\n\u000b\f\r";

  private final String text;
  private int at;

  ConninfoScanner(String text) {
    this.text = text;
  }

  /// What is said of every text that is none; it may hold a password, so it is not quoted.
  static IllegalArgumentException refusal() {
    return new IllegalArgumentException("the connection string is not one of libpq's");
  }

  /// A value without its quotes and backslashes; a quote that does not end is no fault here.
  static String unquoted(String value) {
    ConninfoScanner scanner = new ConninfoScanner(value);
    boolean quoted = value.startsWith("'");
    scanner.at = quoted ? 1 : 0;
    return scanner.upTo(quoted);
  }

  static String checkedKey(String key) {
    if (!KEY.matcher(key).matches()) {
      throw refusal();
    }
    return key;
  }

  boolean hasNext() {
    skipSpaces();
    return at < text.length();
  }

  String key() {
    int begin = at;
    while (at < text.length() && text.charAt(at) != '=' && !isSpace()) {
      at++;
    }
    String key = checkedKey(text.substring(begin, at));
    skipSpaces();
    if (at == text.length() || text.charAt(at) != '=') {
      throw refusal();
    }
    at++;
    skipSpaces();
    return key;
  }

  String value() {
    boolean quoted = at < text.length() && text.charAt(at) == '\'';
    if (!quoted) {
      return upTo(false);
    }
    at++;
    String value = upTo(true);
    if (at == text.length()) {
      throw refusal();
    }
    at++;
    return value;
  }

  /// A backslash takes its meaning from whatever comes after it.
  private String upTo(boolean quote) {
    StringBuilder value = new StringBuilder();
    while (at < text.length() && !(quote ? text.charAt(at) == '\'' : isSpace())) {
      if (text.charAt(at) == '\\') {
        at++;
      }
      if (at < text.length()) {
        value.append(text.charAt(at));
        at++;
      }
    }
    return value.toString();
  }

  private void skipSpaces() {
    while (at < text.length() && isSpace()) {
      at++;
    }
  }

  private boolean isSpace() {
    return SPACES.indexOf(text.charAt(at)) >= 0;
  }
}

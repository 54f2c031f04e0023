package io.matriarch.app.view;

import java.io.Console;

/// Colours, on a terminal only; they repeat what the words say and are never the only carrier.
enum Style {
  GOOD(32),
  WARNING(33),
  BAD(31),
  TITLE(1);

  private final int code;

  Style(int code) {
    this.code = code;
  }

  String on(String text, boolean colour) {
    return colour && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  /// Whether standard output is a terminal whose user has not set `NO_COLOR`.
  @SuppressWarnings("SystemConsoleNull") // its documentation still allows null
  static boolean terminal() {
    Console console = System.console();
    return console != null
        && console.isTerminal()
        && System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
  }
}

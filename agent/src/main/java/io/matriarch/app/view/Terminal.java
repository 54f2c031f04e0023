package io.matriarch.app.view;

import java.io.Console;
import java.util.Optional;

/// Whom a command asks before it does what cannot be undone.
interface Terminal {

  /// What the user answers; empty when there is nobody to ask.
  Optional<String> ask(String question);

  /// The terminal of this process.
  @SuppressWarnings("SystemConsoleNull") // its documentation still allows null
  static Terminal ofProcess() {
    Console console = System.console();
    return console == null || !console.isTerminal()
        ? _ -> Optional.empty()
        : question -> Optional.of(Optional.ofNullable(console.readLine("%s", question)).orElse(""));
  }
}

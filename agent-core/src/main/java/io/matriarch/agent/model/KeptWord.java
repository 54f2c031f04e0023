package io.matriarch.agent.model;

import java.util.regex.Pattern;

/// A word of the texts that are kept in the CIB: what Pacemaker's tools take, and without a space,
/// at which those texts are divided.
final class KeptWord {

  private static final Pattern WORD = Pattern.compile("[!-~]+");

  private KeptWord() {}

  static boolean is(String text) {
    return WORD.matcher(text).matches();
  }

  /// The word; throws [IllegalArgumentException] naming it when it is none.
  static String checked(String what, String word) {
    if (!is(word)) {
      throw new IllegalArgumentException(
          "%s is '%s', which is not a word of printable ASCII".formatted(what, word));
    }
    return word;
  }
}

package io.matriarch.agent.model;

/// Why a node must not be promoted until it proves otherwise: the position that it lacked, and who
/// held it.
///
/// @param node the node that held more
public record Refusal(String node, WalPosition held) {

  /// The form in the CIB: `lacks 3:0/5000148 of n2`.
  @Override
  public String toString() {
    return "lacks %s of %s".formatted(held, node);
  }

  /// Parses what [#toString] gives; throws [IllegalArgumentException] naming the text.
  public static Refusal parse(String text) {
    String[] words = text.strip().split("\\s+", -1);
    if (words.length != 4 || !words[0].equals("lacks") || !words[2].equals("of")) {
      throw new IllegalArgumentException(
          "not a refusal: '" + text + "': the form is lacks TIMELINE:X/Y of NODE");
    }
    return new Refusal(words[3], WalPosition.parse(words[1]));
  }
}

package io.matriarch.agent.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Why a node must not be promoted until it proves otherwise.
///
/// @param node the node that held more
/// @param held the position that this node lacked, or at which it left the other one's timeline
public record Refusal(String node, WalPosition held, Kind kind) {

  /// What the other node had that this one had not.
  public enum Kind {
    /// It lost an election to a node that held the position.
    LACKS,
    /// It went on on a timeline of its own, while the primary went on on the one that it left.
    LEFT
  }

  public Refusal(String node, WalPosition held) {
    this(node, held, Kind.LACKS);
  }

  /// Whether it stands no more: what was lacked is held, or a later promotion was recorded that
  /// settled what the cluster's lineage contains, and this node follows it.
  public boolean isAnsweredBy(Lineage lineage, Optional<PromotionRecord> record) {
    return isHeldBy(lineage) || record.filter(r -> isSettledBy(r, lineage)).isPresent();
  }

  /// Whether that instance holds all that was lacked.
  public boolean isHeldBy(Lineage lineage) {
    return lineage.reaches(
        switch (kind) {
          case LACKS -> held;
          case LEFT -> new WalPosition(held.timeline(), new Lsn(held.lsn().value() + 1));
        });
  }

  private boolean isSettledBy(PromotionRecord record, Lineage lineage) {
    return record.begunAt().timeline() > held.timeline() && lineage.contains(record);
  }

  /// Whether whoever answers this one has answered the other one too.
  public boolean outweighs(Refusal other) {
    return kind == other.kind
        && held.timeline() == other.held.timeline()
        && held.lsn().isAtLeast(other.held.lsn());
  }

  /// The form in the CIB: `lacks 3:0/5000148 of n2`.
  @Override
  public String toString() {
    return "%s %s of %s".formatted(word(kind), held, node);
  }

  private static String word(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /// Parses what [#toString] gives; throws [IllegalArgumentException] naming the text.
  public static Refusal parse(String text) {
    String[] words = text.strip().split("\\s+", -1);
    Optional<Kind> kind =
        List.of(Kind.values()).stream().filter(k -> word(k).equals(words[0])).findFirst();
    if (words.length != 4 || kind.isEmpty() || !words[2].equals("of")) {
      throw new IllegalArgumentException(
          "not a refusal: '" + text + "': the form is lacks TIMELINE:X/Y of NODE");
    }
    try {
      String node = KeptWord.checked("the node", words[3]);
      return new Refusal(node, WalPosition.parse(words[1]), kind.get());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a refusal: '%s': %s".formatted(text, e.getMessage()));
    }
  }
}

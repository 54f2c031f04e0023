package io.matriarch.agent.cluster;

import io.matriarch.agent.model.ClusterView;
import java.util.Locale;
import java.util.Optional;

/// Pacemaker's own readings of texts as booleans and scores.
final class Words {

  static final int INFINITY = ClusterView.INFINITY;

  private Words() {}

  /// Empty for a text that Pacemaker does not take for a boolean.
  static Optional<Boolean> bool(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true", "on", "yes", "y", "1" -> Optional.of(true);
      case "false", "off", "no", "n", "0" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  static boolean isTrue(String text) {
    return bool(text).orElse(false);
  }

  /// Whether `in_ccm` or `crmd` says yes: `true`, `online`, or since Pacemaker 2.1.6 the time since
  /// which it is so.
  static boolean isPresent(String text) {
    return text.equals("online") || isTrue(text) || number(text).filter(n -> n > 0).isPresent();
  }

  /// A score, cut to plus and minus INFINITY; empty when the text is none.
  static Optional<Integer> score(String text) {
    return switch (text) {
      case "INFINITY", "+INFINITY" -> Optional.of(INFINITY);
      case "-INFINITY" -> Optional.of(-INFINITY);
      default -> number(text).map(n -> Math.clamp(n, -INFINITY, INFINITY));
    };
  }

  static Optional<Long> number(String text) {
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}

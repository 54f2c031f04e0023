package io.matriarch.agent.model;

import java.util.Map;
import java.util.TreeMap;

/// The last promotion, as the CIB keeps it over full stops: who began which timeline where.
///
/// @param begunAt the first position of the new timeline
public record PromotionRecord(String node, WalPosition begunAt, String systemIdentifier) {

  /// Whether it is the one of the timeline that this primary on that node writes.
  public boolean isOf(String node, ServerState.Primary primary) {
    return isOf(node, primary.written().timeline(), primary.settings().systemIdentifier());
  }

  /// Whether it is the one of the timeline that the last checkpoint of that node's directory is on.
  public boolean isOf(String node, ControlData control) {
    return isOf(node, control.timeline(), control.systemIdentifier());
  }

  private boolean isOf(String node, int timeline, String system) {
    return this.node.equals(node)
        && begunAt.timeline() == timeline
        && systemIdentifier.equals(system);
  }

  /// The form in the CIB, made to be read by a person: `timeline=5 lsn=0/3000148 node=n1
  /// system=7301`.
  @Override
  public String toString() {
    return "timeline=%d lsn=%s node=%s system=%s"
        .formatted(begunAt.timeline(), begunAt.lsn(), node, systemIdentifier);
  }

  /// Parses what [#toString] gives; throws [IllegalArgumentException] naming the text.
  public static PromotionRecord parse(String text) {
    Map<String, String> fields = new TreeMap<>();
    for (String field : text.strip().split("\\s+", -1)) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        fields.put(field.substring(0, equals), field.substring(equals + 1));
      }
    }
    try {
      return new PromotionRecord(
          require(fields, "node"),
          WalPosition.parse(require(fields, "timeline") + ":" + require(fields, "lsn")),
          require(fields, "system"));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a promotion record: '" + text + "'", e);
    }
  }

  private static String require(Map<String, String> fields, String name) {
    return KeptWord.checked(name, fields.getOrDefault(name, ""));
  }
}

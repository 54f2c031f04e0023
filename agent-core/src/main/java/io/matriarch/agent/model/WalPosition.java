package io.matriarch.agent.model;

/// How much of one timeline's WAL an instance holds; two positions compare within one lineage only.
public record WalPosition(int timeline, Lsn lsn) {

  public WalPosition {
    if (timeline < 1) {
      throw new IllegalArgumentException("not a timeline: " + timeline + ": timelines begin at 1");
    }
  }

  /// Parses `TIMELINE:X/Y`, the form that [#toString] gives.
  public static WalPosition parse(String text) {
    int colon = text.indexOf(':');
    try {
      if (colon > 0) {
        return new WalPosition(
            Integer.parseInt(text.substring(0, colon)), Lsn.parse(text.substring(colon + 1)));
      }
    } catch (IllegalArgumentException _) {
      // Said below, with the whole text.
    }
    throw new IllegalArgumentException(
        "not a WAL position: '" + text + "': the form is TIMELINE:X/Y, timelines begin at 1");
  }

  @Override
  public String toString() {
    return timeline + ":" + lsn;
  }
}

package io.matriarch.reliability;

/// A fault of a round.
///
/// @param atMillis since the round began
/// @param hindrance why it could not strike, empty if it did
public record Struck(String fault, String node, long atMillis, String hindrance) {

  public boolean hit() {
    return hindrance.isEmpty();
  }

  @Override
  public String toString() {
    return fault + " on " + node + (hit() ? "" : " (could not strike)");
  }
}

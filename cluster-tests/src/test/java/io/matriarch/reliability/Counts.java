package io.matriarch.reliability;

/// What became of all that clients asked for in a round: rows and transfers.
///
/// @param announced how many of the lost ones were announced
/// @param longestLossMillis for how long one acknowledged row after the other was lost
public record Counts(
    long acknowledged,
    long unknown,
    long lost,
    long announced,
    long longestLossMillis,
    long reads) {

  public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);
}

package io.matriarch.agent.decide;

import java.util.List;

/// The promotion scores and what they mean.
public final class Scores {

  public static final int PRIMARY = 1001;
  public static final int CAUGHT_UP = 1000;
  public static final int DISK_LOW = 900;
  public static final int FIRST_CLAIM = 1;
  public static final int NO_CLAIM = -1;
  public static final int SICK = -900;
  public static final int NOT_PROMOTABLE = -1000;

  /// Pacemaker's -INFINITY: nothing that is added to it makes it more, not even the INFINITY of
  /// `crm_resource --move`, which would promote the node again and again.
  public static final int REFUSED = -1_000_000;

  private static final long MIB = 1L << 20;
  private static final int STEP = 10;

  /// A score, or a range of them, and when it is published.
  public record Meaning(String score, String sentence) {}

  /// All scores, the highest first.
  public static final List<Meaning> MEANINGS =
      List.of(
          new Meaning(
              "" + PRIMARY,
              "a primary, a crashed one that recovers in place, and a standby that may be promoted"
                  + " with a loss"),
          new Meaning("" + CAUGHT_UP, "a standby that streams, less than 16 MiB behind"),
          new Meaning(
              "%d to %d".formatted(streaming(Long.MAX_VALUE), CAUGHT_UP - STEP),
              "a standby that streams with more lag: 10 less from 16, 64, 256 and 1024 MiB on"),
          new Meaning(
              "" + DISK_LOW,
              "a standby that streams onto a disk that is nearly full, and one that was sick when"
                  + " the primary was lost"),
          new Meaning(
              "" + FIRST_CLAIM,
              "the last primary after a full stop, and a standby that holds what a refused one"
                  + " lacks"),
          new Meaning("" + NO_CLAIM, "a standby that nothing shows to hold the last data"),
          new Meaning("" + SICK, "a standby that has a claim, but is sick"),
          new Meaning("" + NOT_PROMOTABLE, "not to be promoted as it is"),
          new Meaning(
              "" + REFUSED,
              "-INFINITY: a standby whose data is known to be less, or went another way; no move"
                  + " promotes it"));

  private Scores() {}

  /// The score of a streaming standby: less with its lag in coarse steps, so that equal standbys
  /// stay equal and the administrator's location preferences decide between them.
  static int streaming(long lagBytes) {
    if (lagBytes < 16 * MIB) {
      return CAUGHT_UP;
    }
    if (lagBytes < 64 * MIB) {
      return CAUGHT_UP - STEP;
    }
    if (lagBytes < 256 * MIB) {
      return CAUGHT_UP - 2 * STEP;
    }
    return lagBytes < 1024 * MIB ? CAUGHT_UP - 3 * STEP : CAUGHT_UP - 4 * STEP;
  }
}

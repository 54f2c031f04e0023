package io.matriarch.agent.decide;

/// The promotion scores and what they mean.
public final class Scores {

  public static final int PRIMARY = 1001;
  public static final int CAUGHT_UP = 1000;
  public static final int FIRST_CLAIM = 1;
  public static final int LOST_ELECTION = 1;
  public static final int NO_CLAIM = -1;
  public static final int NOT_PROMOTABLE = -1000;

  private static final long MIB = 1L << 20;
  private static final int STEP = 10;

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

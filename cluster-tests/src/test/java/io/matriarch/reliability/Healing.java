package io.matriarch.reliability;

import java.time.Duration;

/// How the cluster became well again after everything was undone.
///
/// @param byItself within the bound; otherwise an operator was needed
/// @param millis how long it took, or the bound
/// @param missing what was missing at the end of the bound
public record Healing(boolean byItself, long millis, String missing) {

  /// The bound.
  public static final Duration MOST = Duration.ofMinutes(3);

  public static final Healing NONE = new Healing(false, 0, "the round broke off before");
}

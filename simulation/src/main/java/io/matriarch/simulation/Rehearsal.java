package io.matriarch.simulation;

import java.util.stream.LongStream;

/// Plays a few histories for nothing but what they load: the package is built with it.
public final class Rehearsal {

  private static final long SEEDS = 60;

  private Rehearsal() {}

  /// The build goes on whatever the laws say: that is for the simulation's tests.
  public static void main(String[] arguments) {
    LongStream.rangeClosed(1, SEEDS).forEach(Simulation::play);
  }
}

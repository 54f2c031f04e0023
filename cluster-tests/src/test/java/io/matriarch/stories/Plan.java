package io.matriarch.stories;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/// The faults of one round, and the pauses between them: a seed is a plan.
record Plan(List<Step> steps) {

  private static final int FAULTS_MOST = 3;
  private static final int PAUSE_MILLIS = 4000;

  /// Can be divided by the number of nodes, and by that of standbys.
  private static final int NUMBERS = 6;

  /// One fault.
  ///
  /// @param atPrimary whether the primary is meant, where it is for the fault to choose
  /// @param number chooses the node otherwise
  /// @param pause before what comes next
  record Step(Fault fault, boolean atPrimary, int number, int magnitude, Duration pause) {}

  Plan {
    steps = List.copyOf(steps);
  }

  /// Where one bed lacks what a fault needs, only the steps with that fault differ from those that
  /// another bed has with the same seed.
  static Plan of(long seed, Predicate<Fault> possible) {
    SplittableRandom random = new SplittableRandom(seed);
    int number = 1 + random.nextInt(FAULTS_MOST);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      steps.add(step(random.split(), possible));
    }
    return new Plan(steps);
  }

  private static Step step(SplittableRandom random, Predicate<Fault> possible) {
    boolean atPrimary = random.nextBoolean();
    int number = random.nextInt(NUMBERS);
    int magnitude = random.nextInt(100);
    Duration pause = Duration.ofMillis(random.nextInt(PAUSE_MILLIS));
    List<Fault> faults = Fault.all();
    Fault fault = faults.get(random.nextInt(faults.size()));
    while (!possible.test(fault)) {
      fault = faults.get(random.nextInt(faults.size()));
    }
    return new Step(fault, atPrimary, number, magnitude, pause);
  }
}

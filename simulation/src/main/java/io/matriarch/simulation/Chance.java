package io.matriarch.simulation;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// All that is left to chance, from one seed.
final class Chance {

  private final RandomGenerator random;

  Chance(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /// True once in so many times.
  boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  /// A number from `least` to `most`.
  long between(long least, long most) {
    return least + random.nextLong(most - least + 1);
  }

  /// Mostly near `least`, seldom near `most`.
  long skewed(long least, long most) {
    double part = random.nextDouble();
    return least + (long) ((most - least) * part * part * part * part);
  }

  <T> T among(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}

package io.matriarch.simulation;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Who can talk to whom, and how long it takes.
final class Network {

  private final Chance chance;
  private final Map<String, Integer> sides = new TreeMap<>();
  private final SortedSet<String> cut = new TreeSet<>();
  private long slowness = 1;

  Network(Chance chance) {
    this.chance = chance;
  }

  /// Whether packets of any kind get from one to the other.
  boolean connects(String one, String other) {
    return one.equals(other) || side(one) == side(other);
  }

  /// Whether replication does: a firewall may be in its way alone.
  boolean replicates(String one, String other) {
    return connects(one, other) && !cut.contains(pair(one, other));
  }

  private int side(String node) {
    return sides.getOrDefault(node, 0);
  }

  private static String pair(String one, String other) {
    return one.compareTo(other) < 0 ? one + "-" + other : other + "-" + one;
  }

  void put(String node, int side) {
    sides.put(node, side);
  }

  void cut(String one, String other) {
    cut.add(pair(one, other));
  }

  /// How many times longer than usual packets take.
  void slow(long times) {
    slowness = times;
  }

  void heal() {
    sides.clear();
    cut.clear();
    slowness = 1;
  }

  /// How long one packet takes, in milliseconds.
  long latency() {
    return chance.skewed(1, 30) * slowness;
  }
}

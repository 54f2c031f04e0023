package io.matriarch.agent.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.SynchronousSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Synchronous replication over random histories: at each instant every acknowledged commit is on
/// as many members of the recorded set as it says. A failure names the seed, and `-Dseed=N` runs
/// that one; `-Dhistories=N` runs more.
class SynchronousHistoriesTest {

  private static final int SEEDS = Integer.getInteger("histories", 500);
  private static final int EVENTS = 300;
  private static final int CALM = 60;

  @Test
  void every_acknowledged_commit_is_where_the_recorded_set_says() {
    Optional<Long> only = Optional.ofNullable(Long.getLong("seed"));
    for (long seed = only.orElse(0L); seed < only.map(s -> s + 1).orElse((long) SEEDS); seed++) {
      SynchronousWorld world = new SynchronousWorld(seed);
      for (int event = 0; event < EVENTS; event++) {
        world.happen();
        check(world, seed);
      }
      settle(world, seed);
    }
  }

  /// Once all nodes are back, what is wanted is reached.
  private static void settle(SynchronousWorld world, long seed) {
    for (int i = 0; i < 1000 && world.primary.isEmpty(); i++) {
      world.happen();
      check(world, seed);
    }
    for (int i = 0; i < 300; i++) {
      world.repair();
    }
    world.calm = true;
    for (int i = 0; i < CALM; i++) {
      world.happen();
      check(world, seed);
    }
    if (world.primary.isPresent()) {
      List<String> all = List.copyOf(new TreeSet<>(world.nodes.keySet()));
      int acknowledged = Math.min(world.policy.count(), all.size() - 1);
      assertThat(world.recorded)
          .as("-Dseed=%d\n%s", seed, String.join("\n", world.told()))
          .contains(new SynchronousSet(all, acknowledged));
      assertThat(world.primary.orElseThrow().inForce.names()).hasSize(all.size() - 1);
    }
  }

  private static void check(SynchronousWorld world, long seed) {
    assertThat(world.violation())
        .as("-Dseed=%d\n%s", seed, String.join("\n", world.told()))
        .isEmpty();
  }
}

package io.matriarch.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Plays many histories of clusters on which faults rain; `-Dsimulation.seeds` says how many, and
/// `-Dsimulation.from` with which seed to begin. One alone prints what happens in it.
class SimulationTest {

  private static final long SEEDS = Long.getLong("simulation.seeds", 100);
  private static final long FROM = Long.getLong("simulation.from", 1);

  @Test
  void no_history_breaks_a_law() {
    List<Outcome> outcomes =
        LongStream.range(FROM, FROM + SEEDS).parallel().mapToObj(Simulation::play).toList();
    if (SEEDS == 1) {
      outcomes.getFirst().journal().forEach(System.out::println);
    }
    System.out.println(Tally.of(outcomes));
    List<String> broken =
        outcomes.stream().filter(o -> !o.broken().isEmpty()).map(SimulationTest::told).toList();
    assertThat(broken).isEmpty();
  }

  private static String told(Outcome outcome) {
    return "%s; replay it with: script/chaos simulate --seeds 1 --from %d"
        .formatted(String.join("; ", outcome.broken()), outcome.seed());
  }

  @Test
  void the_same_seed_gives_the_same_journal_twice() {
    for (long seed = FROM; seed < FROM + 5; seed++) {
      assertThat(Simulation.play(seed).journal()).isEqualTo(Simulation.play(seed).journal());
    }
  }

  @Test
  void another_seed_gives_another_journal() {
    assertThat(Simulation.play(1).journal()).isNotEqualTo(Simulation.play(2).journal());
  }
}

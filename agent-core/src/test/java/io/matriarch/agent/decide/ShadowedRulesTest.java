package io.matriarch.agent.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.decide.DecisionTable.Row;
import io.matriarch.agent.decide.DecisionTable.Section;
import io.matriarch.agent.model.RuleId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A row that never comes first is no rule: each has to decide a file, and a share of what is made
/// up at random.
class ShadowedRulesTest {

  private static final int SEEDS = 80_000;

  @Test
  void each_row_comes_first_for_some_made_up_snapshot_or_ballot() {
    Map<RuleId, Integer> hits = new EnumMap<>(RuleId.class);
    Decider decider = new Decider();
    for (long seed = 0; seed < SEEDS; seed++) {
      RandomWorld world = new RandomWorld(seed);
      hits.merge(decider.decide(world.snapshot()).rule(), 1, Integer::sum);
      hits.merge(Election.decide(world.ballot()).rule(), 1, Integer::sum);
    }
    List<RuleId> rows =
        DecisionTable.sections().stream()
            .map(Section::rows)
            .flatMap(List::stream)
            .map(Row::id)
            .toList();
    assertThat(hits.keySet()).containsAll(rows);
  }
}

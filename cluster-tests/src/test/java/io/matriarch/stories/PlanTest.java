package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PlanTest {

  private static final int SEEDS = 1000;

  private static boolean needsNoAgent(Fault fault) {
    return fault.need() != Fault.Need.AGENT;
  }

  private static List<Plan> plans(Predicate<Fault> possible) {
    return LongStream.range(0, SEEDS).mapToObj(seed -> Plan.of(seed, possible)).toList();
  }

  @Test
  void the_same_seed_is_the_same_plan_and_others_are_others() {
    assertThat(plans(_ -> true)).isEqualTo(plans(_ -> true)).doesNotHaveDuplicates();
  }

  @Test
  void every_fault_has_its_turn() {
    Set<Fault> planned =
        plans(_ -> true).stream()
            .flatMap(plan -> plan.steps().stream())
            .map(Plan.Step::fault)
            .collect(Collectors.toSet());
    assertThat(planned).containsExactlyInAnyOrderElementsOf(Fault.all());
  }

  @Test
  void one_to_three_faults_strike() {
    assertThat(plans(_ -> true)).extracting(plan -> plan.steps().size()).containsOnly(1, 2, 3);
  }

  @Test
  void what_a_bed_cannot_have_is_replaced_and_the_rest_is_the_same() {
    List<Plan> whole = plans(_ -> true);
    List<Plan> without = plans(PlanTest::needsNoAgent);
    for (int i = 0; i < SEEDS; i++) {
      List<Plan.Step> steps = without.get(i).steps();
      assertThat(steps).allMatch(step -> needsNoAgent(step.fault()));
      assertThat(steps).hasSameSizeAs(whole.get(i).steps());
      for (Plan.Step step : whole.get(i).steps()) {
        assertThat(!needsNoAgent(step.fault()) || steps.contains(step)).isTrue();
      }
    }
  }

  @Test
  void a_fault_is_as_hard_as_its_magnitude() {
    List<Integer> seconds =
        List.of(0, 12, 13, 50, 99).stream()
            .map(magnitude -> Fault.scaled(magnitude, 1, 8))
            .toList();
    assertThat(seconds).containsExactly(1, 1, 2, 5, 8);
  }
}

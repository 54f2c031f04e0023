package io.matriarch.agent.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.Policy.Rejoin.Method;
import io.matriarch.agent.model.RepairNote.Phase;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RepairNoteLacksTest {

  private static final PromotionRecord PRIMARY =
      new PromotionRecord("n2", WalPosition.parse("4:0/5000000"), "7301");

  private static RepairNote note(Method method, Phase phase) {
    return new RepairNote(method, phase, 0, PRIMARY, "it went on past the promotion");
  }

  @ParameterizedTest
  @EnumSource(names = {"PLANNED", "REWINDING", "DAMAGED", "FAILED_DAMAGED"})
  void what_is_to_be_rewound_lacks_the_promotion_that_it_is_to_follow(Phase phase) {
    assertThat(note(Method.REWIND, phase).lacks())
        .contains(new Refusal("n2", WalPosition.parse("4:0/5000000")));
  }

  @ParameterizedTest
  @EnumSource(names = {"COPYING", "SWAPPING", "STARTED", "FAILED", "FAILED_DAMAGED"})
  void what_is_cloned_may_hold_all(Phase phase) {
    assertThat(note(Method.REBUILD, phase).lacks()).isEqualTo(Optional.empty());
  }

  @Test
  void a_clone_that_replaces_what_pg_rewind_left_changes_nothing_about_that() {
    assertThat(note(Method.REBUILD, Phase.REPLACING).lacks()).isPresent();
  }
}

package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OperationRequestTest {

  private static final OperationRequest REQUEST =
      new OperationRequest.Stop(Duration.ofSeconds(100));

  @Test
  void a_tenth_of_the_budget_is_kept_back() {
    assertThat(REQUEST.left(Duration.ofSeconds(30))).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void nothing_is_left_of_a_budget_that_is_used_up() {
    assertThat(REQUEST.left(Duration.ofSeconds(95))).isEqualTo(Duration.ZERO);
  }
}

package io.matriarch.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GapTest {

  @Test
  void the_longest_gap_after_the_fault_is_taken() {
    assertThat(Gap.longestAfter(1000, List.of(980L, 990L, 1500L, 1510L, 1530L)))
        .contains(new Gap(990, 1500));
  }

  @Test
  void a_longer_one_that_ended_before_the_fault_does_not_count() {
    assertThat(Gap.longestAfter(1000, List.of(100L, 990L, 1010L))).contains(new Gap(990, 1010));
  }

  @Test
  void writes_that_a_killed_server_still_acknowledges_do_not_end_the_outage() {
    assertThat(Gap.longestAfter(1000, List.of(990L, 1005L, 1012L, 3012L, 3020L)))
        .contains(new Gap(1012, 3012));
  }

  @Test
  void without_a_write_after_the_fault_there_is_none() {
    assertThat(Gap.longestAfter(1000, List.of(980L, 990L))).isEmpty();
    assertThat(Gap.longestAfter(1000, List.of())).isEmpty();
  }
}

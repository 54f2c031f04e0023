package io.matriarch.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {

  @Test
  void the_median_of_an_odd_number_is_the_middle_one() {
    assertThat(Statistics.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new Statistics(3, 2.0, 1.0, 3.0));
  }

  @Test
  void the_median_of_an_even_number_is_between_the_two_in_the_middle() {
    assertThat(Statistics.of(List.of(4.0, 1.0, 2.0, 10.0)).median()).isEqualTo(3.0);
  }

  @Test
  void of_one_it_is_that_one() {
    assertThat(Statistics.of(List.of(0.5))).isEqualTo(new Statistics(1, 0.5, 0.5, 0.5));
  }
}

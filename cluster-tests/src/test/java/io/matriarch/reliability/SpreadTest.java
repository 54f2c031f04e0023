package io.matriarch.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void of_twenty_the_nineteenth_is_at_95_percent() {
    List<Double> twenty = IntStream.rangeClosed(1, 20).mapToObj(i -> (double) i).toList();
    assertThat(Spread.of(twenty.reversed())).contains(new Spread(10, 19, 20));
  }

  @Test
  void of_one_it_is_that_one() {
    assertThat(Spread.of(List.of(3.0))).contains(new Spread(3, 3, 3));
  }

  @Test
  void of_none_there_is_none() {
    assertThat(Spread.of(List.of())).isEmpty();
  }
}

package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SynchronousSetTest {

  private static final SynchronousSet ONE_OF_TWO =
      SynchronousSet.parse("acknowledged=1 members=n1,n2,n3");
  private static final SynchronousSet ALONE = SynchronousSet.parse("acknowledged=0 members=n1");

  @Test
  void a_primary_that_waits_for_any_member_keeps_a_promise_of_one() {
    assertThat(ONE_OF_TWO.isKeptBy("n1", "ANY 1 (\"n2\",\"n3\")")).isTrue();
    assertThat(ONE_OF_TWO.isKeptBy("n1", "FIRST 1 (n3, n2)")).isTrue();
    assertThat(ONE_OF_TWO.isKeptBy("n1", "2 (n2, n3)")).isTrue();
    assertThat(ONE_OF_TWO.isKeptBy("n1", "n2")).isTrue();
  }

  @Test
  void a_primary_that_waits_for_nobody_keeps_only_a_promise_of_none() {
    assertThat(ONE_OF_TWO.isKeptBy("n1", "")).isFalse();
    assertThat(ALONE.isKeptBy("n1", "")).isTrue();
  }

  @Test
  void the_word_of_a_standby_outside_of_the_set_does_not_count() {
    assertThat(ONE_OF_TWO.isKeptBy("n1", "ANY 1 (n2, n4)")).isFalse();
    assertThat(ONE_OF_TWO.isKeptBy("n1", "ANY 2 (n2, n4)")).isTrue();
  }

  @Test
  void a_primary_outside_of_the_set_needs_one_standby_more() {
    assertThat(ONE_OF_TWO.isKeptBy("n4", "ANY 1 (n2, n3)")).isFalse();
    assertThat(ONE_OF_TWO.isKeptBy("n4", "ANY 2 (n2, n3)")).isTrue();
  }

  @Test
  void what_is_on_the_primary_alone_stays_there_whoever_else_is_waited_for() {
    assertThat(ALONE.isKeptBy("n1", "ANY 1 (n2, n3)")).isTrue();
    assertThat(ALONE.isKeptBy("n2", "ANY 1 (n1, n3)")).isFalse();
    assertThat(ALONE.isKeptBy("n2", "ANY 2 (n1, n3)")).isTrue();
  }
}

package io.matriarch.agent.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The texts of `synchronous_standby_names`, and what they keep of a set.
class SynchronousSettingTest {

  private static final SynchronousSet ONE_OF_THREE =
      new SynchronousSet(List.of("n1", "n2", "n3"), 1);

  private static SynchronousSetting any(int count, String... names) {
    return SynchronousSetting.of(false, count, List.of(names));
  }

  private static SynchronousSetting first(int count, String... names) {
    return SynchronousSetting.of(true, count, List.of(names));
  }

  @Test
  void an_empty_text_asks_for_nobody() {
    assertThat(SynchronousSetting.parse(" ")).isEqualTo(SynchronousSetting.NONE);
    assertThat(SynchronousSetting.NONE.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ANY 2 (n3, n1)", "any 2(\"n1\",n3)", " Any  2 ( n1 , \"n3\" , n1 ) "})
  void any_of_the_names_in_each_spelling(String text) {
    assertThat(SynchronousSetting.parse(text)).isEqualTo(any(2, "n1", "n3"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"FIRST 1 (n3, n1)", "1 (n3, n1)", "n3, n1", "\"n3\",\"n1\"", "first 1(n3,n1)"})
  void the_first_of_the_names_in_each_spelling(String text) {
    assertThat(SynchronousSetting.parse(text)).isEqualTo(first(1, "n3", "n1"));
  }

  @Test
  void names_with_quotes_blanks_and_brackets_are_kept() {
    SynchronousSetting odd = any(1, "a \"b\" (c), d");
    assertThat(odd.toString()).isEqualTo("ANY 1 (\"a \"\"b\"\" (c), d\")");
    assertThat(SynchronousSetting.parse(odd.toString())).isEqualTo(odd);
  }

  @Test
  void a_name_may_begin_like_a_method() {
    assertThat(SynchronousSetting.parse("anyone, first2")).isEqualTo(first(1, "anyone", "first2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ANY 1 (", "a,,b", "ANY (a)", "a b", "\"a"})
  void what_postgresql_does_not_take_is_refused(String text) {
    assertThatThrownBy(() -> SynchronousSetting.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "'ANY 1 (n2, n3)', true",
    "'ANY 1 (n2)', true",
    "'ANY 2 (n2, n3)', true",
    "'FIRST 1 (n2, n3)', true",
    "'', false",
    "'*', false",
    "'ANY 2 (*)', false",
    "'ANY 1 (n2, n4)', false",
    "'ANY 2 (n2, n4)', true",
    "'ANY 2 (n2, n4, n5)', false"
  })
  void a_set_is_kept_by_what_waits_for_enough_of_its_members(String text, boolean kept) {
    assertThat(ONE_OF_THREE.isKeptBy("n1", SynchronousSetting.parse(text))).isEqualTo(kept);
  }

  @Test
  void a_primary_outside_of_the_set_has_no_copy_that_counts() {
    assertThat(ONE_OF_THREE.isKeptBy("n4", any(1, "n1", "n2", "n3"))).isFalse();
    assertThat(ONE_OF_THREE.isKeptBy("n4", any(2, "n1", "n2", "n3"))).isTrue();
  }

  @Test
  void a_quorum_needs_one_member_less_than_hold_a_commit() {
    assertThat(ONE_OF_THREE.hasQuorum(List.of("n2", "n3", "n9"))).isTrue();
    assertThat(ONE_OF_THREE.hasQuorum(List.of("n3", "n9"))).isFalse();
    assertThat(ONE_OF_THREE.missing(List.of("n3", "n9"))).containsExactly("n1", "n2");
  }

  @Test
  void a_setting_that_keeps_less_weakens_the_set() {
    assertThat(ONE_OF_THREE.weakened("n1", SynchronousSetting.NONE, List.of()).toString())
        .isEqualTo("acknowledged=0 members=n1,n2,n3");
    assertThat(ONE_OF_THREE.weakened("n4", any(1, "n5", "x"), List.of("n5")).toString())
        .isEqualTo("acknowledged=0 members=n1,n2,n3,n4,n5");
    assertThat(ONE_OF_THREE.weakened("n1", any(1, "n2", "n4"), List.of("n4")).toString())
        .isEqualTo("acknowledged=1 members=n1,n2,n3,n4");
  }
}

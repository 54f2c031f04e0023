package io.matriarch.agent.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.matriarch.agent.model.TimelineHistory.Ancestor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Positions, the histories that connect them, and the record of a promotion.
class LineageTest {

  private static final String HISTORY =
      """
      1\t0/3000000\tno recovery target specified

      # a comment that a person left
      2\t0/4000000\tno recovery target specified
      """;

  private final TimelineHistory history = TimelineHistory.parse(3, HISTORY);

  @Test
  void a_history_file_is_read_line_by_line() {
    assertThat(history.ancestors())
        .containsExactly(
            new Ancestor(1, Lsn.parse("0/3000000")), new Ancestor(2, Lsn.parse("0/4000000")));
  }

  @Test
  void a_line_that_is_none_is_refused_by_name() {
    assertThatThrownBy(() -> TimelineHistory.parse(3, "garbage")).hasMessageContaining("garbage");
  }

  @Test
  void each_timeline_begins_where_its_ancestor_was_left() {
    assertThat(history.beginningOf(1)).contains(Lsn.ZERO);
    assertThat(history.beginningOf(2)).contains(Lsn.parse("0/3000000"));
    assertThat(history.beginningOf(3)).contains(Lsn.parse("0/4000000"));
  }

  @Test
  void a_timeline_outside_of_the_history_begins_nowhere() {
    assertThat(history.beginningOf(4)).isEmpty();
    assertThat(history.knows(4)).isFalse();
  }

  @Test
  void a_position_is_written_as_it_is_read() {
    assertThat(WalPosition.parse("3:FF/ABC")).hasToString("3:FF/ABC");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "3", ":0/0", "0:0/0", "-1:0/0", "x:0/0", "3:0", "2147483648:0/0"})
  void anything_else_is_no_position(String text) {
    assertThatThrownBy(() -> WalPosition.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_promotion_record_is_written_as_it_is_read() {
    String text = "timeline=5 lsn=0/3000148 node=n1 system=7301";
    assertThat(PromotionRecord.parse(text)).hasToString(text);
  }

  @Test
  void fields_of_a_later_version_are_passed_over() {
    assertThat(PromotionRecord.parse(" system=7301 node=n1 lsn=0/1 timeline=5 by=matriarch "))
        .hasToString("timeline=5 lsn=0/1 node=n1 system=7301");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "timeline=5 lsn=0/1 node=n1",
        "timeline=5 lsn=0/1 node= system=7301",
        "timeline=x lsn=0/1 node=n1 system=7301"
      })
  void a_record_that_lacks_something_is_refused_by_name(String text) {
    assertThatThrownBy(() -> PromotionRecord.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }
}

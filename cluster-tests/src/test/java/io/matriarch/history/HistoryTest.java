package io.matriarch.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HistoryTest {

  private static Write write(long number, Fate fate) {
    return new Write(number, number * 10, number * 10 + 5, fate);
  }

  private static Write acknowledged(long number) {
    return write(number, Fate.ACKNOWLEDGED);
  }

  @Test
  void what_is_there_as_it_was_acknowledged_is_neither_lost_nor_invented() {
    assertThat(History.of(List.of(acknowledged(1), acknowledged(2)), Map.of(1L, 10L, 2L, 20L)))
        .isEqualTo(new History(List.of(), List.of(), 0));
  }

  @Test
  void an_acknowledged_row_that_is_missing_is_lost() {
    assertThat(History.of(List.of(acknowledged(1), acknowledged(2)), Map.of(2L, 20L)).lost())
        .containsExactly(1L);
  }

  @Test
  void an_acknowledged_row_with_another_content_is_lost() {
    assertThat(History.of(List.of(acknowledged(1)), Map.of(1L, 11L)).lost()).containsExactly(1L);
  }

  @Test
  void an_unknown_row_may_be_there_or_not() {
    List<Write> writes = List.of(write(1, Fate.UNKNOWN), write(2, Fate.UNKNOWN));
    assertThat(History.of(writes, Map.of(2L, 20L))).isEqualTo(new History(List.of(), List.of(), 2));
  }

  @Test
  void a_refused_row_that_is_there_is_invented() {
    assertThat(History.of(List.of(write(1, Fate.FAILED)), Map.of(1L, 10L)).invented())
        .containsExactly(1L);
  }

  @Test
  void a_row_that_nobody_wrote_is_invented() {
    assertThat(History.of(List.of(acknowledged(1)), Map.of(1L, 10L, 7L, 70L)).invented())
        .containsExactly(7L);
  }

  @Test
  void the_longest_loss_ends_where_an_acknowledged_row_was_kept() {
    List<Write> writes =
        List.of(
            acknowledged(1),
            acknowledged(2),
            acknowledged(3),
            write(4, Fate.UNKNOWN),
            acknowledged(5),
            acknowledged(6),
            acknowledged(7));
    Map<Long, Long> kept = Map.of(1L, 10L, 6L, 60L);
    assertThat(History.of(writes, kept).longestLoss(writes)).isEqualTo(Duration.ofNanos(55 - 20));
  }

  @Test
  void without_a_lost_row_there_is_no_loss() {
    List<Write> writes = List.of(acknowledged(1));
    assertThat(History.of(writes, Map.of(1L, 10L)).longestLoss(writes)).isZero();
  }
}

package io.matriarch.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Row 1 is acknowledged at 20 ms, row 2 at 40 ms, and row 3 is written from 50 ms on.
class ReadsTest {

  private static final long MILLIS = 1_000_000;
  private static final Bank BANK = new Bank(3, 100);
  private static final List<Write> WRITES =
      List.of(
          new Write(1, 10 * MILLIS, 20 * MILLIS, Fate.ACKNOWLEDGED),
          new Write(2, 30 * MILLIS, 40 * MILLIS, Fate.ACKNOWLEDGED),
          new Write(3, 50 * MILLIS, 90 * MILLIS, Fate.UNKNOWN));

  private static List<Read> read(long begunMillis, long endedMillis, long highest, long sum) {
    Server server = new Server("at noon", 1, false);
    return List.of(new Read(begunMillis * MILLIS, endedMillis * MILLIS, highest, sum, server));
  }

  private static List<String> stale(long begunMillis, long highest, List<Long> lost) {
    return Reads.stale(read(begunMillis, begunMillis + 1, highest, 300), WRITES, lost);
  }

  @Test
  void a_read_that_lacks_what_was_acknowledged_before_it_began_is_stale() {
    assertThat(stale(45, 1, List.of()))
        .containsExactly(
            "the primary started at noon, timeline 1 answered row 1 5 ms after row 2 had been"
                + " acknowledged");
  }

  @Test
  void a_read_without_the_table_is_stale_once_a_row_was_acknowledged() {
    assertThat(stale(15, -1, List.of())).isEmpty();
    assertThat(stale(25, -1, List.of())).hasSize(1);
  }

  @Test
  void a_read_may_lack_what_was_acknowledged_while_it_went_on() {
    assertThat(stale(39, 1, List.of())).isEmpty();
  }

  @Test
  void a_read_may_hold_what_nobody_acknowledged() {
    assertThat(stale(60, 3, List.of())).isEmpty();
    assertThat(stale(100, 2, List.of())).isEmpty();
  }

  @Test
  void what_was_lost_makes_no_read_stale() {
    assertThat(stale(45, 1, List.of(2L))).isEmpty();
    assertThat(stale(45, 0, List.of(2L))).hasSize(1);
  }

  @Test
  void a_row_that_nobody_had_begun_to_write_is_invented() {
    assertThat(Reads.invented(read(44, 45, 3, 300), WRITES)).hasSize(1);
    assertThat(Reads.invented(read(44, 45, 4, 300), WRITES)).hasSize(1);
    assertThat(Reads.invented(read(44, 55, 3, 300), WRITES)).isEmpty();
    assertThat(Reads.invented(read(0, 1, 0, 300), WRITES)).isEmpty();
  }

  @Test
  void a_sum_that_differs_is_told_once() {
    List<Read> twice = List.of(read(1, 2, 1, 299).getFirst(), read(3, 4, 1, 299).getFirst());
    assertThat(Reads.wrongSums(twice, BANK))
        .containsExactly(
            "the primary started at noon, timeline 1 answered that all accounts hold 299, not 300");
    assertThat(Reads.wrongSums(read(1, 2, 1, 300), BANK)).isEmpty();
  }

  @Test
  void a_read_without_the_tables_has_no_sum() {
    assertThat(Reads.wrongSums(read(1, 2, -1, 0), BANK)).isEmpty();
  }
}

package io.matriarch.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WritersTest {

  private static Transfer transfer(String server, long begun, Fate fate) {
    return new Transfer(begun, new Booking(1, 2, 1), begun, begun + 5, fate, server);
  }

  private static Transfer acknowledged(String server, long begun) {
    return transfer(server, begun, Fate.ACKNOWLEDGED);
  }

  @Test
  void one_after_the_other_is_right() {
    assertThat(
            Writers.atOnce(
                List.of(
                    acknowledged("one", 10),
                    acknowledged("one", 20),
                    acknowledged("two", 30),
                    acknowledged("two", 40))))
        .isEmpty();
  }

  @Test
  void a_server_that_acknowledges_again_after_another_did_makes_two() {
    assertThat(
            Writers.atOnce(
                List.of(
                    acknowledged("one", 10),
                    acknowledged("two", 20),
                    acknowledged("two", 30),
                    acknowledged("one", 40))))
        .containsExactly("the servers started one and two acknowledged transfers at one time");
  }

  @Test
  void an_answer_that_only_crosses_the_other_server_s_first_one_proves_nothing() {
    assertThat(
            Writers.atOnce(
                List.of(
                    acknowledged("one", 10),
                    acknowledged("one", 22),
                    acknowledged("two", 20),
                    acknowledged("two", 30))))
        .isEmpty();
  }

  @Test
  void what_was_not_acknowledged_makes_no_writer() {
    assertThat(
            Writers.atOnce(
                List.of(
                    acknowledged("one", 10),
                    acknowledged("two", 20),
                    acknowledged("two", 30),
                    transfer("one", 40, Fate.UNKNOWN))))
        .isEmpty();
  }
}

package io.matriarch.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Three accounts of 100 each, and one transfer of 5 from the first to the second.
class AuditTest {

  private static final Bank BANK = new Bank(3, 100);
  private static final Booking FIVE = new Booking(1, 2, 5);
  private static final Map<Integer, Long> UNTOUCHED = Map.of(1, 100L, 2, 100L, 3, 100L);
  private static final Map<Integer, Long> BOOKED = Map.of(1, 95L, 2, 105L, 3, 100L);

  private static Audit audit(Fate fate, Map<Long, Booking> bookings, Map<Integer, Long> balances) {
    Transfer transfer = new Transfer(1, FIVE, 0, 1, fate, "n1");
    return Audit.of(BANK, List.of(transfer), new Ledger(bookings, balances));
  }

  @Test
  void an_acknowledged_transfer_that_is_booked_is_right() {
    assertThat(audit(Fate.ACKNOWLEDGED, Map.of(1L, FIVE), BOOKED))
        .isEqualTo(new Audit(List.of(), List.of(), List.of(), 0));
  }

  @Test
  void an_acknowledged_transfer_that_is_not_booked_is_lost() {
    assertThat(audit(Fate.ACKNOWLEDGED, Map.of(), UNTOUCHED).lost()).containsExactly(1L);
  }

  @Test
  void an_acknowledged_transfer_of_another_amount_is_lost() {
    Map<Long, Booking> six = Map.of(1L, new Booking(1, 2, 6));
    assertThat(audit(Fate.ACKNOWLEDGED, six, Map.of(1, 94L, 2, 106L, 3, 100L)))
        .isEqualTo(new Audit(List.of(1L), List.of(), List.of(), 0));
  }

  @Test
  void an_unknown_transfer_may_be_booked_or_not() {
    Audit right = new Audit(List.of(), List.of(), List.of(), 1);
    assertThat(audit(Fate.UNKNOWN, Map.of(), UNTOUCHED)).isEqualTo(right);
    assertThat(audit(Fate.UNKNOWN, Map.of(1L, FIVE), BOOKED)).isEqualTo(right);
  }

  @Test
  void a_refused_transfer_that_is_booked_is_invented() {
    assertThat(audit(Fate.FAILED, Map.of(1L, FIVE), BOOKED).invented()).containsExactly(1L);
  }

  @Test
  void a_transfer_that_nobody_asked_for_is_invented() {
    assertThat(audit(Fate.UNKNOWN, Map.of(2L, FIVE), BOOKED).invented()).containsExactly(2L);
  }

  @Test
  void a_transfer_that_overwrote_another_one_is_seen_though_the_sum_is_right() {
    assertThat(audit(Fate.ACKNOWLEDGED, Map.of(1L, FIVE), UNTOUCHED).wrong())
        .containsExactly(
            "account 1 holds 100, and its bookings come to 95",
            "account 2 holds 100, and its bookings come to 105");
  }

  @Test
  void half_a_transfer_changes_the_sum() {
    assertThat(audit(Fate.ACKNOWLEDGED, Map.of(1L, FIVE), Map.of(1, 95L, 2, 100L, 3, 100L)).wrong())
        .containsExactly(
            "account 2 holds 100, and its bookings come to 105", "all accounts hold 295, not 300");
  }
}

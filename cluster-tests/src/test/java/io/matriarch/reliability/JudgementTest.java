package io.matriarch.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.history.Bank;
import io.matriarch.history.Booking;
import io.matriarch.history.Fate;
import io.matriarch.history.Ledger;
import io.matriarch.history.Read;
import io.matriarch.history.Server;
import io.matriarch.history.Transfer;
import io.matriarch.history.Write;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Two rows, the second one 30 s after the first, and a transfer, all of them acknowledged.
class JudgementTest {

  private static final long SECOND = 1_000_000_000;
  private static final Bank BANK = new Bank(2, 100);
  private static final Booking FIVE = new Booking(1, 2, 5);
  private static final List<String> SAID = List.of("n1 is diverged");
  private static final List<Write> WRITES =
      List.of(
          new Write(1, SECOND, SECOND + 1, Fate.ACKNOWLEDGED),
          new Write(2, 31 * SECOND, 31 * SECOND + 1, Fate.ACKNOWLEDGED));
  private static final Map<Long, Long> KEPT = Map.of(1L, SECOND, 2L, 31 * SECOND);
  private static final Ledger BOOKED = new Ledger(Map.of(1L, FIVE), Map.of(1, 95L, 2, 105L));

  private static Evidence evidence(Map<Long, Long> kept, Ledger ledger) {
    Server server = new Server("at noon", 1, false);
    return new Evidence(
        WRITES,
        kept,
        BANK,
        List.of(new Transfer(1, FIVE, 10, 20, Fate.ACKNOWLEDGED, "at noon")),
        ledger,
        List.of(new Read(2 * SECOND, 3 * SECOND, 1, 200, server)),
        List.of());
  }

  private static List<Flaw> flaws(Evidence evidence, Mode mode, List<String> announcements) {
    return Judgement.of(evidence, mode, announcements).violations().stream()
        .map(Violation::flaw)
        .toList();
  }

  @Test
  void where_all_is_there_nothing_is_wrong() {
    for (Mode mode : Mode.values()) {
      assertThat(Judgement.of(evidence(KEPT, BOOKED), mode, List.of()))
          .isEqualTo(new Judgement(new Counts(3, 0, 0, 0, 0, 1), List.of()));
    }
  }

  @Test
  void with_a_synchronous_mode_no_word_makes_up_for_a_lost_row() {
    Evidence lost = evidence(Map.of(1L, SECOND), BOOKED);
    assertThat(flaws(lost, Mode.STRICT, SAID)).containsExactly(Flaw.LOST);
    assertThat(flaws(lost, Mode.PREFER, SAID)).containsExactly(Flaw.LOST);
  }

  @Test
  void without_one_a_lost_row_must_be_announced() {
    Evidence lost = evidence(Map.of(1L, SECOND), BOOKED);
    assertThat(flaws(lost, Mode.OFF, List.of())).containsExactly(Flaw.UNANNOUNCED);
    assertThat(flaws(lost, Mode.OFF, SAID)).isEmpty();
    assertThat(Judgement.of(lost, Mode.OFF, SAID).counts()).isEqualTo(new Counts(3, 0, 1, 1, 0, 1));
  }

  @Test
  void a_lost_transfer_is_lost_as_a_row_is() {
    Evidence lost = evidence(KEPT, new Ledger(Map.of(), Map.of(1, 100L, 2, 100L)));
    assertThat(flaws(lost, Mode.STRICT, List.of())).containsExactly(Flaw.LOST);
    assertThat(flaws(lost, Mode.OFF, List.of())).containsExactly(Flaw.UNANNOUNCED);
  }

  @Test
  void what_is_announced_is_bounded_all_the_same() {
    Evidence lost = evidence(Map.of(), BOOKED);
    assertThat(flaws(lost, Mode.OFF, SAID)).containsExactly(Flaw.TOO_MUCH_LOST);
  }

  @Test
  void everything_else_is_wrong_in_every_mode() {
    Evidence all = evidence(Map.of(1L, SECOND, 2L, 31 * SECOND, 3L, 1L), BOOKED);
    Server late = new Server("at noon", 1, true);
    Evidence wrong =
        new Evidence(
            WRITES,
            all.kept(),
            BANK,
            all.transfers(),
            new Ledger(Map.of(1L, FIVE), Map.of(1, 95L, 2, 104L)),
            List.of(new Read(2 * SECOND, 3 * SECOND, 0, 200, late)),
            List.of("n1 and n2"));
    for (Mode mode : Mode.values()) {
      assertThat(flaws(wrong, mode, SAID))
          .containsExactly(Flaw.INVENTED, Flaw.WRONG_SUM, Flaw.STALE_READ, Flaw.TWO_WRITERS);
    }
  }
}

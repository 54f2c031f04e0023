package io.matriarch.agent.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LsnTest {

  @ParameterizedTest
  @ValueSource(strings = {"0/0", "0/3000148", "1/0", "FF/ABCDEF01", "FFFFFFFF/FFFFFFFF"})
  void what_postgresql_writes_is_written_again(String text) {
    assertThat(Lsn.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "0", "0/", "/0", "0/G", "1FFFFFFFF/0", "0/1FFFFFFFF", "0/0/0"})
  void anything_else_is_refused_by_name(String text) {
    assertThatThrownBy(() -> Lsn.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @ParameterizedTest
  @CsvSource({
    "0/0, 0/1",
    "0/FFFFFFFF, 1/0",
    "7FFFFFFF/FFFFFFFF, 80000000/0",
    "80000000/0, FFFFFFFF/FFFFFFFF"
  })
  void locations_compare_as_unsigned_numbers(String less, String more) {
    assertThat(Lsn.parse(less)).isLessThan(Lsn.parse(more));
    assertThat(Lsn.max(Lsn.parse(less), Lsn.parse(more))).isEqualTo(Lsn.parse(more));
  }

  @Test
  void a_location_is_at_least_itself() {
    assertThat(Lsn.parse("80000000/0").isAtLeast(Lsn.parse("80000000/0"))).isTrue();
  }

  @Test
  void bytes_are_counted_across_the_sign_bit() {
    Lsn before = Lsn.parse("7FFFFFFF/FFFFFFFF");
    assertThat(Lsn.parse("80000000/F").bytesPast(before)).isEqualTo(16);
  }

  @Test
  void what_is_not_past_is_no_bytes_past() {
    assertThat(Lsn.parse("0/1").bytesPast(Lsn.parse("FFFFFFFF/0"))).isZero();
  }

  @Test
  void no_distance_is_negative() {
    assertThat(Lsn.parse("FFFFFFFF/FFFFFFFF").bytesPast(Lsn.ZERO)).isPositive();
  }
}

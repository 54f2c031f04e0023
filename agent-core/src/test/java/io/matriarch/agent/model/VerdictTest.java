package io.matriarch.agent.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class VerdictTest {

  @Test
  void a_reason_of_128_characters_stays_whole() {
    String reason = "x".repeat(128);
    assertThat(new Verdict(OcfExitCode.ERR_GENERIC, reason).reason()).isEqualTo(reason);
  }

  @Test
  void a_longer_reason_is_cut_and_shows_it() {
    assertThat(new Verdict(OcfExitCode.ERR_GENERIC, "x".repeat(129)).reason())
        .hasSize(128)
        .endsWith("x...");
  }

  /// Pacemaker cuts bytes, and loses the result of an operation whose reason is no XML.
  @Test
  void a_reason_has_a_byte_for_each_character() {
    assertThat(new Verdict(OcfExitCode.ERR_GENERIC, "Paßwort für „postgres“…").reason())
        .isEqualTo("Pa?wort f?r ?postgres??");
  }

  @Test
  void a_reason_is_one_line() {
    assertThat(new Verdict(OcfExitCode.ERR_GENERIC, " two\nlines\t ").reason())
        .isEqualTo("two lines");
  }

  @Test
  void the_verdict_file_counts_hundredths_of_a_second() {
    assertThat(new BootTime(12_345).plus(Duration.ofSeconds(3)).centiseconds()).isEqualTo(1534);
  }

  @Test
  void each_exit_code_is_found_by_its_number() {
    for (OcfExitCode code : OcfExitCode.values()) {
      assertThat(OcfExitCode.of(code.code())).contains(code);
    }
    assertThat(OcfExitCode.of(8190)).isEmpty();
  }
}

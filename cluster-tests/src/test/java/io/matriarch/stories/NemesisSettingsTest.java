package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.matriarch.reliability.Mode;
import io.matriarch.stories.Make.Begun;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NemesisSettingsTest {

  private static NemesisSettings of(Map<String, String> environment) {
    return NemesisSettings.of(environment, 42);
  }

  @Test
  void unless_told_otherwise_it_goes_through_all_modes_for_twenty_minutes() {
    NemesisSettings settings = of(Map.of());
    assertThat(settings.agent()).isEqualTo(Begun.MATRIARCH);
    assertThat(settings.modes()).containsExactly(Mode.OFF, Mode.PREFER, Mode.STRICT);
    assertThat(settings.spanMost()).isEqualTo(Duration.ofMinutes(20));
    assertThat(settings.seed()).isEqualTo(42);
  }

  @Test
  void a_number_of_faults_takes_as_long_as_it_takes() {
    NemesisSettings settings = of(Map.of("CHAOS_FAULTS", "300"));
    assertThat(settings.faultsMost()).isEqualTo(300);
    assertThat(settings.spanMost()).isGreaterThan(Duration.ofDays(1));
  }

  @Test
  void faults_and_minutes_both_end_it() {
    NemesisSettings settings = of(Map.of("CHAOS_FAULTS", "300", "CHAOS_MINUTES", "5"));
    assertThat(settings.faultsMost()).isEqualTo(300);
    assertThat(settings.spanMost()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void a_mode_has_its_turn_for_some_rounds() {
    NemesisSettings settings = of(Map.of());
    assertThat(List.of(1, 5, 6, 11, 15, 16))
        .extracting(settings::modeOf)
        .containsExactly(Mode.OFF, Mode.OFF, Mode.PREFER, Mode.STRICT, Mode.STRICT, Mode.OFF);
  }

  @Test
  void a_later_round_is_the_first_one_of_another_seed() {
    NemesisSettings settings = of(Map.of("CHAOS_SEED", "1000"));
    NemesisSettings again = of(Map.of("CHAOS_SEED", "1006"));
    assertThat(settings.seedOf(7)).isEqualTo(again.seedOf(1));
  }

  @Test
  void with_paf_there_is_no_prefer() {
    assertThat(of(Map.of("CHAOS_AGENT", "paf")).modes()).containsExactly(Mode.OFF, Mode.STRICT);
    assertThatThrownBy(() -> of(Map.of("CHAOS_AGENT", "paf", "CHAOS_SYNCHRONOUS", "prefer")))
        .hasMessage("CHAOS_SYNCHRONOUS is 'prefer': with paf it is all or one of [off, strict]");
  }

  @Test
  void what_is_wrong_is_named() {
    assertThatThrownBy(() -> of(Map.of("CHAOS_AGENT", "patroni")))
        .hasMessage("CHAOS_AGENT is 'patroni': matriarch or paf");
    assertThatThrownBy(() -> of(Map.of("CHAOS_FAULTS", "0")))
        .hasMessage("CHAOS_FAULTS is '0': a whole number from 1 on is needed");
    assertThatThrownBy(() -> of(Map.of("CHAOS_SYNCHRONOUS", "on")))
        .hasMessage(
            "CHAOS_SYNCHRONOUS is 'on': with matriarch it is all or one of [off, prefer, strict]");
  }
}

package io.matriarch.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.BootTime;
import org.junit.jupiter.api.Test;

class UptimeClockTest {

  @Test
  void the_first_field_is_read_in_hundredths_of_a_second() {
    BootTime time = UptimeClock.parse("350735.47 234388.90\n");

    assertThat(time).isEqualTo(new BootTime(350_735_470));
    assertThat(time.centiseconds()).isEqualTo(35_073_547);
  }

  @Test
  void the_machine_s_clock_goes_on() {
    UptimeClock clock = new UptimeClock();
    BootTime before = clock.now();

    Eventually.holds(() -> clock.now().compareTo(before) > 0);
  }
}

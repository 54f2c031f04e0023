package io.matriarch.telemetry.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BackoffTest {

  private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));

  @Test
  void each_failure_doubles_the_wait_up_to_the_most() {
    assertThat(backoff.after(1, 0)).isEqualTo(Duration.ofSeconds(1));
    assertThat(backoff.after(2, 0)).isEqualTo(Duration.ofSeconds(2));
    assertThat(backoff.after(6, 0)).isEqualTo(Duration.ofSeconds(32));
    assertThat(backoff.after(7, 0)).isEqualTo(Duration.ofSeconds(60));
    assertThat(backoff.after(Integer.MAX_VALUE, 0)).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void chance_takes_up_to_half_of_it_off() {
    assertThat(backoff.after(2, 1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(backoff.after(2, 0.5)).isEqualTo(Duration.ofMillis(1500));
  }
}

package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.BootTime;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StallWatchTest {

  private final AtomicLong now = new AtomicLong(1000);
  private final StallWatch watch = new StallWatch(() -> new BootTime(now.get()));

  @Test
  void questions_in_short_order_show_no_pause() {
    for (int i = 0; i < 10; i++) {
      now.addAndGet(2000);
      assertThat(watch.resumed()).isEmpty();
    }
  }

  @Test
  void a_long_gap_is_a_pause_that_ended_now() {
    now.addAndGet(2001);
    assertThat(watch.resumed()).contains(new BootTime(3001));
    now.addAndGet(500);
    assertThat(watch.resumed()).contains(new BootTime(3001));
  }
}

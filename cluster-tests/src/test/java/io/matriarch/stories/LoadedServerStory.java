package io.matriarch.stories;

import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The primary is well, and its machine has far too much to do.
@Tag("chaos")
@Order(30)
@ExtendWith(StoryBed.class)
class LoadedServerStory {

  private static final Duration BUSY = Duration.ofSeconds(45);
  private static final Duration BUSY_FOR_LONG = Duration.ofMinutes(10);
  private static final Duration RESERVE = Duration.ofSeconds(20);

  @Test
  void it_stays_the_primary(Bed bed) throws Exception {
    staysThePrimary(bed, BUSY);
  }

  @Test
  @Tag("chaos")
  void it_stays_the_primary_for_long(Bed bed) throws Exception {
    staysThePrimary(bed, BUSY_FOR_LONG);
  }

  private static void staysThePrimary(Bed bed, Duration span) throws Exception {
    bed.parameter("hang_timeout", "5");
    bed.settles();
    Untouched untouched = Untouched.of(bed.primary());
    try (Client client = bed.client();
        Watcher _ = bed.watch()) {
      try (Load _ = Load.on(untouched.primary(), span.plus(RESERVE))) {
        client.writesFor(span);
        untouched.assertStill(bed);
      }
      bed.settles();
      client.stop();

      untouched.assertStill(bed);
      client.assertKept();
    }
  }
}

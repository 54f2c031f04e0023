package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The administrator sends the role to a standby that does not get the primary's last WAL.
@Order(22)
@ExtendWith(StoryBed.class)
class RefusedSwitchoverStory {

  private static final Duration REFUSED_MOST = Duration.ofSeconds(60);
  private static final Duration AGAIN = Duration.ofSeconds(6);
  private static final Duration CAUGHT_UP_MOST = Duration.ofSeconds(40);

  @Test
  void it_is_refused_until_the_target_holds_what_it_lacked(Bed bed) {
    Node home = bed.primary();
    Node target = bed.others(home).getLast();
    try (Client client = bed.client();
        Watcher watcher = bed.watch()) {
      Wire.cutReplication(target, bed.others(target));
      bed.askFor(target);
      bed.probe().until(REFUSED_MOST, target + " is refused", s -> refused(s, target));
      clear(bed);
      client.writesAgain();

      bed.askFor(target);
      watcher.assertStaysStandby(target, AGAIN);
      clear(bed);
      assertThat(bed.probe().now().mayBePromoted(target)).isFalse();
      assertThat(watcher.sawAsPrimary(target)).isFalse();

      Wire.heal(bed.nodes());
      bed.probe()
          .until(
              CAUGHT_UP_MOST,
              target + " has caught up and is refused no longer",
              s -> s.score(target).orElse(-1) == 1000 && s.refusal(target).isEmpty());
      bed.moveTo(target);
      client.writesAgain();
      client.stop();
      client.assertKept();
    }
  }

  private static boolean refused(ClusterState state, Node node) {
    return state.refusal(node).isPresent()
        || state.failuresOn(node).stream().anyMatch(f -> f.contains("refused"));
  }

  private static void clear(Bed bed) {
    bed.cluster("crm_resource", "--clear", "-r", Bed.CLONE);
    bed.cluster("crm_resource", "--cleanup");
  }
}

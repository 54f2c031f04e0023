package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The primary crashes in the second in which Pacemaker got the first result of its monitor, whose
/// results it orders by whole seconds.
@Tag("chaos")
@Order(39)
@ExtendWith(StoryBed.class)
class MonitorsFirstResultStory {

  private static final Duration BACK_MOST = Duration.ofSeconds(20);
  private static final int CRASHES = 3;
  private static final int ATTEMPTS = 10;

  @Test
  void it_is_restarted_in_place_without_a_wait_for_the_role_s_end(Bed bed) throws Exception {
    bed.crashPolicy("restart");
    Node primary = bed.primary();
    int together = 0;
    for (int attempt = 1; attempt <= ATTEMPTS && together < CRASHES; attempt++) {
      Node.Postmaster killed = primary.postmaster();
      if (crashesInThatSecond(primary, attempt)) {
        together++;
      }
      primary.restarts(killed, BACK_MOST);
      bed.settles();
    }

    assertThat(together).as("crashes in the second of a first result").isEqualTo(CRASHES);
    assertThat(bed.primary()).isEqualTo(primary);
  }

  /// A changed parameter makes Pacemaker begin its monitors anew; kills as soon as the first result
  /// is there.
  private static boolean crashesInThatSecond(Node primary, int attempt) {
    String script =
        """
        results() {
          cibadmin --query --xpath "//node_state[@uname='$(uname -n)']//lrm_rsc_op[@operation='monitor' and @rc-code='8']" \
            | grep -o ' last-rc-change="[0-9]*"' | grep -o '[0-9]*' | sort -n | tail -n 1
        }
        before=$(results)
        until [ "$(date +%%N | cut -c1)" = 0 ]; do :; done
        crm_resource -r %s -p recovery_wait -v %d >/dev/null
        until first=$(results) && [ "$first" -gt "$before" ]; do :; done
        kill -9 "$(head -n 1 %s/postmaster.pid)"
        echo "$first $(date +%%s)"
        """
            .formatted(Bed.RESOURCE, 45 + attempt, Node.PGDATA);
    List<String> seconds = List.of(primary.shell(script).strip().split(" ", -1));
    return seconds.getFirst().equals(seconds.getLast());
  }
}

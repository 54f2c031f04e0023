package io.matriarch.stories;

import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Pacemaker's own daemons fail or are slow; PostgreSQL is well.
@Tag("chaos")
@Order(29)
@ExtendWith(StoryBed.class)
class ClusterDaemonsStory {

  private static final Duration GONE = Duration.ofSeconds(5);
  private static final Duration SLOW = Duration.ofSeconds(12);
  private static final Duration NAMED_MOST = Duration.ofSeconds(60);
  private static final Duration ELECTED_MOST = Duration.ofSeconds(40);

  @Test
  void the_primary_survives_the_death_of_its_node_s_attribute_daemon(Bed bed) throws Exception {
    Untouched untouched = Untouched.of(bed.primary());
    try (Client client = bed.client();
        Watcher _ = bed.watch()) {
      Program.ATTRD.killOn(untouched.primary());
      client.writesFor(GONE);
      bed.settles();
      client.stop();

      untouched.assertStill(bed);
      client.assertKept();
    }
  }

  /// Pacemaker 3.0.0 lost it for good when Corosync stood still; here whoever would start it does.
  @Test
  void a_node_whose_attribute_daemon_stays_away_is_named_until_it_is_back(Bed bed) {
    Node standby = bed.others(bed.primary()).getFirst();
    Program.PACEMAKERD.pauseOn(standby);
    Program.ATTRD.killOn(standby);
    Await.until(
        NAMED_MOST,
        "status names it",
        () -> standby.attemptShell("matriarch status").out(),
        said ->
            said.contains("on " + standby + ": no promotion score has reached the CIB for ")
                && said.contains("pacemaker-attrd or the cluster is down on this node"));
    Program.PACEMAKERD.resumeOn(standby);
    Await.until(
        NAMED_MOST, "all is well", () -> standby.attemptShell("matriarch status"), Output::ok);
    bed.settles();
  }

  /// Pacemaker fences the node whose controller died, so that one must not be the primary's.
  @Test
  void the_primary_survives_the_death_of_the_controller_that_decides(Bed bed) throws Exception {
    Node dc = bed.node(bed.probe().now().dc().orElseThrow());
    if (bed.primary().equals(dc)) {
      bed.moveTo(bed.others(dc).getFirst());
      bed.settles();
    }
    Untouched untouched = Untouched.of(bed.primary());
    try (Client client = bed.client();
        Watcher _ = bed.watch()) {
      Program.CONTROLD.killOn(dc);
      bed.probe().until(ELECTED_MOST, "a DC", s -> s.dc().isPresent());
      client.writesFor(GONE);
      bed.settles();
      client.stop();

      untouched.assertStill(bed);
      client.assertKept();
    }
  }

  @Test
  void the_primary_survives_its_node_s_cib_standing_still(Bed bed) throws Exception {
    Untouched untouched = Untouched.of(bed.primary());
    Node node = untouched.primary();
    ResourceAgent agent = ResourceAgent.on(node);
    try (Client client = bed.client();
        Watcher _ = bed.watch()) {
      Program.BASED.pauseOn(node);
      Await.stays(
          GONE,
          "monitor of " + node,
          agent::recurringMonitor,
          answer -> answer.code() == ResourceAgent.RUNNING_PROMOTED);
      Program.BASED.resumeOn(node);
      client.writesFor(GONE);
      bed.settles();
      client.stop();

      untouched.assertStill(bed);
      client.assertKept();
    }
  }

  @Test
  void the_primary_survives_a_cib_that_is_slow_on_every_node(Bed bed) throws Exception {
    Untouched untouched = Untouched.of(bed.primary());
    ResourceAgent agent = ResourceAgent.on(untouched.primary());
    try (Client client = bed.client();
        Watcher _ = bed.watch()) {
      bed.nodes().forEach(ClusterDaemonsStory::slowCib);
      Await.stays(
          SLOW,
          "monitor of " + untouched.primary(),
          agent::recurringMonitor,
          answer -> answer.code() == ResourceAgent.RUNNING_PROMOTED);
      client.writesAgain();
      bed.settles();
      client.stop();

      untouched.assertStill(bed);
      bed.assertNothingFailed();
      client.assertKept();
    }
  }

  /// For ten seconds it does something in every fifth tenth of a second only.
  private static void slowCib(Node node) {
    node.shell(
        """
        pid=$(pgrep -x pacemaker-based)
        setsid sh -c "for _ in $(seq -s ' ' 20); do
          kill -STOP $pid; sleep 0.4; kill -CONT $pid; sleep 0.1
        done" >/dev/null 2>&1 </dev/null &
        """);
  }
}

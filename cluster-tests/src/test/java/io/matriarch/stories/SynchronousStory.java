package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// With a synchronous mode no acknowledged row is lost, whoever is lost.
@Tag("chaos")
@Order(33)
@ExtendWith(StoryBed.class)
class SynchronousStory {

  /// Pacemaker may ask for the fencing of a node in the moment in which that comes back, and gives
  /// it up after 72 s.
  private static final Duration SETTLED_MOST = Duration.ofSeconds(160);

  private static final Duration RELAXED_MOST = Duration.ofSeconds(30);
  private static final Duration WRITES = Duration.ofSeconds(2);
  private static final Duration FENCED_MOST = Duration.ofSeconds(30);

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"prefer", "strict"})
  void a_standby_is_lost_and_comes_back(String mode, Bed bed) throws Exception {
    inForce(bed, mode);
    Untouched untouched = Untouched.of(bed.primary());
    Node lost = bed.others(untouched.primary()).getFirst();
    try (Client client = bed.client();
        Watcher _ = bed.watch();
        SynchronousWatch _ = SynchronousWatch.of(bed)) {
      client.writesFor(WRITES);
      lost.kill();
      client.writesAgain();
      bed.settles();
      client.writesFor(WRITES);
      client.stop();

      untouched.assertStill(bed);
      client.assertKept();
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"prefer", "strict"})
  void the_primary_is_lost(String mode, Bed bed) throws Exception {
    inForce(bed, mode);
    Node old = bed.primary();
    try (Client client = bed.client();
        Watcher _ = bed.watch();
        SynchronousWatch _ = SynchronousWatch.of(bed)) {
      client.writesFor(WRITES);
      old.kill();
      bed.successorOf(old);
      client.writesAgain();
      bed.settles();
      client.stop();

      client.assertKept();
    }
  }

  /// The one that is left has no quorum until a fenced node is back.
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"prefer", "strict"})
  void the_primary_and_a_standby_are_lost_at_once(String mode, Bed bed) throws Exception {
    inForce(bed, mode);
    Node old = bed.primary();
    Node lost = bed.others(old).getFirst();
    try (Client client = bed.client();
        Watcher _ = bed.watch();
        SynchronousWatch _ = SynchronousWatch.of(bed)) {
      client.writesFor(WRITES);
      List.of(old, lost).forEach(Node::kill);
      List.of(old, lost).forEach(Node::start);
      bed.settles(SETTLED_MOST);
      client.writesAgain();
      client.stop();

      client.assertKept();
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"prefer", "strict"})
  void the_primary_is_cut_off_from_the_others(String mode, Bed bed) throws Exception {
    inForce(bed, mode);
    Node old = bed.primary();
    int fencings = bed.probe().now().fencings();
    try (Client client = bed.client();
        Watcher _ = bed.watch();
        SynchronousWatch _ = SynchronousWatch.of(bed)) {
      client.writesFor(WRITES);
      Wire.cutOff(old, bed.others(old));
      awaitFenced(bed.others(old).getFirst(), fencings);
      client.writesAgain();
      bed.settles();
      client.stop();

      assertThat(bed.primary()).isNotEqualTo(old);
      client.assertKept();
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"prefer", "strict"})
  void a_standby_is_cut_off_from_the_others(String mode, Bed bed) throws Exception {
    inForce(bed, mode);
    Untouched untouched = Untouched.of(bed.primary());
    Node lost = bed.others(untouched.primary()).getFirst();
    int fencings = bed.probe().now().fencings();
    try (Client client = bed.client();
        Watcher _ = bed.watch();
        SynchronousWatch _ = SynchronousWatch.of(bed)) {
      client.writesFor(WRITES);
      Wire.cutOff(lost, bed.others(lost));
      awaitFenced(untouched.primary(), fencings);
      client.writesAgain();
      bed.settles();
      client.stop();

      untouched.assertStill(bed);
      client.assertKept();
    }
  }

  /// The mode is what differs: without any standby `prefer` goes on and `strict` waits.
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"prefer", "strict"})
  void every_standby_is_lost_and_comes_back(String mode, Bed bed) throws Exception {
    inForce(bed, mode);
    Untouched untouched = Untouched.of(bed.primary());
    List<Node> standbys = bed.others(untouched.primary());
    try (Client client = bed.client();
        Watcher _ = bed.watch();
        SynchronousWatch _ = SynchronousWatch.of(bed)) {
      client.writesFor(WRITES);
      standbys.forEach(bed::takeOut);
      if (mode.equals("prefer")) {
        client.writesAgain(RELAXED_MOST);
      } else {
        long waiting = System.nanoTime();
        Await.stays(
            RELAXED_MOST.dividedBy(4),
            "no row is acknowledged",
            () -> client.hasWritten(waiting),
            written -> !written);
      }
      standbys.forEach(bed::putBack);
      client.writesAgain();
      bed.settles();
      client.stop();

      untouched.assertStill(bed);
      client.assertKept();
    }
  }

  private static void inForce(Bed bed, String mode) {
    bed.parameter("synchronous", mode);
    bed.parameter("synchronous_wait", "2");
    bed.settles();
    ModeInForce.awaitSetOfAll(bed);
  }

  private static void awaitFenced(Node witness, int before) {
    Await.until(
        FENCED_MOST,
        "a node is fenced",
        () -> CrmMon.parse(witness.run("crm_mon", "-1", "--output-as=xml")).fencings() > before);
  }
}

package io.matriarch.telemetry.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.ReplicationSlot;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.StandbyLink;
import io.matriarch.telemetry.Snapshots;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ChangesTest {

  private static Stream<String> sentences(Snapshot before, Snapshot after) {
    return new Herd().looks(before).looks(after).events().stream().skip(1).map(Event::sentence);
  }

  private static Snapshot with(StandbyLink... standbys) {
    return Snapshots.primary(List.of(standbys), List.of());
  }

  private static Snapshot slot(String status) {
    return Snapshots.primary(
        List.of(Snapshots.link("n2", "sync")),
        List.of(
            new ReplicationSlot(
                "matriarch_n2",
                "physical",
                false,
                true,
                0,
                status,
                Optional.empty(),
                false,
                Optional.empty())));
  }

  @Test
  void a_first_look_tells_the_rule() {
    assertThat(new Herd().looks(Snapshots.primary()).events())
        .extracting(Event::sentence)
        .containsExactly(
            "primary/running: read-write at 5:0/5000148 with 2 of 2 standbys streaming");
  }

  @Test
  void a_crash_changes_role_state_and_rule() {
    assertThat(sentences(Snapshots.primary(), Snapshots.crashed()))
        .contains(
            "the role changed from primary to unknown", "PostgreSQL was primary and is crashed");
  }

  @Test
  void standbys_are_told_by_name_with_their_synchronous_state() {
    assertThat(sentences(with(Snapshots.link("n2", "sync")), with(Snapshots.link("n2", "async"))))
        .contains("standby n2 was streaming/sync and is streaming/async");
    assertThat(sentences(with(Snapshots.link("n2", "sync")), with()))
        .contains("standby n2 was streaming/sync and is gone");
  }

  @Test
  void a_lost_slot_is_critical() {
    Herd herd = new Herd().looks(slot("reserved")).looks(slot("lost"));
    assertThat(herd.all(ServerEvent.SlotChanged.class))
        .containsExactly(new ServerEvent.SlotChanged("matriarch_n2", "reserved", "lost"))
        .allMatch(e -> e.severity() == Event.Severity.CRITICAL);
  }

  @Test
  void a_standby_tells_when_it_no_longer_streams() {
    assertThat(sentences(Snapshots.standby("n2"), Herd.apart("n2")))
        .contains("no longer streams from n1");
  }

  @Test
  void a_cib_that_cannot_be_read_is_told_once() {
    Snapshot blind = Snapshots.of("n1", Snapshots.primary().server(), false);
    assertThat(sentences(Snapshots.primary(), blind))
        .contains("the CIB cannot be read: cibadmin exited with 102");
    assertThat(sentences(blind, blind)).isEmpty();
  }

  @Test
  void pacemaker_s_alerts_are_read() {
    assertThat(
            AlertLine.parse(
                "kind=fencing node=n1 rsc= task=off rc=0 desc=Operation off of n1 by fence-n1: OK"))
        .contains(
            new ClusterEvent.FencingTold("n1", "off", 0, "Operation off of n1 by fence-n1: OK"));
    assertThat(AlertLine.parse("kind=resource node=n2 rsc=vip task=start rc=0 desc=ok"))
        .contains(new ClusterEvent.ResourceTold("vip", "start", 0, "ok"));
    assertThat(AlertLine.parse("kind=attribute node=n2")).isEmpty();
    assertThat(AlertLine.parse("anything at all")).isEmpty();
  }
}

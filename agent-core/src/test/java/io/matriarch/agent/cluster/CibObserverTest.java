package io.matriarch.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Fact.Known;
import io.matriarch.agent.model.Fact.Unknown;
import io.matriarch.agent.port.ClusterObserver.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

class CibObserverTest {

  private static final Duration POLL = Duration.ofSeconds(2);
  private static final String STEADY = Recorded.cib("steady", "3.0.0");
  private static final String CRASH = Recorded.cib("crash", "3.0.0");

  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final RecordedTool tool = new RecordedTool();
  private final Sinks.Many<String> wakeLines = Sinks.many().multicast().directBestEffort();
  private final List<Fact<Reading>> told = new ArrayList<>();
  private final CibObserver observer =
      new CibObserver(
          tool,
          () -> new BootTime(time.now(TimeUnit.MILLISECONDS)),
          wakeLines.asFlux(),
          POLL,
          time);

  private Disposable subscription = () -> {};

  @AfterEach
  void stop() {
    subscription.dispose();
    time.dispose();
  }

  @Test
  void the_first_look_reads_the_whole_cib() {
    watch(STEADY);
    assertThat(tool.calls()).containsExactly("cibadmin --query --timeout=5");
    assertThat(versions()).containsExactly("0.7.0");
  }

  @Test
  void an_unchanged_version_is_not_read_again() {
    watch(STEADY);
    time.advanceTimeBy(POLL.multipliedBy(10));
    assertThat(tool.wholeReads()).isEqualTo(1);
    assertThat(tool.calls()).hasSize(11);
    assertThat(told).hasSize(1);
  }

  @Test
  void each_change_is_read_once() {
    watch(STEADY);
    time.advanceTimeBy(POLL);
    tool.holds(CRASH);
    time.advanceTimeBy(POLL.multipliedBy(5));
    assertThat(tool.wholeReads()).isEqualTo(2);
    assertThat(versions()).containsExactly("0.7.0", "0.14.14");
  }

  @Test
  void lost_quorum_is_a_change_although_the_version_stays() {
    watch(STEADY);
    tool.holds(STEADY.replace("have-quorum=\"1\"", "have-quorum=\"0\""));
    time.advanceTimeBy(POLL);
    assertThat(told).hasSize(2);
  }

  @Test
  void being_woken_reads_before_the_poll_is_due() {
    watch(STEADY);
    time.advanceTimeBy(CibObserver.BREATH);
    tool.holds(CRASH);
    observer.wake();
    assertThat(versions()).containsExactly("0.7.0", "0.14.14");
  }

  @Test
  void a_line_in_the_wake_pipe_wakes() {
    watch(STEADY);
    time.advanceTimeBy(CibObserver.BREATH);
    tool.holds(CRASH);
    assertThat(wakeLines.tryEmitNext("node n3 lost").isSuccess()).isTrue();
    assertThat(versions()).containsExactly("0.7.0", "0.14.14");
  }

  @Test
  void being_woken_often_during_a_look_causes_one_more_look() {
    Duration slow = Duration.ofMillis(300);
    tool.answer(_ -> Mono.delay(slow, time).thenReturn(RecordedTool.wrote(STEADY)));
    subscription = observer.readings().subscribe(told::add);
    time.advanceTimeBy(Duration.ofMillis(100));
    for (int i = 0; i < 5; i++) {
      observer.wake();
    }
    assertThat(tool.wholeReads()).isEqualTo(1);
    time.advanceTimeBy(Duration.ofSeconds(1));
    assertThat(tool.wholeReads()).isEqualTo(2);
  }

  @Test
  void changes_that_follow_each_other_are_read_together() {
    watch(STEADY);
    time.advanceTimeBy(CibObserver.BREATH);
    observer.wake();
    for (int i = 0; i < 10; i++) {
      time.advanceTimeBy(CibObserver.BREATH.dividedBy(11));
      observer.wake();
    }
    assertThat(tool.wholeReads()).isEqualTo(2);
    time.advanceTimeBy(CibObserver.BREATH);
    assertThat(tool.wholeReads()).isEqualTo(3);
  }

  @Test
  void being_woken_at_once_waits_for_nothing() {
    watch(STEADY);
    tool.holds(CRASH);
    observer.wakeAtOnce();
    assertThat(versions()).containsExactly("0.7.0", "0.14.14");
  }

  @Test
  void looking_takes_half_of_the_time_at_most_however_often_it_is_woken() {
    Duration slow = Duration.ofMillis(300);
    tool.answer(_ -> Mono.delay(slow, time).thenReturn(RecordedTool.wrote(STEADY)));
    subscription = observer.readings().subscribe(told::add);
    for (int i = 0; i < 600; i++) {
      observer.wake();
      time.advanceTimeBy(Duration.ofMillis(10));
    }
    assertThat(tool.wholeReads()).isBetween(10L, 11L);
  }

  @Test
  void a_failure_is_told_once_and_polling_goes_on() {
    tool.clusterDown();
    subscription = observer.readings().subscribe(told::add);
    time.advanceTimeBy(POLL.multipliedBy(5));
    assertThat(tool.calls()).hasSize(6);
    assertThat(told)
        .singleElement()
        .isInstanceOfSatisfying(
            Unknown.class,
            unknown ->
                assertThat(unknown.reason())
                    .contains("the cluster is down on this node", "cibadmin exit 102"));
  }

  @Test
  void recovery_is_told_even_if_the_cib_is_the_same() {
    watch(STEADY);
    tool.clusterDown();
    time.advanceTimeBy(POLL);
    tool.holds(STEADY);
    time.advanceTimeBy(POLL);
    assertThat(told).hasSize(3);
    assertThat(told.get(1)).isInstanceOf(Unknown.class);
    assertThat(told.get(2)).isInstanceOf(Known.class);
  }

  @Test
  void a_cib_that_cannot_be_read_is_unknown() {
    watch(STEADY.substring(0, 2000));
    assertThat(told).singleElement().isInstanceOf(Unknown.class);
  }

  @Test
  void a_tool_that_hangs_is_given_up() {
    tool.answer(_ -> Mono.never());
    subscription = observer.readings().subscribe(told::add);
    time.advanceTimeBy(Duration.ofSeconds(7));
    assertThat(told).singleElement().isInstanceOf(Unknown.class);
  }

  @Test
  void a_later_subscriber_gets_the_latest_reading_without_a_look() {
    watch(STEADY);
    List<Fact<Reading>> late = new ArrayList<>();
    Disposable other = observer.readings().subscribe(late::add);
    other.dispose();
    assertThat(late).isEqualTo(told);
    assertThat(tool.calls()).hasSize(1);
  }

  @Test
  void a_reading_is_as_old_as_the_question() {
    time.advanceTimeBy(Duration.ofMillis(70));
    tool.answer(_ -> Mono.delay(POLL, time).thenReturn(RecordedTool.wrote(STEADY)));
    subscription = observer.readings().subscribe(told::add);
    time.advanceTimeBy(POLL);
    assertThat(told)
        .singleElement()
        .isInstanceOfSatisfying(
            Known.class, known -> assertThat(known.at()).isEqualTo(new BootTime(70)));
  }

  @Test
  void the_node_name_is_asked_until_the_cluster_is_up_and_then_kept() {
    tool.clusterDown();
    List<String> names = new ArrayList<>();
    subscription = Flux.merge(observer.nodeName(), observer.nodeName()).subscribe(names::add);
    time.advanceTimeBy(Duration.ofSeconds(3));
    tool.answer(_ -> Mono.just(RecordedTool.wrote("n1\n")));
    time.advanceTimeBy(Duration.ofSeconds(3));
    observer.nodeName().subscribe(names::add).dispose();
    assertThat(names).containsExactly("n1", "n1", "n1");
    assertThat(tool.calls()).hasSize(5).containsOnly("crm_node --name");
  }

  private void watch(String cib) {
    tool.holds(cib);
    subscription = observer.readings().subscribe(told::add);
  }

  private List<String> versions() {
    return told.stream().map(fact -> fact.map(CibObserverTest::version).orElse("unknown")).toList();
  }

  private static String version(Reading reading) {
    return reading.instances().getFirst().view().version();
  }
}

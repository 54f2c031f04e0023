package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.loop.Ward.Data;
import io.matriarch.agent.loop.Ward.Death;
import io.matriarch.agent.model.Action;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.InstanceParameters;
import io.matriarch.agent.model.Policy;
import io.matriarch.agent.model.Policy.Rejoin.Method;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Repair.Progress;
import io.matriarch.agent.model.Repair.Upstream.Kind;
import io.matriarch.agent.model.RepairNote;
import io.matriarch.agent.model.RepairNote.Phase;
import io.matriarch.agent.model.UpstreamAnswer;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.port.RepairTools.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.test.scheduler.VirtualTimeScheduler;

/// The course of a repair, its failures, and its death at each of its steps.
class RepairTest {

  private static final Outcome UNCHANGED = new Outcome.Failed("no connection", false, false);
  private static final Outcome TORN = new Outcome.Failed("connection lost", true, false);
  private static final Outcome LASTING = new Outcome.Failed("wal_log_hints is off", false, true);

  @RegisterExtension final VirtualTime time = new VirtualTime();

  private final Ward ward = new Ward();
  private final RepairLog log = new RepairLog();

  private BackgroundRepairer repairer() {
    return new BackgroundRepairer("pgsql", ward, ward, ward, RepairTest::now, log);
  }

  private static BootTime now() {
    return new BootTime(VirtualTimeScheduler.get().now(TimeUnit.MILLISECONDS));
  }

  private static void pass(Duration duration) {
    VirtualTimeScheduler.get().advanceTimeBy(duration);
  }

  private static Policy policy(Method method) {
    return policy(method, "manual", "on");
  }

  private static Policy policy(Method method, String upstream, String slots) {
    String rejoin = method.name().toLowerCase(Locale.ROOT);
    return InstanceParameters.parse(
            "pgsql", Map.of("rejoin", rejoin, "upstream", upstream, "slots", slots), true)
        .instance()
        .policy();
  }

  private static Action.Repair order(Method method) {
    return new Action.Repair(method, Ward.PRIMARY, "it went another way");
  }

  private BackgroundRepairer begun(Method method, Method most) {
    BackgroundRepairer repairer = repairer();
    repairer.begin(order(method), policy(most));
    return repairer;
  }

  private void assertRepaired(BackgroundRepairer repairer) {
    assertThat(ward.sins).isEmpty();
    assertThat(ward.data).isEqualTo(Data.FOLLOWING);
    assertThat(ward.running).isTrue();
    assertThat(ward.note).isEmpty();
    assertThat(repairer.latest().progress()).isEqualTo(new Progress.Idle());
  }

  @Test
  void a_managed_upstream_is_pointed_at_the_primary_that_the_role_moved_to() {
    assertRepaired(moved("on"));
    assertThat(ward.calls)
        .containsSubsequence(
            "point at n3 by a slot", "ask", "copy", "point at n3 by a slot", "start");
  }

  @Test
  void a_repair_leaves_slots_alone_where_they_are_the_administrators() {
    assertRepaired(moved("off"));
    assertThat(ward.calls)
        .containsSubsequence("point at n3", "ask", "copy", "point at n3", "start");
  }

  /// Its repair goes on after the role moved.
  private BackgroundRepairer moved(String slots) {
    ward.note =
        Optional.of(
            new RepairNote(
                Method.REBUILD, Phase.REPLACING, 0, Ward.PRIMARY, "it went another way"));
    ward.data = Data.TORN;
    ward.controlInPlace = false;
    ward.running = false;
    BackgroundRepairer repairer = repairer();
    PromotionRecord moved =
        new PromotionRecord("n3", WalPosition.parse("4:0/4F00000"), FakeServer.SYSTEM);
    repairer.resume(moved, policy(Method.REBUILD, "managed", slots));
    pass(Duration.ofMinutes(1));
    return repairer;
  }

  @Test
  void a_rewind_asks_the_primary_before_and_after_the_server_is_stopped() {
    BackgroundRepairer repairer = begun(Method.REWIND, Method.REWIND);
    pass(Duration.ofSeconds(5));
    assertThat(ward.calls)
        .containsExactly(
            "sweep",
            "end programs",
            "note PLANNED",
            "ask",
            "stop FAST",
            "ask",
            "note REWINDING",
            "rewind",
            "note REWOUND",
            "complete",
            "note STARTED",
            "start",
            "retire",
            "erase",
            "sweep");
    assertRepaired(repairer);
    assertThat(log.steps).containsExactly("repair/rewind-begun", "repair/progress", "repair/done");
  }

  @Test
  void a_rebuild_leaves_the_server_running_until_the_copy_is_there() {
    ward.programsTake = Duration.ofMinutes(10);
    BackgroundRepairer repairer = begun(Method.REBUILD, Method.REBUILD);
    pass(Duration.ofMinutes(9));
    assertThat(ward.running).isTrue();
    pass(Duration.ofMinutes(2));
    assertThat(ward.calls)
        .containsSubsequence("copy", "note SWAPPING", "stop FAST", "swap", "note STARTED", "start");
    assertRepaired(repairer);
  }

  @TestFactory
  Stream<DynamicTest> whatever_interrupts_a_rewind_it_is_carried_to_its_end() {
    return deaths(Method.REWIND, Method.REWIND, 15);
  }

  @TestFactory
  Stream<DynamicTest> whatever_interrupts_a_rewind_a_rebuild_may_follow() {
    return deaths(Method.REWIND, Method.REBUILD, 15);
  }

  @TestFactory
  Stream<DynamicTest> whatever_interrupts_a_rebuild_it_is_carried_to_its_end() {
    return deaths(Method.REBUILD, Method.REBUILD, 14);
  }

  private static Stream<DynamicTest> deaths(Method method, Method most, int steps) {
    return IntStream.range(0, steps)
        .boxed()
        .flatMap(
            step ->
                Stream.of(Death.values())
                    .flatMap(
                        death ->
                            Stream.of(false, true)
                                .map(
                                    rebooted ->
                                        DynamicTest.dynamicTest(
                                            "%s step %d, reboot %s"
                                                .formatted(death, step, rebooted),
                                            () -> dies(method, most, step, death, rebooted)))));
  }

  private static void dies(Method method, Method most, int step, Death death, boolean rebooted) {
    VirtualTimeScheduler.set(VirtualTimeScheduler.create());
    RepairTest life = new RepairTest();
    life.ward.dieAt = step;
    life.ward.death = death;
    BackgroundRepairer first = life.begun(method, most);
    pass(Duration.ofSeconds(20));
    first.close();
    life.ward.survive(rebooted);
    life.afterlife(method, most);
  }

  /// What Pacemaker and the loop do with the next agent.
  private void afterlife(Method method, Method most) {
    BackgroundRepairer next = repairer();
    if (!ward.running && !next.latest().progress().blocksStart()) {
      ward.startAsStandby(Duration.ofSeconds(20)).subscribe();
    }
    if (ward.note.isEmpty() && ward.data == Data.DIVERGED) {
      next.begin(order(method), policy(most));
    } else {
      next.resume(Ward.PRIMARY, policy(most));
    }
    pass(Duration.ofMinutes(2));
    assertRepaired(next);
  }

  @Test
  void a_rewind_that_changed_nothing_is_tried_again_and_then_given_up() {
    ward.rewinds.addAll(List.of(UNCHANGED, UNCHANGED, UNCHANGED));
    BackgroundRepairer repairer = begun(Method.REWIND, Method.REWIND);
    pass(Duration.ofSeconds(4));
    assertThat(ward.rewinds).hasSize(2);
    pass(Duration.ofSeconds(2));
    assertThat(ward.rewinds).hasSize(1);
    pass(Duration.ofSeconds(13));
    assertThat(ward.rewinds).hasSize(1);
    pass(Duration.ofSeconds(3));
    assertThat(repairer.latest().progress())
        .isEqualTo(new Progress.Failed("no connection", 3, true));
    assertThat(ward.running).isTrue();
    assertThat(ward.sins).isEmpty();
  }

  @Test
  void a_directory_that_pg_rewind_left_torn_is_never_started() {
    ward.rewinds.addAll(List.of(TORN, TORN, TORN));
    BackgroundRepairer repairer = begun(Method.REWIND, Method.REWIND);
    pass(Duration.ofMinutes(5));
    assertThat(repairer.latest().progress())
        .isEqualTo(new Progress.Failed("connection lost", 3, false));
    assertThat(ward.calls).filteredOn("rewind"::equals).hasSize(3);
    assertThat(ward.calls).doesNotContain("start");
    assertThat(ward.controlInPlace).isFalse();
    assertThat(ward.note.orElseThrow().phase()).isEqualTo(Phase.FAILED_DAMAGED);
  }

  @Test
  void a_torn_directory_is_rebuilt_where_the_policy_says_so() {
    ward.rewinds.add(TORN);
    BackgroundRepairer repairer = begun(Method.REWIND, Method.REBUILD);
    pass(Duration.ofSeconds(10));
    assertThat(ward.calls).containsSubsequence("rewind", "aside", "note REPLACING", "copy", "swap");
    assertRepaired(repairer);
  }

  @Test
  void what_another_try_does_not_help_is_not_tried_again() {
    ward.rewinds.add(LASTING);
    BackgroundRepairer repairer = begun(Method.REWIND, Method.REWIND);
    pass(Duration.ofSeconds(5));
    assertThat(repairer.latest().progress())
        .isEqualTo(new Progress.Failed("wal_log_hints is off", 1, true));
  }

  @Test
  void an_obstacle_to_a_rebuild_is_named_and_nothing_stopped() {
    ward.obstacle = Optional.of("the data directory is a mount point");
    BackgroundRepairer repairer = begun(Method.REBUILD, Method.REBUILD);
    pass(Duration.ofSeconds(5));
    assertThat(repairer.latest().progress())
        .isEqualTo(new Progress.Failed("the data directory is a mount point", 1, true));
    assertThat(ward.calls).doesNotContain("copy").noneMatch(c -> c.startsWith("stop"));
  }

  @Test
  void a_primary_that_is_not_the_recorded_one_is_not_copied_from() {
    ward.answers.add(new UpstreamAnswer.Silent(true, "n2:5432: 28000 no pg_hba.conf entry"));
    BackgroundRepairer repairer = begun(Method.REWIND, Method.REWIND);
    pass(Duration.ofSeconds(5));
    assertThat(repairer.latest().progress()).isEqualTo(new Progress.Idle());
    assertThat(ward.calls).containsExactly("sweep", "end programs", "note PLANNED", "ask", "erase");
    assertThat(log.steps).containsExactly("repair/waits");
  }

  @Test
  void a_primary_that_went_while_the_server_was_stopped_gets_the_server_back() {
    ward.answers.add(Ward.primary());
    ward.answers.add(new UpstreamAnswer.Silent(false, "n2:5432 does not answer"));
    begun(Method.REWIND, Method.REWIND);
    pass(Duration.ofSeconds(5));
    assertThat(ward.running).isTrue();
    assertThat(ward.note).isEmpty();
    assertThat(ward.data).isEqualTo(Data.DIVERGED);
  }

  @Test
  void a_torn_directory_waits_for_its_primary_without_spending_tries() {
    ward.rewinds.add(TORN);
    BackgroundRepairer repairer = begun(Method.REWIND, Method.REWIND);
    pass(Duration.ofSeconds(1));
    for (int i = 0; i < 10; i++) {
      ward.answers.add(new UpstreamAnswer.Silent(false, "n2:5432 does not answer"));
    }
    for (int i = 0; i < 200; i++) {
      repairer.resume(Ward.PRIMARY, policy(Method.REWIND));
      pass(Duration.ofSeconds(1));
    }
    assertRepaired(repairer);
  }

  @Test
  void a_stop_ends_pg_rewind_and_puts_pg_control_aside() {
    ward.programsTake = Duration.ofMinutes(10);
    BackgroundRepairer repairer = begun(Method.REWIND, Method.REWIND);
    pass(Duration.ofMinutes(1));
    repairer.halt().subscribe();
    assertThat(ward.controlInPlace).isFalse();
    assertThat(repairer.latest().progress()).isInstanceOf(Progress.Pending.class);
    assertThat(repairer.latest().progress().blocksStart()).isTrue();

    // The CIB still has the instance as active.
    repairer.resume(Ward.PRIMARY, policy(Method.REWIND));
    pass(Duration.ofMinutes(1));
    assertThat(ward.controlInPlace).isFalse();
    assertThat(ward.running).isFalse();

    ward.programsTake = Duration.ZERO;
    repairer.renew().subscribe();
    assertThat(repairer.latest().progress()).isInstanceOf(Progress.Running.class);
    repairer.resume(Ward.PRIMARY, policy(Method.REWIND));
    pass(Duration.ofMinutes(1));
    assertRepaired(repairer);
  }

  @Test
  void a_repaired_server_that_does_not_stream_is_not_repaired() {
    ward.streams = false;
    BackgroundRepairer repairer = begun(Method.REBUILD, Method.REBUILD);
    pass(Duration.ofMinutes(10));
    assertThat(repairer.latest().progress())
        .isEqualTo(new Progress.Failed("it has not streamed 60 s after it started", 3, true));
    assertThat(ward.running).isTrue();
    assertThat(ward.calls).doesNotContain("retire");
  }

  @Test
  void the_upstream_is_asked_at_most_every_few_seconds() {
    BackgroundRepairer repairer = repairer();
    for (int i = 0; i < 10; i++) {
      repairer.ask(FakeServer.HELD, FakeServer.SYSTEM).subscribe();
      pass(Duration.ofSeconds(1));
    }
    assertThat(ward.calls).filteredOn("ask"::equals).hasSize(3);
    assertThat(repairer.latest().upstream().orElseThrow().kind()).isEqualTo(Kind.DIVERGED);
    assertThat(log.steps).containsExactly("upstream/diverged");
  }
}

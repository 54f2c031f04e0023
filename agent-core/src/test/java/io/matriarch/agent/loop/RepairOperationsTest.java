package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.loop.Ward.Data;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.Instance;
import io.matriarch.agent.model.InstanceParameters;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.Policy.Rejoin.Method;
import io.matriarch.agent.model.Repair.Progress;
import io.matriarch.agent.model.RepairNote;
import io.matriarch.agent.model.RepairNote.Phase;
import io.matriarch.agent.model.Verdict;
import io.matriarch.agent.port.ClusterObserver.Configured;
import io.matriarch.agent.port.Repairer;
import io.matriarch.agent.port.Unwatched;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;

/// The resource operations on an instance whose data directory is being repaired.
class RepairOperationsTest {

  @RegisterExtension final VirtualTime time = new VirtualTime();

  private final FakeCluster cluster = new FakeCluster();
  private final Ward ward = new Ward();
  private final RepairLog log = new RepairLog();
  private final Instance instance =
      InstanceParameters.parse("pgsql", Map.of("rejoin", "rewind"), true).instance();

  private ControlLoop loop(Repairer repairer) {
    cluster.promotionRecord = Optional.of(Ward.PRIMARY);
    cluster.roles.put("n2", Role.PROMOTED);
    ControlLoop loop =
        new ControlLoop(
            new World(
                "n1",
                ward,
                ward,
                Unwatched.HEALTH,
                repairer,
                cluster.observer("n1", instance),
                cluster.control("n1"),
                RepairOperationsTest::now,
                log,
                log),
            instance,
            List.of());
    loop.run(Flux.interval(Duration.ZERO, Duration.ofSeconds(1)));
    return loop;
  }

  private static BootTime now() {
    return new BootTime(VirtualTimeScheduler.get().now(TimeUnit.MILLISECONDS));
  }

  private Repairer daemon() {
    return new BackgroundRepairer("pgsql", ward, ward, ward, RepairOperationsTest::now, log);
  }

  private void torn() {
    ward.note =
        Optional.of(
            new RepairNote(Method.REWIND, Phase.FAILED_DAMAGED, 3, Ward.PRIMARY, "it broke"));
    ward.data = Data.TORN;
    ward.running = false;
    ward.controlInPlace = false;
  }

  private void see(ControlLoop loop, Role role) {
    cluster.roles.put("n1", role);
    loop.configure(new Configured(instance, cluster.view(), List.of()), loop.world().clock().now());
  }

  private static Verdict ask(ControlLoop loop, String word) {
    var answer = new Operations(loop).run(Requests.of(word, "n1")).toFuture();
    for (int i = 0; i < 600 && !answer.isDone(); i++) {
      VirtualTimeScheduler.get().advanceTimeBy(Duration.ofMillis(100));
    }
    return answer.join();
  }

  @Test
  void a_start_is_answered_at_once_and_the_repair_goes_on_when_pacemaker_has_it_as_active() {
    torn();
    ControlLoop loop = loop(daemon());
    see(loop, Role.STOPPED);
    assertThat(ask(loop, "probe").code()).isEqualTo(OcfExitCode.NOT_RUNNING);
    assertThat(ask(loop, "start").code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(ask(loop, "monitor").code()).isEqualTo(OcfExitCode.DEGRADED);
    assertThat(ward.calls).doesNotContain("rewind", "start");

    see(loop, Role.UNPROMOTED);
    VirtualTimeScheduler.get().advanceTimeBy(Duration.ofSeconds(20));
    assertThat(ward.data).isEqualTo(Data.FOLLOWING);
    assertThat(ward.running).isTrue();
    assertThat(ask(loop, "monitor").code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(ward.sins).isEmpty();
  }

  @Test
  void a_diverged_standby_is_repaired_while_its_monitor_says_so() {
    ward.programsTake = Duration.ofMinutes(5);
    ControlLoop loop = loop(daemon());
    see(loop, Role.UNPROMOTED);
    VirtualTimeScheduler.get().advanceTimeBy(Duration.ofMinutes(2));
    assertThat(ask(loop, "monitor"))
        .isEqualTo(
            new Verdict(OcfExitCode.DEGRADED, "repair by rewind: pg_rewind 60 %, for 119 s"));
    VirtualTimeScheduler.get().advanceTimeBy(Duration.ofMinutes(5));
    assertThat(ask(loop, "monitor").code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(ward.sins).isEmpty();
  }

  @Test
  void a_stop_in_the_middle_of_pg_rewind_succeeds_and_nothing_goes_on_after_it() {
    ward.programsTake = Duration.ofMinutes(5);
    ControlLoop loop = loop(daemon());
    see(loop, Role.UNPROMOTED);
    VirtualTimeScheduler.get().advanceTimeBy(Duration.ofMinutes(2));
    assertThat(ask(loop, "stop").code()).isEqualTo(OcfExitCode.SUCCESS);
    VirtualTimeScheduler.get().advanceTimeBy(Duration.ofMinutes(10));
    assertThat(ward.controlInPlace).isFalse();
    assertThat(ward.running).isFalse();
    assertThat(loop.world().repairer().latest().progress()).isInstanceOf(Progress.Pending.class);
  }

  @Test
  void a_start_where_postgresql_would_refuse_to_start_owes_the_repair() {
    ward.running = false;
    ControlLoop loop = loop(daemon());
    see(loop, Role.STOPPED);
    assertThat(ask(loop, "start").code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(ask(loop, "monitor").code()).isEqualTo(OcfExitCode.DEGRADED);
    assertThat(ward.calls).doesNotContain("start", "rewind");

    see(loop, Role.UNPROMOTED);
    VirtualTimeScheduler.get().advanceTimeBy(Duration.ofSeconds(20));
    assertThat(ward.data).isEqualTo(Data.FOLLOWING);
    assertThat(ward.running).isTrue();
    assertThat(ward.sins).isEmpty();
  }

  @Test
  void a_repair_that_a_power_cut_broke_off_is_gone_on_with_where_no_start_succeeds() {
    ward.note =
        Optional.of(new RepairNote(Method.REWIND, Phase.PLANNED, 0, Ward.PRIMARY, "it diverged"));
    ward.running = false;
    ControlLoop loop = loop(daemon());
    see(loop, Role.STOPPED);
    assertThat(ask(loop, "start").code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(ask(loop, "monitor").code()).isEqualTo(OcfExitCode.DEGRADED);

    see(loop, Role.UNPROMOTED);
    VirtualTimeScheduler.get().advanceTimeBy(Duration.ofMinutes(5));
    assertThat(ward.data).isEqualTo(Data.FOLLOWING);
    assertThat(ward.running).isTrue();
    assertThat(ward.sins).isEmpty();
  }

  @Test
  void a_promotion_of_what_is_not_whole_is_refused_by_name() {
    torn();
    assertThat(ask(loop(daemon()), "promote"))
        .isEqualTo(
            new Verdict(
                OcfExitCode.ERR_GENERIC,
                "refused: its data directory is not whole, a repair is unfinished"));
  }

  @Test
  void a_demotion_of_what_is_not_whole_has_nothing_to_do() {
    torn();
    assertThat(ask(loop(daemon()), "demote").code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(ward.calls).doesNotContain("start");
  }

  @Test
  void without_the_daemon_a_start_fails_softly_and_says_who_is_needed() {
    torn();
    ControlLoop loop = loop(Unwatched.repairer(ward));
    assertThat(ask(loop, "start"))
        .returns(OcfExitCode.ERR_GENERIC, Verdict::code)
        .extracting(Verdict::reason)
        .asString()
        .contains("start matriarch.service");
    assertThat(ask(loop, "stop").code()).isEqualTo(OcfExitCode.SUCCESS);
    assertThat(ask(loop, "probe").code()).isEqualTo(OcfExitCode.NOT_RUNNING);
    assertThat(ward.calls).doesNotContain("start");
  }
}

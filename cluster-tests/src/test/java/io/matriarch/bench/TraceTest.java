package io.matriarch.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.bench.Trace.Moment;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceTest {

  private static final long AT = Instant.parse("2026-11-25T02:20:22.500Z").toEpochMilli() * 1000;
  private static final long END = AT + 1_000_000;

  @Test
  void steps_are_told_by_the_agents_and_by_pacemaker_of_all_nodes() {
    List<String> lines =
        List.of(
            "n2 Nov 25 02:20:22.900 n2 pacemaker-controld  [53] (log_executor_event) \tnotice:"
                + " Result of promote operation for pgsqld on n2: OK | graph action confirmed",
            "n1 2026-11-25T02:20:22.530Z INFO  ControlLoop: resource=pgsqld rule=crashed/restart",
            "n1 2026-11-25T02:20:23.530Z INFO  ControlLoop: resource=pgsqld rule=crashed/restart",
            "n3 Nov 25 02:20:22.700 n3 pacemaker-controld  [53] (execute_rsc_action) \tnotice:"
                + " Initiating demote operation pgsqld_demote_0 on n1 | action 4");

    assertThat(Trace.of(AT, END, lines).moments())
        .containsExactly(
            new Moment(Step.DETECTED, 30_000),
            new Moment(Step.DEMOTE_BEGUN, 200_000),
            new Moment(Step.PROMOTED, 400_000));
  }

  @Test
  void a_score_that_changes_once_the_plan_is_carried_out_did_not_cause_it() {
    List<String> lines =
        List.of(
            "n3 Nov 25 02:20:22.700 n3 pacemaker-controld  [53] (execute_rsc_action) \tnotice:"
                + " Initiating demote operation pgsqld_demote_0 on n1 | action 4",
            "n3 Nov 25 02:20:22.800 n3 pacemaker-controld  [53] (abort_transition_graph) \tinfo:"
                + " Transition 8 aborted by status-1-master-pgsqld doing modify");

    assertThat(Trace.of(AT, END, lines).millis(Step.SCORE)).isEmpty();
  }

  @Test
  void what_was_logged_before_the_fault_is_no_step_of_it() {
    assertThat(
            Trace.of(
                    AT,
                    END,
                    List.of("n1 2026-11-25T02:20:20.000Z INFO ControlLoop: rule=crashed/x"))
                .moments())
        .isEmpty();
  }

  @Test
  void what_is_logged_once_writes_go_on_is_no_step_of_it() {
    assertThat(
            Trace.of(
                    AT,
                    END,
                    List.of("n1 2026-11-25T02:20:29.000Z INFO ControlLoop: rule=crashed/x"))
                .moments())
        .isEmpty();
  }

  @Test
  void a_promotion_that_fails_is_not_one() {
    String refused =
        "n2 Nov 25 02:20:22.900 n2 pacemaker-controld  [53] (log_executor_event) \tnotice: Result"
            + " of promote operation for pgsqld on n2: error (refused: n1 holds more)";
    assertThat(Trace.of(AT, END, List.of(refused)).millis(Step.PROMOTED)).isEmpty();
  }

  @Test
  void a_fault_just_before_midnight_is_followed_into_the_next_day() {
    long late = Instant.parse("2026-11-25T23:59:59.900Z").toEpochMilli() * 1000;
    String line =
        "n1 Nov 26 00:00:00.100 n1 pacemaker-controld  [1] (x) Initiating start operation vip";
    assertThat(Trace.of(late, Long.MAX_VALUE, List.of(line)).millis(Step.VIP_BEGUN))
        .contains(200.0);
  }

  @Test
  void lines_without_a_time_are_passed_over() {
    assertThat(LogTime.of("n1 Caused by: java.io.IOException", AT)).isEmpty();
  }
}

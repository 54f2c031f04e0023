package io.matriarch.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.process.CommandResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class TimedToolTest {

  private record Told(String check, boolean answered) {}

  private final RecordedTool recorded = new RecordedTool();
  private final List<Told> told = new ArrayList<>();
  private final List<Duration> durations = new ArrayList<>();
  private final Tool timed =
      new TimedTool(
          recorded,
          (check, took, answered) -> {
            told.add(new Told(check, answered));
            durations.add(took);
          });

  private Mono<CommandResult> query() {
    return timed.run(Duration.ofSeconds(1), "cibadmin", "--query");
  }

  @Test
  void an_answer_passes_through_and_is_told_of() {
    recorded.holds("<cib/>");
    StepVerifier.create(query().map(CommandResult::stdout)).expectNext("<cib/>").verifyComplete();
    assertThat(told).containsExactly(new Told("cibadmin", true));
  }

  @Test
  void an_attribute_that_nobody_has_set_is_an_answer() {
    recorded.answer(_ -> Mono.just(RecordedTool.failed("cibadmin", 105, "No such device")));
    StepVerifier.create(query()).expectNextCount(1).verifyComplete();
    assertThat(told).containsExactly(new Told("cibadmin", true));
  }

  @Test
  void a_cluster_that_is_down_gives_no_answer() {
    recorded.clusterDown();
    StepVerifier.create(query()).expectNextCount(1).verifyComplete();
    assertThat(told).containsExactly(new Told("cibadmin", false));
  }

  @Test
  void a_tool_that_cannot_be_run_gives_no_answer() {
    recorded.answer(_ -> Mono.error(new IllegalStateException("not installed")));
    StepVerifier.create(query()).verifyErrorMessage("not installed");
    assertThat(told).containsExactly(new Told("cibadmin", false));
  }

  @Test
  void the_time_is_that_of_the_run() {
    recorded.answer(_ -> Mono.delay(Duration.ofMillis(30)).map(_ -> RecordedTool.wrote("late")));
    StepVerifier.create(query()).expectNextCount(1).verifyComplete();
    assertThat(durations)
        .singleElement()
        .satisfies(d -> assertThat(d.toMillis()).isBetween(30L, 900L));
  }
}

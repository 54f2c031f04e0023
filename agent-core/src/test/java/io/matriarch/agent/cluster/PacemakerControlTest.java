package io.matriarch.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.process.CommandResult;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class PacemakerControlTest {

  /// What Pacemaker 3.0.0 wrote; 2.1.5 differs in the API's version only.
  private static final String ANSWER =
      """
      <pacemaker-result api-version="2.38" request="attrd_updater --query --name=matriarch-q">
        <attribute name="matriarch-q" value="n2 17 &quot;5:0/3000148&quot; &lt;" host="n1"/>
        <attribute name="matriarch-q" value="" host="n2"/>
        <status code="0" message="OK"/>
      </pacemaker-result>
      """;

  private static final String VALUE = "n2 17 \"5:0/3000148\" <";

  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final RecordedTool tool = new RecordedTool();
  private final PacemakerControl control = new PacemakerControl(tool, Mono.just("n1"), time);

  @AfterEach
  void stop() {
    time.dispose();
  }

  @Test
  void a_negative_score_is_no_option() {
    tool.answer(_ -> Mono.just(RecordedTool.wrote("")));
    StepVerifier.create(control.publishScore("pg", -10)).verifyComplete();
    assertThat(tool.calls())
        .containsExactly("attrd_updater --name=master-pg --node=n1 --update=-10");
  }

  @Test
  void a_score_that_the_cib_may_show_in_a_moment_is_not_taken_for_lost() {
    tool.answer(_ -> Mono.just(RecordedTool.wrote("")));
    StepVerifier.create(control.publishScore("pg", 1000)).verifyComplete();
    time.advanceTimeBy(Duration.ofMillis(2900));
    StepVerifier.create(control.publishScore("pg", 1000)).verifyComplete();
    assertThat(tool.calls()).noneMatch(line -> line.contains("--refresh"));
  }

  @Test
  void a_score_that_the_cib_still_lacks_after_a_while_is_brought_back_once() {
    tool.answer(_ -> Mono.just(RecordedTool.wrote("")));
    StepVerifier.create(control.publishScore("pg", 1000)).verifyComplete();
    time.advanceTimeBy(Duration.ofSeconds(3));
    StepVerifier.create(control.publishScore("pg", 1000)).verifyComplete();
    StepVerifier.create(control.publishScore("pg", 1000)).verifyComplete();
    assertThat(tool.calls()).filteredOn(line -> line.contains("--refresh")).hasSize(1);
  }

  @Test
  void another_score_is_not_taken_for_lost() {
    tool.answer(_ -> Mono.just(RecordedTool.wrote("")));
    StepVerifier.create(control.publishScore("pg", 1000)).verifyComplete();
    time.advanceTimeBy(Duration.ofSeconds(3));
    StepVerifier.create(control.publishScore("pg", 1001)).verifyComplete();
    assertThat(tool.calls()).noneMatch(line -> line.contains("--refresh"));
  }

  @Test
  void a_score_is_cleared_by_deleting_it() {
    tool.answer(_ -> Mono.just(RecordedTool.wrote("")));
    StepVerifier.create(control.clearScore("pg")).verifyComplete();
    assertThat(tool.calls()).containsExactly("attrd_updater --name=master-pg --node=n1 --delete");
  }

  @Test
  void a_private_attribute_says_so() {
    tool.answer(_ -> Mono.just(RecordedTool.wrote("")));
    StepVerifier.create(control.publishPrivate("matriarch-q", VALUE)).verifyComplete();
    assertThat(tool.calls())
        .containsExactly(
            "attrd_updater --name=matriarch-q --node=n1 --update=" + VALUE + " --private");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "line\nbreak", "é", "\u0000"})
  void a_value_that_the_tools_refuse_is_not_given_to_them(String value) {
    StepVerifier.create(control.publishPrivate("matriarch-q", value))
        .expectErrorSatisfies(e -> assertThat(e).hasMessageContaining("printable ASCII"))
        .verify();
    assertThat(tool.calls()).isEmpty();
  }

  @Test
  void clearing_an_unknown_private_attribute_does_not_make_a_public_one() {
    tool.answer(_ -> Mono.just(RecordedTool.wrote("")));
    StepVerifier.create(control.clearPrivate("matriarch-q")).verifyComplete();
    assertThat(tool.calls())
        .containsExactly("attrd_updater --name=matriarch-q --node=n1 --delete --private");
  }

  @Test
  void empty_values_are_left_out() {
    tool.answer(_ -> Mono.just(RecordedTool.wrote(ANSWER)));
    StepVerifier.create(control.readPrivate("matriarch-q"))
        .expectNext(Map.of("n1", VALUE))
        .verifyComplete();
  }

  @ParameterizedTest
  @ValueSource(ints = {78, 105})
  void an_unknown_attribute_has_no_values(int code) {
    tool.answer(_ -> Mono.just(failure(code, "attribute does not exist")));
    StepVerifier.create(control.readPrivate("matriarch-q")).expectNext(Map.of()).verifyComplete();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 77})
  void a_refusal_names_the_group(int code) {
    tool.answer(_ -> Mono.just(failure(code, "")));
    StepVerifier.create(control.publishScore("pg", 1))
        .expectErrorSatisfies(e -> assertThat(e).hasMessageContainingAll("haclient", "" + code))
        .verify();
  }

  @Test
  void any_other_failure_tells_what_the_tool_said() {
    tool.answer(_ -> Mono.just(failure(1, "no such thing\nmore")));
    StepVerifier.create(control.publishScore("pg", 1))
        .expectErrorSatisfies(e -> assertThat(e).hasMessageContainingAll("1", "no such thing"))
        .verify();
  }

  @Test
  void a_promotion_is_recorded_where_the_parser_finds_it() {
    tool.answer(_ -> Mono.just(RecordedTool.wrote("")));
    String record = "timeline=5 lsn=0/3000148 node=n1 system=7301";
    StepVerifier.create(control.recordPromotion("pg", PromotionRecord.parse(record)))
        .verifyComplete();
    assertThat(tool.calls())
        .containsExactly(
            "crm_attribute --type=crm_config --set-name=matriarch --name=matriarch-pg-promotion"
                + " --update="
                + record);
  }

  private static CommandResult failure(int code, String errors) {
    return RecordedTool.failed("attrd_updater", code, errors);
  }
}

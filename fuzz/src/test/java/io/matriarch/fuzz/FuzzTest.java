package io.matriarch.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FuzzTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String SEED_TEXT = "port = 5432\nhost = 'db'\n";

  private static List<String> inputs(long seed, int count) {
    List<String> seen = new ArrayList<>();
    Fuzz.of(1, SEED_TEXT).from(seed, count, PATIENCE).texts(seen::add);
    return seen;
  }

  @Test
  void the_same_seed_gives_the_same_inputs() {
    assertThat(inputs(7, 200)).isEqualTo(inputs(7, 200));
  }

  @Test
  void each_input_can_be_had_alone_by_its_own_seed() {
    assertThat(inputs(7 + 150, 1)).isEqualTo(inputs(7, 200).subList(150, 151));
  }

  @Test
  void inputs_differ_from_what_they_were_made_of() {
    assertThat(inputs(1, 200)).filteredOn(SEED_TEXT::equals).hasSizeLessThan(20);
  }

  @Test
  void no_input_is_longer_than_the_bound() {
    Fuzz.of(1, SEED_TEXT)
        .from(1, 3000, PATIENCE)
        .bytes(input -> assertThat(input.length).isLessThanOrEqualTo(Mutator.BYTES_MAX));
  }

  @Test
  void a_failure_tells_the_command_that_plays_it_again() {
    AssertionError failure =
        catchThrowableOfType(
            AssertionError.class,
            () -> Fuzz.of(1, SEED_TEXT).from(1, 3000, PATIENCE).texts(FuzzTest::refuseQuotes));
    Matcher seed =
        Pattern.compile(
                "mvn -pl fuzz -am test -Dtest='FuzzTest#\\S+'"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dfuzz.runs=1 -Dfuzz.seed=(\\d+)")
            .matcher(String.valueOf(failure.getMessage()));
    assertThat(seed.find()).as(failure.getMessage()).isTrue();
    assertThatThrownBy(
            () ->
                Fuzz.of(1, SEED_TEXT)
                    .from(Long.parseLong(seed.group(1)), 1, PATIENCE)
                    .texts(FuzzTest::refuseQuotes))
        .isInstanceOf(AssertionError.class);
  }

  private static void refuseQuotes(String text) {
    if (text.contains("\"\"")) {
      throw new IllegalStateException("two quotes");
    }
  }

  @Test
  void recursion_without_bound_is_a_failure() {
    assertThatThrownBy(
            () -> Fuzz.of(1, SEED_TEXT).from(1, 1, PATIENCE).texts(text -> depth(text, 1)))
        .hasCauseInstanceOf(StackOverflowError.class);
  }

  private static int depth(String text, int level) {
    return level == Integer.MAX_VALUE ? text.length() : 1 + depth(text, level + 1);
  }

  @Test
  void an_input_that_is_parsed_without_end_is_a_failure() {
    assertThatThrownBy(
            () ->
                Fuzz.of(1, SEED_TEXT)
                    .from(1, 1, Duration.ofMillis(50))
                    .texts(_ -> Thread.sleep(Duration.ofSeconds(30))))
        .hasMessageContaining("no end within PT0.05S");
  }
}

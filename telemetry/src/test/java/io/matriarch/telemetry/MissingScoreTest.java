package io.matriarch.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.matriarch.agent.model.BootTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A score that was decided and that the CIB does not have.
final class MissingScoreTest {

  private static final Optional<Integer> NONE = Optional.empty();
  private static final Optional<Integer> DECIDED = Optional.of(1000);

  private final Fixture fixture = new Fixture("n2");

  private void look(long millis, Optional<Integer> inCib) {
    fixture.now.set(new BootTime(Snapshots.NOW.millis() + millis));
    fixture.tell(Snapshots.later(Snapshots.standby("n2"), millis, inCib));
  }

  private JsonNode score() {
    return new StatusDocument(fixture.telemetry).json().at("/resources/0/decision/score");
  }

  private double metric() {
    return fixture.scrape().value("matriarch_promotion_score_missing_seconds{}");
  }

  @Test
  void its_time_counts_from_the_first_look_that_misses_it() {
    look(0, DECIDED);
    look(1000, NONE);
    look(13_000, NONE);
    assertThat(score().get("missing_for_ms").asLong()).isEqualTo(12_000);
    assertThat(metric()).isEqualTo(12.0);
  }

  @Test
  void another_score_than_the_decided_one_is_none() {
    look(0, Optional.of(-1));
    look(5000, Optional.of(-1));
    assertThat(metric()).isEqualTo(5.0);
  }

  @Test
  void once_it_is_there_nothing_is_missing() {
    look(0, NONE);
    look(5000, DECIDED);
    assertThat(score().get("missing_for_ms").isNull()).isTrue();
    assertThat(metric()).isZero();
  }

  @Test
  void one_that_is_there_and_could_not_be_written_anew_counts_too() {
    fixture.telemetry.stepped("postgres", "score/unwritable", "attrd is down");
    look(0, DECIDED);
    look(5000, DECIDED);
    assertThat(metric()).isEqualTo(5.0);
  }

  @Test
  void the_reason_is_what_the_writing_said_until_it_succeeds() {
    fixture.telemetry.stepped("postgres", "score/unwritable", "attrd is down");
    look(0, NONE);
    assertThat(score().get("missing_because").asText()).isEqualTo("attrd is down");
    fixture.telemetry.stepped("postgres", "score/writable", "written again");
    look(1000, NONE);
    assertThat(score().get("missing_because").isNull()).isTrue();
  }
}

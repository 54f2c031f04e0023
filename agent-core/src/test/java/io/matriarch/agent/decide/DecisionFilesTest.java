package io.matriarch.agent.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.matriarch.agent.model.RuleId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Reads each file of decisions as an incident and compares what is decided; `-Drewrite=true`
/// writes what is decided now into the files, to be reviewed as a difference.
class DecisionFilesTest {

  private static final boolean REWRITE = Boolean.getBoolean("rewrite");

  @TestFactory
  Stream<DynamicTest> each_incident_is_decided_as_its_file_says() {
    return DecisionFile.all().stream()
        .map(file -> DynamicTest.dynamicTest(file.name(), file.path().toUri(), () -> check(file)));
  }

  private static void check(DecisionFile file) throws IOException {
    String now = file.run().text();
    if (REWRITE) {
      Files.writeString(file.path(), now);
    } else {
      assertThat(now).isEqualTo(file.text());
    }
  }

  @Test
  void each_file_opens_with_the_story_of_its_incident() {
    assertThat(DecisionFile.all()).isNotEmpty().allMatch(file -> file.text().startsWith("# "));
  }

  @Test
  void each_rule_decides_in_at_least_one_file() {
    Set<RuleId> decided = EnumSet.noneOf(RuleId.class);
    for (DecisionFile file : DecisionFile.all()) {
      Incident incident = file.run().incident();
      incident.snapshots.forEach(s -> decided.add(new Decider().decide(s).rule()));
      incident.ballots.forEach(b -> decided.add(Election.decide(b).rule()));
    }
    assertThat(decided).containsAll(List.of(RuleId.values()));
  }

  @Test
  void an_unknown_key_is_an_error_that_names_it() {
    DecisionFile file = new DecisionFile(Path.of("typo.txt"), "# A typo.\n\nobserve rol=primary");
    assertThatThrownBy(file::run).hasMessageContaining("typo.txt").hasMessageContaining("rol");
  }

  @Test
  void an_unknown_command_is_an_error_that_names_it() {
    DecisionFile file = new DecisionFile(Path.of("typo.txt"), "# A typo.\n\nobserf role=primary");
    assertThatThrownBy(file::run).hasMessageContaining("obserf").hasMessageContaining("observe");
  }
}

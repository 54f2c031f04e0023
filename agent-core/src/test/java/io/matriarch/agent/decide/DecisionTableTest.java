package io.matriarch.agent.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.decide.DecisionTable.Row;
import io.matriarch.agent.decide.DecisionTable.Section;
import io.matriarch.agent.model.RuleId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Compares `docs/decision-table.md` with the rules; `-Drewrite=true` writes it.
class DecisionTableTest {

  private static final Path FILE = Path.of("../docs/decision-table.md");

  @Test
  void the_document_shows_the_rules_as_they_are() throws IOException {
    String table = document();
    if (Boolean.getBoolean("rewrite")) {
      Files.writeString(FILE, table);
    }
    assertThat(FILE).hasContent(table);
  }

  @Test
  void each_rule_stands_in_one_section() {
    List<RuleId> rows =
        DecisionTable.sections().stream()
            .flatMap(section -> section.rows().stream())
            .map(Row::id)
            .toList();
    assertThat(rows).containsExactlyInAnyOrder(RuleId.values());
  }

  private static String document() {
    String scores =
        Scores.MEANINGS.stream()
            .map(m -> "| %s | %s |".formatted(m.score(), m.sentence()))
            .collect(Collectors.joining("\n"));
    String sections =
        DecisionTable.sections().stream()
            .map(DecisionTableTest::section)
            .collect(Collectors.joining("\n"));
    return """
    # The decision table

    Generated from the rules in `agent-core`; a test compares it with them.

    The state of the server picks the section, and the first row that holds decides. The rule's
    name is the same in the log, the metrics, the status and `matriarch explain`. Three things hold
    for all rows:

    - While a resource operation changes the instance, its score is left alone, and so is the
      rest; only the standby that a promotion waits for is still started.
    - While the CIB cannot be read, no score of 0 or more is published, and nobody else counts as
      a candidate.
    - What cannot be observed leaves the verdict of the last observation to expire.

    ## Scores

    | score | published for |
    |---|---|
    %s

    """
            .formatted(scores)
        + sections;
  }

  private static String section(Section section) {
    String rows =
        section.rows().stream()
            .map(r -> "| `%s` | %s | %s |\n".formatted(r.id().id(), r.when(), r.then()))
            .collect(Collectors.joining());
    return "## %s\n\n| rule | when | then |\n|---|---|---|\n%s".formatted(section.title(), rows);
  }
}

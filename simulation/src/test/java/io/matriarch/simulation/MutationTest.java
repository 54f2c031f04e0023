package io.matriarch.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.decide.DecisionTable;
import io.matriarch.agent.model.RuleId;
import io.matriarch.simulation.Mutant.Edit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Breaks one rule after the other and has each caught, by a decision file or by the simulation;
/// `docs/simulation.md` says by which. `-Drewrite=true` writes that.
class MutationTest {

  private static final Path DOCUMENT = Path.of("../docs/simulation.md");
  private static final String MARK = "<!-- generated from here on: run with -Drewrite=true -->\n";
  private static final int SEEDS = 1500;

  /// The row that is left out is named by a system property, so that one mutant does for all.
  private static final String ROW = "matriarch.mutation.row";

  private static final String KEPT =
      ".filter(rule -> !rule.id().name().equals(System.getProperty(\"" + ROW + "\")))";

  @Test
  void each_broken_rule_is_caught_as_the_document_says() throws IOException {
    List<String> missed = new ArrayList<>();
    String generated = mutations(missed) + rows(missed);
    String document = Files.readString(DOCUMENT);
    String told = document.substring(0, document.indexOf(MARK) + MARK.length()) + generated;
    if (Boolean.getBoolean("rewrite")) {
      Files.writeString(DOCUMENT, told);
    }
    assertThat(missed).isEmpty();
    assertThat(DOCUMENT).hasContent(told);
  }

  private static String mutations(List<String> missed) {
    List<Optional<String>> caught =
        Mutations.ALL.parallelStream().map(MutationTest::caught).toList();
    StringBuilder table =
        new StringBuilder("\n| law | broken on purpose | caught by |\n|---|---|---|\n");
    for (int i = 0; i < caught.size(); i++) {
      Mutation mutation = Mutations.ALL.get(i);
      if (caught.get(i).isEmpty()) {
        missed.add(mutation.sentence());
      }
      table.append(
          "| %s | %s | %s |\n"
              .formatted(
                  mutation.law().text(), mutation.sentence(), caught.get(i).orElse("nothing")));
    }
    return table.toString();
  }

  private static Optional<String> caught(Mutation mutation) {
    try (Mutant mutant = new Mutant(mutation.edits())) {
      return switch (mutation.catcher()) {
        case DECISION_FILES -> mutant.differing(1).stream().findFirst().map("`%s`"::formatted);
        case SIMULATION -> simulated(mutant);
        case SYNCHRONOUS_HISTORIES ->
            mutant.breaksHistory().map("`SynchronousHistoriesTest`, %s"::formatted);
      };
    }
  }

  private static Optional<String> simulated(Mutant mutant) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Optional<String> broken = mutant.breaks(seed);
      if (broken.isPresent()) {
        return Optional.of("the simulation");
      }
    }
    return Optional.empty();
  }

  private static String rows(List<String> missed) {
    StringBuilder table =
        new StringBuilder(
            "\n| row of the decision table | a decision file that fails without it |\n|---|---|\n");
    try (Mutant mutant = new Mutant(leavingOut())) {
      for (RuleId id : removable()) {
        System.setProperty(ROW, id.name());
        List<String> files = mutant.differing(1);
        if (files.isEmpty()) {
          missed.add("row " + id.id());
        }
        table.append("| `%s` | %s |\n".formatted(id.id(), String.join("", files)));
      }
    } finally {
      System.clearProperty(ROW);
    }
    return table.toString();
  }

  private static List<RuleId> removable() {
    return DecisionTable.sections().stream()
        .flatMap(section -> section.rows().stream())
        .map(DecisionTable.Row::id)
        .filter(id -> !id.name().startsWith("ELECTION_") || election(id).isPresent())
        .toList();
  }

  private static List<Edit> leavingOut() {
    List<Edit> edits = new ArrayList<>();
    edits.add(Edit.of("decide/Decider", "return table.stream()\n", "return table.stream()" + KEPT));
    edits.add(
        Edit.of("decide/RepairRules", "return TABLE.stream()\n", "return TABLE.stream()" + KEPT));
    for (RuleId id : RuleId.values()) {
      election(id)
          .ifPresent(
              rule ->
                  edits.add(
                      Edit.of(
                          "decide/Election",
                          ".or(() -> " + rule + ")",
                          ".or(() -> System.getProperty(\"%s\").equals(\"%s\") ? Optional.empty() : %s)"
                              .formatted(ROW, id, rule))));
    }
    return edits;
  }

  /// The rules of the election that can be left out; the first and the last are no conditions.
  private static Optional<String> election(RuleId id) {
    return switch (id) {
      case ELECTION_DATA_LOSS_ALLOWED -> Optional.of("lossAllowed(ballot, candidate)");
      case ELECTION_OUTSIDE_LINEAGE -> Optional.of("outsideLineage(ballot, candidate)");
      case ELECTION_REFUSED -> Optional.of("refusedBefore(ballot, candidate)");
      case ELECTION_PEER_AHEAD -> Optional.of("ahead(ballot, candidate)");
      case ELECTION_RECORD_UNKNOWN -> Optional.of("recordUnknown(ballot)");
      case ELECTION_QUORUM_MISSING -> Optional.of("quorumMissing(ballot, candidate)");
      case ELECTION_PEER_SILENT -> Optional.of("silent(ballot, candidate)");
      default -> Optional.empty();
    };
  }
}

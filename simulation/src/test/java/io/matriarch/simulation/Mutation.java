package io.matriarch.simulation;

import io.matriarch.simulation.Mutant.Edit;
import java.util.List;

/// One rule that is broken on purpose.
///
/// @param law the law that it was to keep
/// @param sentence what the agent does wrong now
/// @param catcher what has to catch it
record Mutation(Law law, String sentence, List<Edit> edits, Catcher catcher) {

  /// What can tell a broken rule.
  enum Catcher {
    DECISION_FILES,
    SIMULATION,
    SYNCHRONOUS_HISTORIES
  }

  /// What the agent promises, in the order in which the design numbers it.
  enum Law {
    ONE_WRITER("One writer"),
    NO_STALE_DATA("Never promote stale data"),
    LINEAGE("The recorded lineage decides"),
    REFUSALS_LAST("A refusal lasts"),
    UNKNOWN("Unknown never promotes"),
    HEALTHY_PRIMARY("A healthy primary is left alone"),
    WAITS_END("Every wait ends"),
    STOP("Stop always can"),
    COMES_BACK("A crashed node comes back by itself"),
    NO_CHURN("No churn"),
    OWN_NODE("Each agent speaks for its own node"),
    SYNCHRONOUS("No acknowledged commit is lost");

    private final String text;

    Law(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /// One that a decision file has to catch.
  static Mutation decided(Law law, String sentence, Edit... edits) {
    return new Mutation(law, sentence, List.of(edits), Catcher.DECISION_FILES);
  }

  /// One that the simulation has to catch.
  static Mutation simulated(Law law, String sentence, Edit... edits) {
    return new Mutation(law, sentence, List.of(edits), Catcher.SIMULATION);
  }

  /// One that the random histories of synchronous replication have to catch, in agent-core's tests.
  static Mutation historical(Law law, String sentence, Edit... edits) {
    return new Mutation(law, sentence, List.of(edits), Catcher.SYNCHRONOUS_HISTORIES);
  }
}

package io.matriarch.agent.decide;

import io.matriarch.agent.model.RuleId;
import java.util.List;

/// All rules with their sentences, section by section, in the order in which they are tried.
public final class DecisionTable {

  /// The rules for one state of the server, or for the election; the first that holds decides.
  public record Section(String title, List<Row> rows) {

    public Section {
      rows = List.copyOf(rows);
    }
  }

  /// One rule: when it holds, and what follows.
  public record Row(RuleId id, String when, String then) {}

  private DecisionTable() {}

  public static List<Section> sections() {
    return List.of(
        section("The agent repairs the instance", RepairRules.TABLE),
        section("The server cannot be observed", UnknownRules.TABLE),
        section("A primary runs", PrimaryRules.TABLE),
        section("A standby runs", StandbyRules.TABLE),
        section("The postmaster lives and accepts nobody yet", StartingRules.TABLE),
        section("The server lives, and its agent cannot log in", UnreachableRules.TABLE),
        section("The postmaster is gone without a shutdown", CrashedRules.TABLE),
        section("The server was shut down in order", DownRules.STOPPED),
        section("There is no server", DownRules.ABSENT),
        new Section("Election: may this instance be promoted?", ElectionTable.ROWS));
  }

  private static <S> Section section(String title, List<Rule<S>> rules) {
    return new Section(
        title, rules.stream().map(rule -> new Row(rule.id(), rule.when(), rule.then())).toList());
  }
}

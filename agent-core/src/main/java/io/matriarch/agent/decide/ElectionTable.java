package io.matriarch.agent.decide;

import io.matriarch.agent.model.RuleId;
import java.util.List;

/// What [Election] says, in words.
final class ElectionTable {

  /// The rules in the order in which they are tried.
  static final List<DecisionTable.Row> ROWS =
      List.of(
          new DecisionTable.Row(
              RuleId.ELECTION_OWN_POSITION_UNKNOWN,
              "the candidate cannot tell its position or its history",
              "refused"),
          new DecisionTable.Row(
              RuleId.ELECTION_OTHER_SYSTEM,
              "the record of the last promotion, or a peer, has another system identifier",
              "refused"),
          new DecisionTable.Row(
              RuleId.ELECTION_DATA_LOSS_ALLOWED,
              "the administrator allowed this candidate to be promoted with a loss, and it has not"
                  + " gone back since",
              "promoted, whatever the rows below would say"),
          new DecisionTable.Row(
              RuleId.ELECTION_OUTSIDE_LINEAGE,
              "the candidate's history does not contain the recorded promotion",
              "refused; score -1000000 until it does"),
          new DecisionTable.Row(
              RuleId.ELECTION_REFUSED,
              "it was refused before, and does not hold yet what it lacked then",
              "refused, whoever else is there"),
          new DecisionTable.Row(
              RuleId.ELECTION_PEER_AHEAD,
              "a peer holds more of the same timeline, or of one that the candidate left and no"
                  + " recorded promotion has left since, or a timeline that the candidate's history"
                  + " does not know; one that nobody recorded counts only"
                  + " against a candidate that left the recorded one too",
              "refused; score -1000000 until the candidate holds what it lacked"),
          new DecisionTable.Row(
              RuleId.ELECTION_RECORD_UNKNOWN, "the CIB cannot be read", "refused"),
          new DecisionTable.Row(
              RuleId.ELECTION_QUORUM_MISSING,
              "the positions of too few members of the synchronous set are known for one of them"
                  + " to hold every acknowledged commit",
              "refused"),
          new DecisionTable.Row(
              RuleId.ELECTION_PEER_SILENT,
              "a peer said nothing within election_wait, or cannot tell its position and is not"
                  + " known to lack what the candidate holds",
              "refused"),
          new DecisionTable.Row(RuleId.ELECTION_WON, "always", "promoted"));

  private ElectionTable() {}
}

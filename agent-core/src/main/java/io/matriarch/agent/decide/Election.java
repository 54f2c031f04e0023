package io.matriarch.agent.decide;

import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.TimelineHistory;
import io.matriarch.agent.model.WalPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/// Decides whether the instance that Pacemaker wants to promote may be promoted.
public final class Election {

  /// What the candidate holds, and what the others said.
  ///
  /// @param peers every other instance that is active, sorted by its node's name
  /// @param promotionRecord what the CIB has, empty before the first promotion
  public record Ballot(
      String node,
      Fact<Candidate> candidate,
      SortedMap<String, PeerPosition> peers,
      Fact<Optional<PromotionRecord>> promotionRecord) {}

  /// The instance that is to be promoted.
  public record Candidate(String systemIdentifier, WalPosition position, TimelineHistory history) {}

  /// Whether to promote, and why.
  ///
  /// @param loss what the candidate lacks, when another node holds more
  public record Outcome(boolean promote, RuleId rule, String because, Optional<Refusal> loss) {}

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
              RuleId.ELECTION_OUTSIDE_LINEAGE,
              "the candidate's history does not contain the recorded promotion",
              "refused"),
          new DecisionTable.Row(
              RuleId.ELECTION_PEER_AHEAD,
              "a peer holds more of the same timeline, or a timeline that the candidate's history"
                  + " does not know",
              "refused; score 1 until the candidate holds what it lacked"),
          new DecisionTable.Row(
              RuleId.ELECTION_RECORD_UNKNOWN, "the CIB cannot be read", "refused"),
          new DecisionTable.Row(
              RuleId.ELECTION_PEER_SILENT, "a peer said nothing within election_wait", "refused"),
          new DecisionTable.Row(RuleId.ELECTION_WON, "always", "promoted"));

  private Election() {}

  /// Decides; anything that is not known refuses.
  public static Outcome decide(Ballot ballot) {
    return switch (ballot.candidate()) {
      case Fact.Unknown<Candidate>(var reason) ->
          refused(
              RuleId.ELECTION_OWN_POSITION_UNKNOWN,
              "the position of %s is unknown: %s".formatted(ballot.node(), reason));
      case Fact.Known<Candidate>(var candidate, var _) ->
          otherSystem(ballot, candidate)
              .or(() -> outsideLineage(ballot, candidate))
              .or(() -> ahead(ballot, candidate))
              .or(() -> recordUnknown(ballot))
              .or(() -> silent(ballot))
              .orElseGet(() -> won(ballot, candidate));
    };
  }

  private static Optional<Outcome> recordUnknown(Ballot ballot) {
    return switch (ballot.promotionRecord()) {
      case Fact.Known<Optional<PromotionRecord>> _ -> Optional.empty();
      case Fact.Unknown<Optional<PromotionRecord>>(var reason) ->
          Optional.of(
              refused(
                  RuleId.ELECTION_RECORD_UNKNOWN,
                  "the lineage to hold is unknown to %s: %s".formatted(ballot.node(), reason)));
    };
  }

  private static Optional<Outcome> otherSystem(Ballot ballot, Candidate candidate) {
    String own = candidate.systemIdentifier();
    Optional<String> other =
        recorded(ballot)
            .map(PromotionRecord::systemIdentifier)
            .filter(id -> !id.equals(own))
            .map(id -> "the promotion record has " + id);
    return other
        .or(
            () ->
                holders(ballot)
                    .filter(e -> !e.getValue().systemIdentifier().equals(own))
                    .map(e -> e.getKey() + " has " + e.getValue().systemIdentifier())
                    .findFirst())
        .map(
            found ->
                refused(
                    RuleId.ELECTION_OTHER_SYSTEM,
                    "system identifier of %s is %s, but %s".formatted(ballot.node(), own, found)));
  }

  private static Optional<Outcome> outsideLineage(Ballot ballot, Candidate candidate) {
    return recorded(ballot)
        .filter(record -> !holds(candidate, record.begunAt()))
        .map(
            record ->
                refused(
                    RuleId.ELECTION_OUTSIDE_LINEAGE,
                    "%s holds %s, which does not contain the last promotion: %s"
                        .formatted(ballot.node(), candidate.position(), record)));
  }

  private static boolean holds(Candidate candidate, WalPosition begunAt) {
    boolean reached =
        begunAt.timeline() != candidate.position().timeline()
            || candidate.position().lsn().isAtLeast(begunAt.lsn());
    return reached
        && candidate
            .history()
            .beginningOf(begunAt.timeline())
            .filter(begunAt.lsn()::equals)
            .isPresent();
  }

  private static Optional<Outcome> ahead(Ballot ballot, Candidate candidate) {
    List<Refusal> better = new ArrayList<>();
    holders(ballot)
        .filter(e -> isAhead(e.getValue().position(), candidate))
        .forEach(e -> better.add(new Refusal(e.getKey(), e.getValue().position())));
    return better.stream()
        .reduce((one, other) -> isLess(one.held(), other.held()) ? other : one)
        .map(
            best ->
                new Outcome(
                    false,
                    RuleId.ELECTION_PEER_AHEAD,
                    "%s holds %s, %s only %s"
                        .formatted(best.node(), best.held(), ballot.node(), candidate.position()),
                    Optional.of(best)));
  }

  /// A timeline that the candidate's history left behind cannot be ahead, whatever was added to it
  /// since; one that the history does not know may be.
  private static boolean isAhead(WalPosition peer, Candidate candidate) {
    if (peer.timeline() == candidate.position().timeline()) {
      return !candidate.position().lsn().isAtLeast(peer.lsn());
    }
    return !candidate.history().knows(peer.timeline());
  }

  private static boolean isLess(WalPosition one, WalPosition other) {
    return one.timeline() == other.timeline()
        ? !one.lsn().isAtLeast(other.lsn())
        : one.timeline() < other.timeline();
  }

  private static Optional<Outcome> silent(Ballot ballot) {
    for (Map.Entry<String, PeerPosition> peer : ballot.peers().entrySet()) {
      if (peer.getValue() instanceof PeerPosition.Silent(var reason)) {
        return Optional.of(
            refused(
                RuleId.ELECTION_PEER_SILENT,
                "%s may hold more than %s: %s".formatted(peer.getKey(), ballot.node(), reason)));
      }
    }
    return Optional.empty();
  }

  private static Outcome won(Ballot ballot, Candidate candidate) {
    List<String> said = new ArrayList<>();
    ballot
        .peers()
        .forEach(
            (node, peer) -> {
              switch (peer) {
                case PeerPosition.Holds(var _, var position) -> said.add(node + " " + position);
                case PeerPosition.Abstains(var reason) -> said.add(node + " abstains, " + reason);
                case PeerPosition.Silent(var reason) -> said.add(node + " is silent, " + reason);
              }
            });
    return new Outcome(
        true,
        RuleId.ELECTION_WON,
        "%s holds %s; %s"
            .formatted(
                ballot.node(),
                candidate.position(),
                said.isEmpty() ? "no other instance is active" : String.join("; ", said)),
        Optional.empty());
  }

  private static Stream<Map.Entry<String, PeerPosition.Holds>> holders(Ballot ballot) {
    return ballot.peers().entrySet().stream()
        .flatMap(
            e ->
                e.getValue() instanceof PeerPosition.Holds holds
                    ? Stream.of(Map.entry(e.getKey(), holds))
                    : Stream.empty());
  }

  private static Optional<PromotionRecord> recorded(Ballot ballot) {
    return ballot.promotionRecord().orElse(Optional.empty());
  }

  private static Outcome refused(RuleId rule, String because) {
    return new Outcome(false, rule, because, Optional.empty());
  }
}

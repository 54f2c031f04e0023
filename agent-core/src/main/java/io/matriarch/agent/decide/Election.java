package io.matriarch.agent.decide;

import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.ClusterView.Node;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Lineage;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.SynchronousSet;
import io.matriarch.agent.model.WalPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Decides whether the instance that Pacemaker wants to promote may be promoted.
public final class Election {

  /// What the candidate holds, and what the others said.
  ///
  /// @param peers every other instance that is active, sorted by its node's name
  /// @param terms what the CIB demands
  public record Ballot(
      String node,
      Fact<Candidate> candidate,
      SortedMap<String, PeerPosition> peers,
      Fact<Terms> terms) {}

  /// The instance that is to be promoted.
  public record Candidate(String systemIdentifier, Lineage lineage) {

    WalPosition position() {
      return lineage.position();
    }
  }

  /// What a candidate has to satisfy beside its peers.
  ///
  /// @param record the last promotion, empty before the first one
  /// @param set where acknowledged commits are, empty without synchronous replication
  /// @param refusals that were noted against the candidate
  /// @param lossAllowed where the candidate stood when the administrator allowed it to be promoted
  ///   with a loss
  public record Terms(
      Optional<PromotionRecord> record,
      Optional<SynchronousSet> set,
      List<Refusal> refusals,
      Optional<WalPosition> lossAllowed) {

    static final Terms NONE =
        new Terms(Optional.empty(), Optional.empty(), List.of(), Optional.empty());

    public Terms {
      refusals = List.copyOf(refusals);
    }

    /// The terms in the CIB, with the refusal that only the candidate's agent remembers.
    public static Terms of(ClusterView view, String node, Optional<Refusal> remembered) {
      Optional<Node> own = view.node(node);
      return new Terms(
          view.promotionRecord(),
          view.synchronousSet(),
          Stream.concat(own.flatMap(Node::refusal).stream(), remembered.stream())
              .distinct()
              .toList(),
          own.flatMap(Node::dataLossAllowed));
    }
  }

  /// The greatest timeline number that is known to be in use: by the record, by what was lost to,
  /// or by an instance that is there.
  public static int newestTimeline(Ballot ballot) {
    Terms terms = terms(ballot);
    IntStream ofPeers =
        ballot.peers().values().stream()
            .flatMap(Election::newestOf)
            .mapToInt(WalPosition::timeline);
    IntStream ofTerms =
        Stream.concat(
                terms.record().map(PromotionRecord::begunAt).stream(),
                terms.refusals().stream().map(Refusal::held))
            .mapToInt(WalPosition::timeline);
    return IntStream.concat(ofPeers, ofTerms).max().orElse(0);
  }

  private static Stream<WalPosition> newestOf(PeerPosition peer) {
    return switch (peer) {
      case PeerPosition.Holds holds -> Stream.of(holds.held());
      case PeerPosition.Outside(var position, var _) -> Stream.of(position);
      case PeerPosition.Lacks(var refusal, var _) -> Stream.of(refusal.held());
      case PeerPosition.Abstains _, PeerPosition.Silent _ -> Stream.empty();
    };
  }

  /// Whether to promote, and why.
  ///
  /// @param loss what the candidate lacks, when another node holds more
  public record Outcome(boolean promote, RuleId rule, String because, Optional<Refusal> loss) {}

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
              .or(() -> lossAllowed(ballot, candidate))
              .or(() -> outsideLineage(ballot, candidate))
              .or(() -> refusedBefore(ballot, candidate))
              .or(() -> ahead(ballot, candidate))
              .or(() -> recordUnknown(ballot))
              .or(() -> quorumMissing(ballot, candidate))
              .or(() -> silent(ballot, candidate))
              .orElseGet(() -> won(ballot, candidate));
    };
  }

  private static Optional<Outcome> recordUnknown(Ballot ballot) {
    return switch (ballot.terms()) {
      case Fact.Known<Terms> _ -> Optional.empty();
      case Fact.Unknown<Terms>(var reason) ->
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
                whoseSystemCounts(ballot, candidate)
                    .filter(e -> !e.getValue().systemIdentifier().equals(own))
                    .map(e -> e.getKey() + " has " + e.getValue().systemIdentifier())
                    .findFirst())
        .map(
            found ->
                refused(
                    RuleId.ELECTION_OTHER_SYSTEM,
                    "system identifier of %s is %s, but %s".formatted(ballot.node(), own, found)));
  }

  /// Where the record says which system is the right one, nobody else's data can be lost.
  private static Stream<Map.Entry<String, PeerPosition.Holds>> whoseSystemCounts(
      Ballot ballot, Candidate candidate) {
    return mayLose(ballot, candidate) && recorded(ballot).isPresent()
        ? Stream.empty()
        : holders(ballot);
  }

  private static boolean mayLose(Ballot ballot, Candidate candidate) {
    return terms(ballot).lossAllowed().filter(candidate.lineage()::reaches).isPresent();
  }

  /// Without a record a silent peer may be of another system.
  private static Optional<Outcome> lossAllowed(Ballot ballot, Candidate candidate) {
    boolean known =
        recorded(ballot).isPresent()
            || ballot.peers().values().stream().noneMatch(PeerPosition.Silent.class::isInstance);
    return mayLose(ballot, candidate) && known
        ? Optional.of(
            new Outcome(
                true,
                RuleId.ELECTION_DATA_LOSS_ALLOWED,
                "%s holds %s; the loss of what it lacks was allowed by the administrator; %s"
                    .formatted(ballot.node(), candidate.position(), said(ballot)),
                Optional.empty()))
        : Optional.empty();
  }

  private static Optional<Outcome> refusedBefore(Ballot ballot, Candidate candidate) {
    Terms terms = terms(ballot);
    return terms.refusals().stream()
        .filter(r -> !r.isAnsweredBy(candidate.lineage(), terms.record()))
        .findFirst()
        .map(
            r ->
                refused(
                    RuleId.ELECTION_REFUSED,
                    "%s holds %s and was refused before: it %s"
                        .formatted(ballot.node(), candidate.position(), r)));
  }

  /// Any so many of the members have one among them that holds a given acknowledged commit.
  private static Optional<Outcome> quorumMissing(Ballot ballot, Candidate candidate) {
    return terms(ballot)
        .set()
        .filter(set -> seen(set, ballot, candidate).size() < set.quorum())
        .map(
            set -> {
              List<String> missing = new ArrayList<>(set.members());
              missing.removeAll(seen(set, ballot, candidate));
              return refused(
                  RuleId.ELECTION_QUORUM_MISSING,
                  "%s holds %s, but %d of %s are needed and %s missing"
                      .formatted(
                          ballot.node(),
                          candidate.position(),
                          set.quorum(),
                          String.join(",", set.members()),
                          String.join(",", missing) + (missing.size() == 1 ? " is" : " are")));
            });
  }

  private static List<String> seen(SynchronousSet set, Ballot ballot, Candidate candidate) {
    return set.members().stream()
        .filter(
            member ->
                member.equals(ballot.node())
                    || Optional.ofNullable(ballot.peers().get(member))
                        .filter(peer -> isSeen(peer, candidate))
                        .isPresent())
        .toList();
  }

  private static boolean isSeen(PeerPosition peer, Candidate candidate) {
    return switch (peer) {
      case PeerPosition.Holds _, PeerPosition.Outside _ -> true;
      case PeerPosition.Lacks(var refusal, var _) -> refusal.isHeldBy(candidate.lineage());
      case PeerPosition.Abstains _, PeerPosition.Silent _ -> false;
    };
  }

  private static Optional<Outcome> outsideLineage(Ballot ballot, Candidate candidate) {
    return recorded(ballot)
        .filter(record -> !candidate.lineage().contains(record))
        .map(
            record ->
                new Outcome(
                    false,
                    RuleId.ELECTION_OUTSIDE_LINEAGE,
                    "%s holds %s, which does not contain the last promotion: %s"
                        .formatted(ballot.node(), candidate.position(), record),
                    Optional.of(new Refusal(record.node(), record.begunAt()))));
  }

  private static Optional<Outcome> ahead(Ballot ballot, Candidate candidate) {
    List<Refusal> better = new ArrayList<>();
    holders(ballot)
        .forEach(
            e ->
                ahead(e.getValue(), candidate, recorded(ballot))
                    .ifPresent(at -> better.add(new Refusal(e.getKey(), at))));
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

  private static Optional<WalPosition> ahead(
      PeerPosition.Holds peer, Candidate candidate, Optional<PromotionRecord> record) {
    return isAhead(peer.position(), candidate, record)
        ? Optional.of(peer.position())
        : peer.past()
            .filter(_ -> candidate.position().timeline() != peer.position().timeline())
            .filter(past -> isAhead(past, candidate, record));
  }

  /// What was added to a timeline after the candidate's history left it is lost to the recorded
  /// lineage once a later promotion was recorded; until then it may be the lineage. A timeline that
  /// the history does not know may be ahead.
  private static boolean isAhead(
      WalPosition peer, Candidate candidate, Optional<PromotionRecord> record) {
    boolean settled =
        candidate.lineage().history().leftAt(peer.timeline()).isPresent()
            && record.filter(r -> r.begunAt().timeline() > peer.timeline()).isPresent();
    return !settled && !candidate.lineage().reaches(peer);
  }

  private static boolean isLess(WalPosition one, WalPosition other) {
    return one.timeline() == other.timeline()
        ? !one.lsn().isAtLeast(other.lsn())
        : one.timeline() < other.timeline();
  }

  private static Optional<Outcome> silent(Ballot ballot, Candidate candidate) {
    for (Map.Entry<String, PeerPosition> peer : ballot.peers().entrySet()) {
      Optional<String> silence =
          switch (peer.getValue()) {
            case PeerPosition.Silent(var reason) -> Optional.of(reason);
            case PeerPosition.Lacks(var refusal, var reason)
                when !refusal.isHeldBy(candidate.lineage()) ->
                Optional.of(reason);
            case PeerPosition.Lacks _,
                PeerPosition.Holds _,
                PeerPosition.Outside _,
                PeerPosition.Abstains _ ->
                Optional.empty();
          };
      if (silence.isPresent()) {
        return Optional.of(
            refused(
                RuleId.ELECTION_PEER_SILENT,
                "%s may hold more than %s: %s"
                    .formatted(peer.getKey(), ballot.node(), silence.get())));
      }
    }
    return Optional.empty();
  }

  private static Outcome won(Ballot ballot, Candidate candidate) {
    return new Outcome(
        true,
        RuleId.ELECTION_WON,
        "%s holds %s; %s".formatted(ballot.node(), candidate.position(), said(ballot)),
        Optional.empty());
  }

  private static String said(Ballot ballot) {
    List<String> said = new ArrayList<>();
    ballot.peers().forEach((node, peer) -> said.add(node + " " + said(peer)));
    return said.isEmpty() ? "no other instance is active" : String.join("; ", said);
  }

  private static String said(PeerPosition peer) {
    return switch (peer) {
      case PeerPosition.Holds(var _, var position, var past) ->
          position + past.map(p -> ", left for " + p).orElse("");
      case PeerPosition.Lacks(var refusal, var reason) -> refusal + ", " + reason;
      case PeerPosition.Outside(var position, var reason) -> position + ", " + reason;
      case PeerPosition.Abstains(var reason) -> "abstains, " + reason;
      case PeerPosition.Silent(var reason) -> "is silent, " + reason;
    };
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
    return terms(ballot).record();
  }

  private static Terms terms(Ballot ballot) {
    return ballot.terms().orElse(Terms.NONE);
  }

  private static Outcome refused(RuleId rule, String because) {
    return new Outcome(false, rule, because, Optional.empty());
  }
}

package io.matriarch.agent.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.decide.Election.Ballot;
import io.matriarch.agent.decide.Election.Candidate;
import io.matriarch.agent.decide.Election.Outcome;
import io.matriarch.agent.decide.Election.Terms;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.SynchronousSet;
import io.matriarch.agent.model.TimelineHistory.Ancestor;
import io.matriarch.agent.model.WalPosition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/// What holds for each election: over the ballots of all files, and over made-up ones. A failure
/// names the seed, and `-Dseed=N` runs that one.
class ElectionLawsTest {

  private static final int SEEDS = 20_000;

  @Test
  void the_same_ballot_has_the_same_outcome() {
    forAll((ballot, outcome) -> assertThat(Election.decide(ballot)).isEqualTo(outcome));
  }

  @Test
  void a_silent_peer_never_helps() {
    forAll(
        (ballot, outcome) -> {
          if (!outcome.promote()) {
            ballot
                .peers()
                .forEach(
                    (node, _) -> {
                      var silent = new PeerPosition.Silent("gone");
                      assertRefused(with(ballot, replaced(ballot.peers(), node, silent)));
                    });
          }
        });
  }

  @Test
  void what_is_unknown_never_promotes() {
    forAll(
        (ballot, _) -> {
          assertRefused(
              new Ballot(
                  ballot.node(), ballot.candidate(), ballot.peers(), Fact.unknown("no CIB")));
          assertRefused(
              new Ballot(
                  ballot.node(), Fact.unknown("no position"), ballot.peers(), ballot.terms()));
        });
  }

  @Test
  void a_refusal_or_a_set_more_never_promotes() {
    forAll(
        (ballot, outcome) -> {
          Terms terms = ballot.terms().orElse(Terms.NONE);
          if (!outcome.promote() && ballot.terms() instanceof Fact.Known) {
            assertRefused(
                with(
                    ballot,
                    new Terms(
                        terms.record(),
                        terms.set(),
                        List.of(new Refusal("n9", WalPosition.parse("9:9/9"))),
                        terms.lossAllowed())));
            assertRefused(
                with(
                    ballot,
                    new Terms(
                        terms.record(),
                        Optional.of(new SynchronousSet(List.of("n1", "n8", "n9"), 1)),
                        terms.refusals(),
                        terms.lossAllowed())));
          }
        });
  }

  @Test
  void nobody_is_promoted_while_a_peer_may_hold_more() {
    forAllUnallowed(
        (ballot, candidate) ->
            assertThat(ballot.peers().values())
                .noneMatch(
                    p ->
                        switch (p) {
                          case PeerPosition.Silent _ -> true;
                          case PeerPosition.Lacks(var refusal, var _) ->
                              !refusal.isHeldBy(candidate.lineage());
                          case PeerPosition.Holds _,
                              PeerPosition.Outside _,
                              PeerPosition.Abstains _ ->
                              false;
                        }));
  }

  @Test
  void nobody_is_promoted_while_a_peer_holds_more() {
    forAllUnallowed(
        (ballot, candidate) ->
            assertThat(ballot.peers().values())
                .noneMatch(
                    p -> p instanceof PeerPosition.Holds holds && more(ballot, holds, candidate)));
  }

  @Test
  void nobody_is_promoted_while_a_refusal_stands() {
    forAllUnallowed(
        (ballot, candidate) ->
            assertThat(ballot.terms().map(Terms::refusals).orElse(List.of()))
                .allMatch(r -> r.isAnsweredBy(candidate.lineage(), recorded(ballot))));
  }

  @Test
  void nobody_is_promoted_without_a_quorum_of_the_synchronous_set() {
    forAllUnallowed(
        (ballot, _) ->
            ballot
                .terms()
                .map(Terms::set)
                .orElse(Optional.empty())
                .ifPresent(
                    set ->
                        assertThat(set.members().stream().filter(m -> isSeen(ballot, m)).count())
                            .isGreaterThanOrEqualTo(set.quorum())));
  }

  @Test
  void a_loss_is_allowed_only_to_a_candidate_that_has_not_gone_back() {
    forAllWon(
        (ballot, candidate) -> {
          if (Election.decide(ballot).rule() == RuleId.ELECTION_DATA_LOSS_ALLOWED) {
            assertThat(ballot.terms().map(Terms::lossAllowed).orElse(Optional.empty()))
                .matches(at -> at.filter(candidate.lineage()::reaches).isPresent());
          }
        });
  }

  @Test
  void nobody_is_promoted_with_another_system_identifier() {
    forAllWon(
        (ballot, candidate) -> {
          assertThat(recorded(ballot).map(PromotionRecord::systemIdentifier))
              .isIn(Optional.empty(), Optional.of(candidate.systemIdentifier()));
          boolean told =
              recorded(ballot).isPresent()
                  && Election.decide(ballot).rule() == RuleId.ELECTION_DATA_LOSS_ALLOWED;
          assertThat(ballot.peers().values())
              .allMatch(
                  p ->
                      told
                          || !(p instanceof PeerPosition.Holds holds)
                          || holds.systemIdentifier().equals(candidate.systemIdentifier()));
        });
  }

  @Test
  void nobody_is_promoted_outside_the_recorded_lineage() {
    forAllUnallowed(
        (ballot, candidate) ->
            recorded(ballot)
                .ifPresent(
                    record ->
                        assertThat(
                                candidate
                                    .lineage()
                                    .history()
                                    .beginningOf(record.begunAt().timeline()))
                            .contains(record.begunAt().lsn())));
  }

  @Test
  void only_a_refusal_names_what_is_lacking() {
    forAll((_, outcome) -> assertThat(outcome.promote() && outcome.loss().isPresent()).isFalse());
  }

  @Test
  void some_made_up_candidates_win() {
    int won = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      won += Election.decide(new RandomWorld(seed).ballot()).promote() ? 1 : 0;
    }
    assertThat(won).isGreaterThan(SEEDS / 50);
  }

  /// More of the same timeline, of one that the candidate left while the record still is of it, or
  /// of one that the candidate never heard of.
  private static boolean more(Ballot ballot, PeerPosition.Holds holds, Candidate candidate) {
    boolean stayed = candidate.position().timeline() == holds.position().timeline();
    return more(ballot, holds.position(), candidate)
        || holds.past().filter(p -> !stayed && more(ballot, p, candidate)).isPresent();
  }

  private static boolean more(Ballot ballot, WalPosition held, Candidate candidate) {
    int timeline = held.timeline();
    Lsn lsn = held.lsn();
    if (timeline == candidate.position().timeline()) {
      return lsn.compareTo(candidate.position().lsn()) > 0;
    }
    Optional<Lsn> leftAt =
        candidate.lineage().history().ancestors().stream()
            .filter(a -> a.timeline() == timeline)
            .map(Ancestor::switchedAt)
            .findFirst();
    boolean recordedLater =
        recorded(ballot).filter(r -> r.begunAt().timeline() > timeline).isPresent();
    return leftAt.map(at -> !recordedLater && lsn.compareTo(at) > 0).orElse(true);
  }

  private static boolean isSeen(Ballot ballot, String member) {
    return member.equals(ballot.node())
        || switch (ballot.peers().get(member)) {
          case PeerPosition.Holds _, PeerPosition.Outside _, PeerPosition.Lacks _ -> true;
          case PeerPosition.Abstains _, PeerPosition.Silent _ -> false;
          case null -> false;
        };
  }

  private static Optional<PromotionRecord> recorded(Ballot ballot) {
    return ballot.terms().map(Terms::record).orElse(Optional.empty());
  }

  private static void assertRefused(Ballot ballot) {
    assertThat(Election.decide(ballot).promote()).isFalse();
  }

  private static Ballot with(Ballot ballot, SortedMap<String, PeerPosition> peers) {
    return new Ballot(ballot.node(), ballot.candidate(), peers, ballot.terms());
  }

  private static Ballot with(Ballot ballot, Terms terms) {
    return new Ballot(
        ballot.node(), ballot.candidate(), ballot.peers(), ballot.terms().map(_ -> terms));
  }

  private static SortedMap<String, PeerPosition> replaced(
      Map<String, PeerPosition> peers, String node, PeerPosition by) {
    SortedMap<String, PeerPosition> changed = new TreeMap<>(peers);
    changed.put(node, by);
    return changed;
  }

  private static void forAllUnallowed(BiConsumer<Ballot, Candidate> law) {
    forAllWon(
        (ballot, candidate) -> {
          if (Election.decide(ballot).rule() != RuleId.ELECTION_DATA_LOSS_ALLOWED) {
            law.accept(ballot, candidate);
          }
        });
  }

  private static void forAllWon(BiConsumer<Ballot, Candidate> law) {
    forAll(
        (ballot, outcome) -> {
          if (outcome.promote()
              && ballot.candidate() instanceof Fact.Known<Candidate>(var candidate, var _)) {
            law.accept(ballot, candidate);
          }
        });
  }

  private static void forAll(BiConsumer<Ballot, Outcome> law) {
    for (DecisionFile file : DecisionFile.all()) {
      file.run().incident().ballots.forEach(b -> hold(law, b, file.path().toString()));
    }
    Optional<Long> only = Optional.ofNullable(Long.getLong("seed"));
    for (long seed = only.orElse(0L); seed < only.map(s -> s + 1).orElse((long) SEEDS); seed++) {
      hold(law, new RandomWorld(seed).ballot(), "-Dseed=" + seed);
    }
  }

  private static void hold(BiConsumer<Ballot, Outcome> law, Ballot ballot, String origin) {
    try {
      law.accept(ballot, Election.decide(ballot));
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(origin + ": " + ballot + ": " + e.getMessage(), e);
    }
  }
}

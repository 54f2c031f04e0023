package io.matriarch.agent.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.decide.Election.Ballot;
import io.matriarch.agent.decide.Election.Candidate;
import io.matriarch.agent.decide.Election.Outcome;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.PromotionRecord;
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
                    (node, peer) -> {
                      if (peer instanceof PeerPosition.Holds) {
                        var silent = new PeerPosition.Silent("gone");
                        assertRefused(with(ballot, replaced(ballot.peers(), node, silent)));
                      }
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
                  ballot.node(),
                  Fact.unknown("no position"),
                  ballot.peers(),
                  ballot.promotionRecord()));
        });
  }

  @Test
  void nobody_is_promoted_while_a_peer_is_silent() {
    forAllWon(
        (ballot, _) ->
            assertThat(ballot.peers().values()).noneMatch(p -> p instanceof PeerPosition.Silent));
  }

  @Test
  void nobody_is_promoted_while_a_peer_holds_more() {
    forAllWon(
        (ballot, candidate) ->
            assertThat(ballot.peers().values())
                .noneMatch(p -> p instanceof PeerPosition.Holds holds && more(holds, candidate)));
  }

  @Test
  void nobody_is_promoted_with_another_system_identifier() {
    forAllWon(
        (ballot, candidate) -> {
          assertThat(recorded(ballot).map(PromotionRecord::systemIdentifier))
              .isIn(Optional.empty(), Optional.of(candidate.systemIdentifier()));
          assertThat(ballot.peers().values())
              .allMatch(
                  p ->
                      !(p instanceof PeerPosition.Holds holds)
                          || holds.systemIdentifier().equals(candidate.systemIdentifier()));
        });
  }

  @Test
  void nobody_is_promoted_outside_the_recorded_lineage() {
    forAllWon(
        (ballot, candidate) ->
            recorded(ballot)
                .ifPresent(
                    record ->
                        assertThat(candidate.history().beginningOf(record.begunAt().timeline()))
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

  /// More of the same timeline, or of one that the candidate never heard of.
  private static boolean more(PeerPosition.Holds holds, Candidate candidate) {
    int timeline = holds.position().timeline();
    return timeline == candidate.position().timeline()
        ? holds.position().lsn().compareTo(candidate.position().lsn()) > 0
        : candidate.history().ancestors().stream().noneMatch(a -> a.timeline() == timeline);
  }

  private static Optional<PromotionRecord> recorded(Ballot ballot) {
    return ballot.promotionRecord().orElse(Optional.empty());
  }

  private static void assertRefused(Ballot ballot) {
    assertThat(Election.decide(ballot).promote()).isFalse();
  }

  private static Ballot with(Ballot ballot, SortedMap<String, PeerPosition> peers) {
    return new Ballot(ballot.node(), ballot.candidate(), peers, ballot.promotionRecord());
  }

  private static SortedMap<String, PeerPosition> replaced(
      Map<String, PeerPosition> peers, String node, PeerPosition by) {
    SortedMap<String, PeerPosition> changed = new TreeMap<>(peers);
    changed.put(node, by);
    return changed;
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

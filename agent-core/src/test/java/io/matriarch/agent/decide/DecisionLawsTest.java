package io.matriarch.agent.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Memory;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.Score;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What holds for each decision: over the snapshots of all files, and over made-up ones. A failure
/// names the seed, and `-Dseed=N` runs that one.
class DecisionLawsTest {

  private static final int SEEDS = 5000;
  private static final Set<OcfExitCode> BANNING =
      Set.of(
          OcfExitCode.ERR_ARGS,
          OcfExitCode.ERR_UNIMPLEMENTED,
          OcfExitCode.ERR_PERM,
          OcfExitCode.ERR_INSTALLED,
          OcfExitCode.ERR_CONFIGURED);

  private final Decider decider = new Decider();

  @Test
  void every_snapshot_gets_the_same_decision_again() {
    forAll(snapshot -> assertThat(decider.decide(snapshot)).isEqualTo(decider.decide(snapshot)));
  }

  @Test
  void the_order_of_the_nodes_never_matters() {
    forAll(
        snapshot -> {
          Decision there = decider.decide(snapshot);
          Decision back = decider.decide(with(snapshot, snapshot.server(), reversed(snapshot)));
          assertThat(back.rule()).isEqualTo(there.rule());
          assertThat(back.score()).isEqualTo(there.score());
          assertThat(back.verdict().code()).isEqualTo(there.verdict().code());
          assertThat(back.actions()).isEqualTo(there.actions());
        });
  }

  @Test
  void what_is_unknown_never_raises_a_score() {
    forAll(
        snapshot -> {
          if (!(decider.decide(snapshot).score() instanceof Score.Publish(int value))
              || value >= 0) {
            return;
          }
          assertNoClaim(with(snapshot, snapshot.server(), Fact.unknown("no CIB")));
          assertNoClaim(with(snapshot, Fact.unknown("no look"), snapshot.cluster()));
        });
  }

  @Test
  void what_is_unknown_never_gives_a_role_up() {
    forAll(
        snapshot -> {
          Snapshot blind = with(snapshot, snapshot.server(), Fact.unknown("no CIB"));
          assertThat(decider.decide(blind).givesUp()).isFalse();
        });
  }

  @Test
  void scores_stay_within_their_bounds() {
    forAll(
        snapshot -> {
          if (decider.decide(snapshot).score() instanceof Score.Publish(int value)) {
            assertThat(value).isBetween(Scores.REFUSED, Scores.PRIMARY);
          }
        });
  }

  @Test
  void whoever_gives_the_role_up_is_not_promotable() {
    forAll(
        snapshot -> {
          Decision decision = decider.decide(snapshot);
          if (decision.givesUp()) {
            assertThat(decision.score()).isEqualTo(new Score.Publish(Scores.NOT_PROMOTABLE));
          }
        });
  }

  @Test
  void reasons_fit_into_pacemakers_exit_reason() {
    forAll(
        snapshot -> {
          Verdict verdict = decider.decide(snapshot).verdict();
          assertThat(verdict.reason()).hasSizeLessThanOrEqualTo(128).doesNotContain("\n");
        });
  }

  @Test
  void no_decision_bans_a_node() {
    forAll(s -> assertThat(BANNING).doesNotContain(decider.decide(s).verdict().code()));
  }

  @Test
  void nothing_moves_while_an_operation_runs() {
    forAll(
        snapshot -> {
          Decision decision = decider.decide(snapshot);
          switch (snapshot.memory().operation()) {
            case NONE -> {}
            case PROMOTE -> assertThat(decision.score()).isEqualTo(new Score.Keep());
            case START, STOP, DEMOTE -> {
              assertThat(decision.score()).isEqualTo(new Score.Keep());
              assertThat(decision.actions()).isEmpty();
            }
          }
        });
  }

  private void assertNoClaim(Snapshot blind) {
    boolean claims = decider.decide(blind).score() instanceof Score.Publish(int v) && v >= 0;
    assertThat(claims).isFalse();
  }

  /// Each change of a score aborts what Pacemaker is doing, the promotion that is under way too.
  @Test
  void no_score_goes_to_and_fro_while_nothing_else_changes() {
    forAll(
        snapshot -> {
          Snapshot once = carriedOut(snapshot);
          Snapshot twice = carriedOut(once);
          assertThat(carriedOut(twice).publishedScore()).isEqualTo(twice.publishedScore());
        });
  }

  /// What the next look sees when the score was written, and all else is as it was.
  private Snapshot carriedOut(Snapshot before) {
    Decision decision = decider.decide(before);
    Fact<ClusterView> cluster =
        before.cluster().map(view -> view.withNodes(scored(view, before.node(), decision.score())));
    Memory memory = Recall.decided(before.memory(), decision);
    return with(before, before.server(), cluster, memory);
  }

  private static List<ClusterView.Node> scored(ClusterView view, String node, Score score) {
    return view.nodes().stream()
        .map(
            n ->
                switch (score) {
                  case Score.Publish(int value) when n.name().equals(node) ->
                      n.withScore(Optional.of(value));
                  case Score.Clear _ when n.name().equals(node) -> n.withScore(Optional.empty());
                  case Score.Publish _, Score.Clear _, Score.Keep _ -> n;
                })
        .toList();
  }

  private static Fact<ClusterView> reversed(Snapshot snapshot) {
    return snapshot.cluster().map(v -> v.withNodes(v.nodes().reversed()));
  }

  private static Snapshot with(Snapshot s, Fact<ServerState> server, Fact<ClusterView> cluster) {
    return with(s, server, cluster, s.memory());
  }

  private static Snapshot with(
      Snapshot s, Fact<ServerState> server, Fact<ClusterView> cluster, Memory memory) {
    return new Snapshot(
        s.node(),
        s.instance(),
        s.faults(),
        s.now(),
        server,
        cluster,
        s.health(),
        s.repair(),
        memory,
        s.history());
  }

  private static void forAll(Consumer<Snapshot> law) {
    for (DecisionFile file : DecisionFile.all()) {
      file.run().incident().snapshots.forEach(s -> hold(law, s, file.path().toString()));
    }
    Optional<Long> only = Optional.ofNullable(Long.getLong("seed"));
    for (long seed = only.orElse(0L); seed < only.map(s -> s + 1).orElse((long) SEEDS); seed++) {
      hold(law, new RandomWorld(seed).snapshot(), "-Dseed=" + seed);
    }
  }

  private static void hold(Consumer<Snapshot> law, Snapshot snapshot, String origin) {
    try {
      law.accept(snapshot);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(origin + ": " + snapshot + ": " + e.getMessage(), e);
    }
  }
}

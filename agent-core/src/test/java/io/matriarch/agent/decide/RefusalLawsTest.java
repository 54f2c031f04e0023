package io.matriarch.agent.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.Action;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.ClusterView.Node;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Memory;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.Score;
import io.matriarch.agent.model.ServerState.Standby;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.Upkeep;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Law 4 over made-up lives of a node: servers, clusters, lost elections and restarts of the agent,
/// one after the other.
class RefusalLawsTest {

  private static final int SEEDS = 3000;
  private static final int STEPS = 30;

  /// What one node goes through: the refusal in the CIB, and what its agent remembers.
  private static final class Life {

    private final RandomWorld world;
    private Memory memory = Memory.EMPTY;
    private Optional<Refusal> kept = Optional.empty();
    private int withdrawn;

    Life(long seed) {
      this.world = new RandomWorld(seed);
    }

    void step() {
      if (world.rarely()) {
        memory = Memory.EMPTY;
      }
      if (world.rarely()) {
        memory = memory.withRefusal(world.refusal());
      }
      Snapshot snapshot = seen();
      Decision decision = new Decider().decide(snapshot);
      check(snapshot, decision);
      decision.actions().forEach(action -> apply(snapshot, action));
      Optional<Refusal> before = memory.lostTo();
      memory = Recall.decided(memory, decision);
      if (memory.lostTo().isEmpty()) {
        before.ifPresent(refusal -> assertAnswered(snapshot, refusal));
      }
    }

    private Snapshot seen() {
      Snapshot made = world.snapshot();
      Fact<ClusterView> cluster = made.cluster().map(view -> with(view, made.node()));
      BootTime now = made.now();
      memory = Recall.look(memory, made.node(), made.server(), made.cluster(), now);
      return new Snapshot(
          made.node(),
          made.instance(),
          made.faults(),
          now,
          made.server(),
          cluster,
          made.health(),
          made.repair(),
          memory,
          made.history());
    }

    /// The CIB always knows the own node, and keeps its refusal.
    private ClusterView with(ClusterView view, String name) {
      return view.withNodes(
          view.nodes().stream().map(n -> n.name().equals(name) ? with(n) : n).toList());
    }

    private Node with(Node n) {
      return new Node(
          n.name(),
          n.member(),
          n.unclean(),
          n.standbyMode(),
          n.maintenance(),
          n.role(),
          n.score(),
          n.failCount(),
          kept,
          n.dataLossAllowed());
    }

    private void apply(Snapshot snapshot, Action action) {
      switch (action) {
        case Action.Refuse(var refusal) -> {
          kept.ifPresent(old -> assertThat(refusal.outweighs(old)).isTrue());
          kept = Optional.of(refusal);
        }
        case Action.WithdrawRefusal(var refusal) -> {
          assertAnswered(snapshot, refusal);
          if (kept.filter(refusal::equals).isPresent()) {
            kept = Optional.empty();
            withdrawn++;
          }
        }
        case Action.WithdrawDataLoss _,
            Action.BringBack _,
            Action.RecordPromotion _,
            Action.AskUpstream _,
            Action.Reconnect _,
            Action.Repair _,
            Action.ResumeRepair _,
            Action.ForgetRepair _,
            Action.Follow _,
            Upkeep _ -> {}
      }
    }

    private static void assertAnswered(Snapshot snapshot, Refusal refusal) {
      boolean held =
          snapshot
              .position()
              .filter(at -> at.timeline() == refusal.held().timeline())
              .filter(at -> at.lsn().isAtLeast(refusal.held().lsn()))
              .isPresent();
      boolean proved =
          snapshot
              .lineage()
              .filter(l -> refusal.isAnsweredBy(l, Refusals.recorded(snapshot)))
              .isPresent();
      assertThat(held || proved).as("%s answered in %s", refusal, snapshot).isTrue();
    }

    /// A standby whose refusal stands offers itself only with a loss that was allowed.
    private static void check(Snapshot snapshot, Decision decision) {
      boolean standby =
          snapshot.server().map(s -> s instanceof Standby).orElse(false)
              && decision.rule() != RuleId.STANDBY_DATA_LOSS_ALLOWED;
      if (standby && Refusals.standing(snapshot).isPresent()) {
        boolean offers = decision.score() instanceof Score.Publish(int value) && value >= 0;
        assertThat(offers).as("%s: %s", decision, snapshot).isFalse();
      }
    }
  }

  @Test
  void a_refusal_never_disappears_without_proof() {
    int withdrawn = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Life life = new Life(seed);
      for (int step = 0; step < STEPS; step++) {
        try {
          life.step();
        } catch (AssertionError e) {
          throw new AssertionError("seed " + seed + ", step " + step + ": " + e.getMessage(), e);
        }
      }
      withdrawn += life.withdrawn;
    }
    assertThat(withdrawn).isGreaterThan(SEEDS / 50);
  }
}

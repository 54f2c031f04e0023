package io.matriarch.agent.decide;

import io.matriarch.agent.model.Action;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Health;
import io.matriarch.agent.model.InstanceParameters;
import io.matriarch.agent.model.Memory;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.Repair;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.SynchronousSet;
import io.matriarch.agent.model.TimelineHistory;
import io.matriarch.agent.model.Upkeep;
import io.matriarch.agent.model.WalPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a decision file has told so far: one agent's world, and what was asked of it.
final class Incident {

  /// The system identifier where a command names none.
  static final String SYSTEM = "7301";

  final SortedMap<String, ClusterView.Node> nodes = new TreeMap<>();
  final SortedMap<String, String> parameters = new TreeMap<>();
  final List<Snapshot> snapshots = new ArrayList<>();
  final List<Election.Ballot> ballots = new ArrayList<>();

  String self = "n1";
  boolean quorate = true;
  boolean maintenance;
  boolean managed = true;
  boolean fencing = true;
  Optional<PromotionRecord> promotionRecord = Optional.empty();
  Optional<SynchronousSet> synchronousSet = Optional.empty();
  Health health = Health.UNKNOWN;
  Repair repair = Repair.NONE;
  Optional<String> clusterUnknown = Optional.empty();
  Fact<ServerState> server = Fact.unknown("nothing was observed yet");
  Fact<TimelineHistory> history = Fact.unknown("nothing was observed yet");
  Memory memory = Memory.EMPTY;
  BootTime now = new BootTime(1_000_000);

  void pass(Duration time) {
    now = now.plus(time);
  }

  Fact<ClusterView> cluster() {
    return clusterUnknown
        .<Fact<ClusterView>>map(Fact::unknown)
        .orElseGet(() -> Fact.known(view(), now));
  }

  private ClusterView view() {
    return new ClusterView(
        "0.1.0",
        quorate,
        "n1",
        maintenance,
        managed,
        ClusterView.INFINITY,
        fencing,
        List.copyOf(nodes.values()),
        promotionRecord,
        synchronousSet,
        List.of());
  }

  Snapshot snapshot() {
    var parsed = InstanceParameters.parse("pgsql", Map.copyOf(parameters), true);
    return new Snapshot(
        self,
        parsed.instance(),
        parsed.faults(),
        now,
        server,
        cluster(),
        health,
        repair,
        memory,
        history);
  }

  /// Writes this node's score into the cluster, as the agent does while it can read the CIB.
  void setScore(Optional<Integer> score) {
    ClusterView.Node own = nodes.get(self);
    if (own != null && clusterUnknown.isEmpty()) {
      nodes.put(self, own.withScore(score));
    }
  }

  /// Writes what the agent's actions write, likewise.
  void apply(Action action) {
    ClusterView.Node own = nodes.get(self);
    if (own == null || clusterUnknown.isPresent()) {
      return;
    }
    switch (action) {
      case Action.Refuse(var refusal) ->
          nodes.put(self, with(own, Optional.of(refusal), own.dataLossAllowed()));
      case Action.WithdrawRefusal(var answered) when own.refusal().equals(Optional.of(answered)) ->
          nodes.put(self, with(own, Optional.empty(), own.dataLossAllowed()));
      case Action.WithdrawDataLoss _ -> nodes.put(self, with(own, own.refusal(), Optional.empty()));
      case Action.WithdrawRefusal _,
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

  private static ClusterView.Node with(
      ClusterView.Node n, Optional<Refusal> refusal, Optional<WalPosition> dataLoss) {
    return new ClusterView.Node(
        n.name(),
        n.member(),
        n.unclean(),
        n.standbyMode(),
        n.maintenance(),
        n.role(),
        n.score(),
        n.failCount(),
        refusal,
        dataLoss);
  }
}

package io.matriarch.agent.decide;

import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.ClusterView.Node;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.ServerState.Standby;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.SynchronousSet;
import io.matriarch.agent.model.WalPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What would be lost if a standby were promoted as it stands.
public final class DataLoss {

  /// What came of the question.
  public sealed interface Assessment {

    /// It cannot be promoted, loss or no loss; a sentence with a remedy.
    record Impossible(String reason) implements Assessment {}

    /// It could be.
    ///
    /// @param sinceLastCommit since the last commit that it replayed, zero when it replayed none
    /// @param lacks empty when nothing is known to be lacking, as far as this node can tell
    record Possible(WalPosition position, Duration sinceLastCommit, List<Lack> lacks)
        implements Assessment {

      public Possible {
        lacks = List.copyOf(lacks);
      }
    }
  }

  /// One thing that the standby lacks, or may lack.
  ///
  /// @param sentence who holds or held it
  /// @param end up to where, where that is known
  /// @param bytes of WAL, where they can be counted: on the standby's own timeline
  public record Lack(String sentence, Optional<WalPosition> end, Optional<Long> bytes) {

    static Lack unknown(String sentence) {
      return new Lack(sentence, Optional.empty(), Optional.empty());
    }

    static Lack upTo(String sentence, WalPosition end, WalPosition held) {
      return new Lack(
          sentence,
          Optional.of(end),
          end.timeline() == held.timeline()
              ? Optional.of(end.lsn().bytesPast(held.lsn()))
              : Optional.empty());
    }
  }

  private DataLoss() {}

  /// Assesses this node's instance. What the instances that run now hold is told by their agents.
  public static Assessment assess(Snapshot snapshot) {
    return switch (snapshot.server()) {
      case Fact.Unknown<ServerState>(var reason) -> new Assessment.Impossible(reason);
      case Fact.Known<ServerState>(Standby standby, var _) ->
          obstacle(snapshot, standby)
              .<Assessment>map(Assessment.Impossible::new)
              .orElseGet(
                  () ->
                      new Assessment.Possible(
                          standby.held(), standby.replayAge(), lacks(snapshot, standby)));
      case Fact.Known<ServerState>(var state, var _) ->
          new Assessment.Impossible(
              "PostgreSQL on %s is no running standby: it is %s"
                  .formatted(snapshot.node(), state.described()));
    };
  }

  private static Optional<String> obstacle(Snapshot snapshot, Standby standby) {
    if (snapshot.cluster() instanceof Fact.Unknown<ClusterView>(var reason)) {
      return Optional.of("the cluster's state is unknown: " + reason);
    }
    List<String> promoted = Neighbours.view(snapshot).promotedNodes();
    if (!promoted.isEmpty()) {
      return Optional.of(
          "%s is Promoted: nothing has to be lost".formatted(String.join(", ", promoted)));
    }
    if (!Declaration.isTold(standby)) {
      return Optional.of(
          "%s still replays the WAL that it has, at %s: wait until it is through"
              .formatted(snapshot.node(), standby.held()));
    }
    if (snapshot.lineage().isEmpty()) {
      return Optional.of(
          "the history of timeline %d cannot be read on %s: clone this node anew"
              .formatted(standby.held().timeline(), snapshot.node()));
    }
    return Refusals.recorded(snapshot)
        .map(PromotionRecord::systemIdentifier)
        .filter(recorded -> !recorded.equals(standby.settings().systemIdentifier()))
        .map(
            recorded ->
                "%s holds another database: system identifier %s, the promotion record has %s"
                    .formatted(snapshot.node(), standby.settings().systemIdentifier(), recorded));
  }

  private static List<Lack> lacks(Snapshot snapshot, Standby standby) {
    List<Lack> lacks = new ArrayList<>();
    Refusals.standing(snapshot).ifPresent(refusal -> lacks.add(lack(refusal, standby)));
    Refusals.recorded(snapshot)
        .filter(r -> Refusals.lacks(r, snapshot))
        .ifPresent(
            r ->
                lacks.add(
                    Lack.unknown(
                        "all that was written since %s was promoted, to timeline %d at %s"
                            .formatted(r.node(), r.begunAt().timeline(), r.begunAt().lsn()))));
    snapshot
        .memory()
        .upstream()
        .filter(end -> snapshot.lineage().filter(l -> !l.reaches(end)).isPresent())
        .ifPresent(
            end -> lacks.add(Lack.upTo("what its upstream last told it had", end, standby.held())));
    missing(snapshot).forEach(node -> lacks.add(Lack.unknown(absent(node, snapshot))));
    return lacks;
  }

  private static Lack lack(Refusal refusal, Standby standby) {
    return switch (refusal.kind()) {
      case LACKS ->
          Lack.upTo(
              "what %s held when this node was refused".formatted(refusal.node()),
              refusal.held(),
              standby.held());
      case LEFT ->
          Lack.unknown(
              "all that %s wrote on timeline %d after %s, where this node left it"
                  .formatted(refusal.node(), refusal.held().timeline(), refusal.held().lsn()));
    };
  }

  /// Whose instance does not run and may hold more. Nobody does who never was promoted after this
  /// one.
  private static List<String> missing(Snapshot snapshot) {
    boolean wasLast =
        Refusals.recorded(snapshot)
            .filter(r -> r.node().equals(snapshot.node()))
            .filter(r -> Refusals.holds(r, snapshot))
            .isPresent();
    return wasLast
        ? List.of()
        : Neighbours.view(snapshot).nodes().stream()
            .filter(n -> !n.name().equals(snapshot.node()) && !ClaimRules.runs(n))
            .map(Node::name)
            .toList();
  }

  private static String absent(String node, Snapshot snapshot) {
    boolean last = Refusals.recorded(snapshot).filter(r -> r.node().equals(node)).isPresent();
    boolean synchronous =
        Neighbours.view(snapshot)
            .synchronousSet()
            .map(SynchronousSet::members)
            .filter(members -> members.contains(node))
            .isPresent();
    return "what only %s holds, which does not run%s%s"
        .formatted(
            node,
            last ? " and was promoted last" : "",
            synchronous ? ", acknowledged commits among it" : "");
  }
}

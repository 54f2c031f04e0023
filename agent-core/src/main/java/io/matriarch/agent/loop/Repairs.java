package io.matriarch.agent.loop;

import io.matriarch.agent.decide.Diagnosis;
import io.matriarch.agent.decide.RepairPlan;
import io.matriarch.agent.model.Action;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.ControlData;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Policy.Rejoin.Method;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Repair.Progress;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.Verdict;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.port.Repairer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// What a repair means for the resource operations. Where an answer is empty, it means nothing.
final class Repairs {

  private static final Logger LOG = LoggerFactory.getLogger(Repairs.class);
  private static final Duration FOLLOW_WITHIN = Duration.ofSeconds(5);
  private static final Duration HALT_MOST = Duration.ofSeconds(15);

  private Repairs() {}

  /// A start does not wait for a repair: the daemon goes on with it once Pacemaker has the instance
  /// as active. What failed before gets its tries again, for whoever starts it has seen to it.
  static Mono<Verdict> start(ControlLoop loop) {
    Repairer repairer = loop.world().repairer();
    Progress found = repairer.latest().progress();
    Mono<Verdict> answer =
        switch (found) {
          case Progress.Running _ ->
              isDown(loop).flatMap(d -> d ? Looking.success() : Mono.empty());
          case Progress.Idle _, Progress.Pending _, Progress.Failed _ ->
              found.blocksStart() ? Looking.success() : Mono.empty();
        };
    return repairer.renew().then(Mono.defer(() -> answer));
  }

  private static Mono<Boolean> isDown(ControlLoop loop) {
    return Looking.state(loop).map(Looking::isDown);
  }

  /// The repair without which PostgreSQL refuses to start once it knows of the recorded promotion:
  /// what the server has replayed, or its latest checkpoint, is past the point where that left its
  /// timeline.
  static Mono<Action.Repair> owed(ControlLoop loop, ControlData control) {
    return Mono.justOrEmpty(order(loop, control, Method.REWIND));
  }

  /// The same for one that crashed. It cannot be rewound as it is, but it can be started as long as
  /// it lacks the newer history.
  static Mono<Action.Repair> owedByCrashed(ControlLoop loop, ControlData control) {
    return Mono.justOrEmpty(order(loop, control, Method.REBUILD))
        .filterWhen(
            order ->
                loop.world()
                    .server()
                    .history(order.primary().begunAt().timeline())
                    .hasElement()
                    .timeout(FOLLOW_WITHIN)
                    .onErrorReturn(false));
  }

  private static Optional<Action.Repair> order(
      ControlLoop loop, ControlData control, Method method) {
    return loop.cluster()
        .map(ClusterView::promotionRecord)
        .orElse(Optional.empty())
        .filter(_ -> RepairPlan.allows(loop.instance().policy().rejoin(), method))
        .filter(r -> !r.node().equals(loop.world().node()))
        .filter(r -> r.systemIdentifier().equals(control.systemIdentifier()))
        .flatMap(
            r -> past(r, control).map(held -> new Action.Repair(method, r, sentence(r, held))));
  }

  private static Optional<WalPosition> past(PromotionRecord record, ControlData control) {
    WalPosition checkpoint = new WalPosition(control.timeline(), control.checkpoint());
    return Stream.concat(replayed(control).stream(), Stream.of(checkpoint))
        .filter(held -> Diagnosis.wentAnotherWay(record, held, Optional.empty()))
        .findFirst();
  }

  private static Optional<WalPosition> replayed(ControlData control) {
    return control.minRecoveryTimeline() > 0
        ? Optional.of(new WalPosition(control.minRecoveryTimeline(), control.minRecoveryEnd()))
        : Optional.empty();
  }

  private static String sentence(PromotionRecord record, WalPosition held) {
    return "it holds %s, past timeline %d of %s, begun at %s"
        .formatted(held, record.begunAt().timeline(), record.node(), record.begunAt().lsn());
  }

  /// The start is answered at once: the daemon repairs the instance as soon as it may.
  static Mono<Verdict> owe(ControlLoop loop, Action.Repair order) {
    return loop.world().repairer().owe(order).then(Looking.success());
  }

  /// Whoever is being repaired is not what the cluster's clients may be given.
  static Mono<Verdict> promotion(ControlLoop loop) {
    Progress progress = loop.world().repairer().latest().progress();
    return switch (progress) {
      case Progress.Running(var method, var step, var _) ->
          Looking.failure("refused: %s is under way: %s", method, step);
      case Progress.Pending _, Progress.Failed _ ->
          progress.blocksStart()
              ? Looking.failure("refused: its data directory is not whole, a repair is unfinished")
              : Mono.empty();
      case Progress.Idle _ -> Mono.empty();
    };
  }

  /// What is being repaired is no primary: there is nothing to be demoted once no process is left.
  static Mono<Verdict> demotion(ControlLoop loop) {
    return loop.world().repairer().latest().progress().blocksStart()
        ? loop.world().control().processes().filter(List::isEmpty).flatMap(_ -> Looking.success())
        : Mono.empty();
  }

  /// Ends a repair for a stop, which never fails for it.
  static Mono<Void> halt(ControlLoop loop, Duration budget) {
    Duration most = Looking.least(HALT_MOST, Looking.part(budget, 25));
    return loop.world()
        .repairer()
        .halt()
        .timeout(most)
        .onErrorResume(
            failure -> {
              LOG.warn("the repair was not ended in order: {}", Looking.reason(failure, most));
              return Mono.empty();
            });
  }

  /// With `upstream=managed`, has the standby follow the promoted node from its start on. Best
  /// effort: the loop sees to it again.
  static Mono<Void> follow(ControlLoop loop) {
    var policy = loop.instance().policy();
    List<String> promoted = loop.cluster().map(ClusterView::promotedNodes).orElse(List.of());
    if (!policy.rejoin().upstreamManaged()
        || promoted.size() != 1
        || promoted.contains(loop.world().node())) {
      return Mono.empty();
    }
    return loop.world()
        .repairer()
        .follow(promoted.getFirst(), policy)
        .timeout(FOLLOW_WITHIN)
        .onErrorResume(
            failure -> {
              LOG.warn(
                  "primary_conninfo does not point at {}: {}",
                  promoted.getFirst(),
                  Looking.reason(failure, FOLLOW_WITHIN));
              return Mono.empty();
            });
  }

  /// Whether a repair is unfinished that nobody is at, and the server is down.
  static boolean isLeft(Cycle cycle) {
    return cycle.snapshot().repair().progress().blocksStart()
        && cycle.snapshot().server() instanceof Fact.Known<ServerState>(var state, var _)
        && Looking.isDown(state);
  }
}

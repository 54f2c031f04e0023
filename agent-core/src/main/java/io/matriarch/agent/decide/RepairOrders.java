package io.matriarch.agent.decide;

import static io.matriarch.agent.model.OcfExitCode.DEGRADED;

import io.matriarch.agent.model.Action;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Policy.Rejoin.Method;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Repair.Progress;
import io.matriarch.agent.model.Repair.Upstream;
import io.matriarch.agent.model.Repair.Upstream.Kind;
import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.ServerState.Primary;
import io.matriarch.agent.model.ServerState.Standby;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.WalPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What is done for a standby that does not stream: its upstream is asked, and a repair ordered.
///
/// A repair is never ordered on a node that may be the newest: the one node that is Promoted is the
/// one of the promotion record, and this node went another way, or that one has no longer what it
/// needs.
final class RepairOrders {

  /// An ordinary start or a moving virtual address takes less.
  private static final Duration ASK_AFTER = Duration.ofSeconds(2);

  /// While a standby is not degraded yet: that a virtual address has come is to be found out
  /// before.
  private static final Duration ASK_SOON_AFTER = Duration.ofSeconds(1);

  private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(5);

  /// A WAL receiver that can connect has done it by then.
  private static final Duration STUCK_AFTER = Duration.ofSeconds(2);

  /// What a switchover makes of an upstream passes in less.
  private static final Duration TELL_AFTER = Duration.ofSeconds(5);

  /// Two answers are as far apart, at least.
  private static final Duration TWICE = Duration.ofSeconds(4);

  /// Replay from an archive can go on without the primary: then the position moves, and the clock
  /// begins anew.
  private static final Duration REBUILD_AFTER = Duration.ofSeconds(30);

  /// A WAL receiver that only waited in vain for an address is ended before, and streams by then.
  private static final Duration CUT_AFTER = Duration.ofSeconds(10);

  private RepairOrders() {}

  /// The errands for a standby, whatever rule decides about it.
  static List<Action> errands(Snapshot snapshot, Standby standby) {
    List<Action> errands = new ArrayList<>();
    if (follows(snapshot, standby) && isLeftOver(snapshot.repair().progress())) {
      errands.add(new Action.ForgetRepair());
    }
    if (mayAsk(snapshot, standby)) {
      if (isStuck(snapshot)) {
        errands.add(new Action.Reconnect());
      }
      errands.add(new Action.AskUpstream(standby.held(), standby.settings().systemIdentifier()));
    }
    followed(snapshot, standby).ifPresent(errands::add);
    return errands;
  }

  /// Whoever was promoted follows nobody: what a repair left unfinished is over.
  static List<Action> errands(Snapshot snapshot, Primary primary) {
    boolean recorded =
        RepairRules.recorded(snapshot).filter(r -> r.isOf(snapshot.node(), primary)).isPresent();
    return recorded && isLeftOver(snapshot.repair().progress())
        ? List.of(new Action.ForgetRepair())
        : List.of();
  }

  /// While it connects, a WAL receiver knows no time limit: where the virtual address moves at that
  /// moment, it waits for a quarter of an hour.
  private static boolean isStuck(Snapshot snapshot) {
    return upstream(snapshot)
        .filter(u -> u.kind() == Kind.FOLLOWABLE)
        .filter(u -> snapshot.now().since(u.since()).compareTo(STUCK_AFTER) >= 0)
        .isPresent();
  }

  /// Whether the standby streams what the recorded promotion began, or what came after. On an older
  /// timeline the receiver only gets to know that it ended, again and again.
  static boolean follows(Snapshot snapshot, Standby standby) {
    return standby.streaming()
        && RepairRules.recorded(snapshot)
            .map(r -> standby.receiver().getFirst().timeline() >= r.begunAt().timeline())
            .orElse(true);
  }

  private static boolean isLeftOver(Progress progress) {
    return switch (progress) {
      case Progress.Pending _, Progress.Failed _ -> true;
      case Progress.Idle _, Progress.Running _ -> false;
    };
  }

  private static boolean mayAsk(Snapshot snapshot, Standby standby) {
    boolean lately =
        upstream(snapshot)
            .filter(u -> snapshot.now().since(u.at()).compareTo(pause(snapshot, u)) < 0)
            .isPresent();
    return !standby.streaming()
        && !(snapshot.repair().progress() instanceof Progress.Running)
        && othersPromoted(snapshot).isPresent()
        && notStreamingFor(snapshot).compareTo(ASK_AFTER) >= 0
        && !lately;
  }

  /// One that can be followed is asked again when its standby's WAL receiver has had the time to
  /// connect, for that is ended then.
  private static Duration pause(Snapshot snapshot, Upstream upstream) {
    if (Neighbours.apartFor(snapshot).compareTo(StandbyRules.CONNECT_GRACE) >= 0) {
      return ASK_AGAIN_AFTER;
    }
    return upstream.kind() == Kind.FOLLOWABLE ? STUCK_AFTER : ASK_SOON_AFTER;
  }

  private static Optional<Action> followed(Snapshot snapshot, Standby standby) {
    boolean managed = snapshot.instance().policy().rejoin().upstreamManaged();
    return othersPromoted(snapshot)
        .filter(_ -> managed && !Neighbours.handsOff(snapshot))
        .filter(node -> !streamsFrom(standby, node))
        .map(Action.Follow::new);
  }

  private static boolean streamsFrom(Standby standby, String node) {
    return standby.streaming() && standby.receiver().getFirst().senderHost().equals(node);
  }

  /// What is decided about a standby that cannot follow, if that is so.
  static Optional<Decision> cannotFollow(Snapshot snapshot, Standby standby) {
    return hindrance(snapshot, standby)
        .flatMap(
            u ->
                Draft.of(
                        RuleId.STANDBY_CANNOT_FOLLOW,
                        "not streaming from %s for %d s: %s",
                        othersPromoted(snapshot).orElse("nobody"),
                        Neighbours.apartFor(snapshot).toSeconds(),
                        sentence(u, standby))
                    .answerWithReason(DEGRADED)
                    .actions(cure(snapshot, standby, u))
                    .score(Scores.NOT_PROMOTABLE));
  }

  /// Why this standby cannot follow, once its upstream has said so. One that is being demoted, or
  /// fenced, refuses everybody: nobody loses a claim for that.
  private static Optional<Upstream> hindrance(Snapshot snapshot, Standby standby) {
    boolean follows =
        standby.streaming()
            || othersPromoted(snapshot)
                .filter(Neighbours.livingPrimaries(snapshot)::contains)
                .isEmpty();
    return follows || Neighbours.apartFor(snapshot).compareTo(TELL_AFTER) < 0
        ? Optional.empty()
        : upstream(snapshot).filter(u -> isCertain(u, standby));
  }

  private static String sentence(Upstream upstream, Standby standby) {
    if (upstream.kind() != Kind.FOLLOWABLE) {
      return upstream.sentence();
    }
    return brokeOff(standby)
        ? "%s, but a record breaks off in this node's WAL at %s, and it asks for what comes after"
            .formatted(upstream.sentence(), standby.received())
        : upstream.sentence() + ", but its WAL receiver gets nothing: clone it anew";
  }

  /// Whether the last record is incomplete at a segment's end, as after a crash with a full disk:
  /// then the standby asks for what its upstream never gets to, and PostgreSQL has no way out of
  /// that.
  private static boolean brokeOff(Standby standby) {
    return standby.received().compareTo(standby.held().lsn()) > 0;
  }

  /// While the role moves, so does the address, and a server that starts refuses: what passes by
  /// itself counts once it was said twice.
  private static boolean isCertain(Upstream upstream, Standby standby) {
    return switch (upstream.kind()) {
      case FOLLOWABLE -> saidFor(upstream, brokeOff(standby) ? CUT_AFTER : REBUILD_AFTER);
      case UNREACHABLE, REFUSED, NOT_A_PRIMARY -> saidFor(upstream, TWICE);
      case SLOT_MISSING, WAL_MISSING, DIVERGED, OTHER_SYSTEM -> true;
    };
  }

  private static boolean saidFor(Upstream upstream, Duration least) {
    return upstream.at().since(upstream.since()).compareTo(least) >= 0;
  }

  /// The repair of a standby that would wait for its WAL for good. pg_rewind finds nothing to do
  /// where a record broke off; what is done after it helps.
  static List<Action> cure(Snapshot snapshot, Standby standby) {
    return hindrance(snapshot, standby).map(u -> cure(snapshot, standby, u)).orElse(List.of());
  }

  private static List<Action> cure(Snapshot snapshot, Standby standby, Upstream upstream) {
    if (upstream.kind() == Kind.FOLLOWABLE && brokeOff(standby)) {
      return order(snapshot, standby, Method.REWIND, sentence(upstream, standby));
    }
    boolean curable = upstream.kind() == Kind.WAL_MISSING || upstream.kind() == Kind.FOLLOWABLE;
    boolean lasting = snapshot.now().since(upstream.since()).compareTo(REBUILD_AFTER) >= 0;
    return curable && lasting
        ? order(snapshot, standby, Method.REBUILD, upstream.sentence())
        : List.of();
  }

  /// Whether the standby's data went another way than the recorded promotion. On an older timeline
  /// than that, it may have left the lineage at a promotion before: its upstream knows.
  static boolean diverged(Snapshot snapshot, Standby standby) {
    WalPosition replayed = new WalPosition(standby.held().timeline(), standby.replayed());
    Optional<Upstream> upstream = upstream(snapshot).filter(u -> u.kind() == Kind.DIVERGED);
    return RepairRules.recorded(snapshot)
        .filter(
            r ->
                Diagnosis.wentAnotherWay(r, replayed, Optional.empty())
                    || upstream
                        .filter(
                            u ->
                                replayed.timeline() < r.begunAt().timeline()
                                    || Diagnosis.wentAnotherWay(r, replayed, u.own()))
                        .isPresent())
        .isPresent();
  }

  static boolean upstreamSaysDiverged(Snapshot snapshot) {
    return upstream(snapshot).filter(u -> u.kind() == Kind.DIVERGED).isPresent();
  }

  /// The repair of a standby whose data went another way.
  static List<Action> rewind(Snapshot snapshot, Standby standby, String reason) {
    return order(snapshot, standby, Method.REWIND, reason);
  }

  private static List<Action> order(
      Snapshot snapshot, Standby standby, Method method, String reason) {
    return snapshot.repair().progress() instanceof Progress.Idle
        ? primary(snapshot, method)
            .filter(r -> r.systemIdentifier().equals(standby.settings().systemIdentifier()))
            .map(r -> List.<Action>of(new Action.Repair(method, r, reason)))
            .orElse(List.of())
        : List.of();
  }

  /// The going on with a repair that was begun, if that may be now.
  static Optional<Action> resumption(Snapshot snapshot) {
    return (switch (snapshot.repair().progress()) {
          case Progress.Running(var method, var _, var _) -> primary(snapshot, method);
          case Progress.Pending(var method, var _, boolean _) -> primary(snapshot, method);
          case Progress.Idle _, Progress.Failed _ -> Optional.<PromotionRecord>empty();
        })
        .map(Action.ResumeRepair::new);
  }

  /// The last promotion, if the policy lets that method follow it and nothing is unclear about it.
  private static Optional<PromotionRecord> primary(Snapshot snapshot, Method method) {
    if (!(snapshot.cluster() instanceof Fact.Known<ClusterView>(var view, var _))
        || view.handsOff(snapshot.node())
        || !view.quorate()
        || !RepairPlan.allows(snapshot.instance().policy().rejoin(), method)) {
      return Optional.empty();
    }
    boolean unpromoted =
        view.node(snapshot.node()).filter(n -> n.role() == Role.UNPROMOTED).isPresent();
    return view.promotionRecord()
        .filter(r -> unpromoted && !r.node().equals(snapshot.node()))
        .filter(r -> view.promotedNodes().equals(List.of(r.node())));
  }

  /// The node other than this one that is Promoted, if it is exactly one.
  private static Optional<String> othersPromoted(Snapshot snapshot) {
    List<String> promoted = snapshot.cluster().map(ClusterView::promotedNodes).orElse(List.of());
    return promoted.size() == 1 && !promoted.contains(snapshot.node())
        ? Optional.of(promoted.getFirst())
        : Optional.empty();
  }

  /// What the upstream said since this standby last streamed.
  private static Optional<Upstream> upstream(Snapshot snapshot) {
    return snapshot
        .repair()
        .upstream()
        .filter(
            u ->
                snapshot
                    .memory()
                    .apartSince()
                    .filter(apart -> u.at().compareTo(apart) >= 0)
                    .isPresent());
  }

  /// How long it has not streamed, whether there was a primary or not.
  private static Duration notStreamingFor(Snapshot snapshot) {
    return snapshot.memory().apartSince().map(snapshot.now()::since).orElse(Duration.ZERO);
  }

  static String word(Method method) {
    return method.name().toLowerCase(Locale.ROOT);
  }
}

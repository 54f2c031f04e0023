package io.matriarch.telemetry.event;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.Memory.Operation;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.model.WalReceiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Follows failovers of one resource as one node sees them. Time comes from outside; not for
/// several threads.
///
/// All nodes call one failover by the same name, as each of them derives it from the promotion that
/// was the last recorded one when it began.
final class FailoverWatch {

  /// For so long the promoted node itself is waited for to answer the promotion that it recorded,
  /// and then for Pacemaker to start there what goes with the role.
  private static final Duration ANSWER_WAIT = Duration.ofSeconds(10);

  /// Whoever streams again for so long after a sign did not see a failover.
  private static final Duration CALM = Duration.ofSeconds(20);

  /// A standby that lost its upstream earlier than that lost it for another reason.
  private static final Duration RECENT = Duration.ofSeconds(30);

  private static final PromotionRecord NO_RECORD =
      new PromotionRecord("nobody", new WalPosition(1, Lsn.ZERO), "");

  /// One that is under way.
  private static final class Open {
    private final PromotionRecord left;
    private final BootTime begun;
    private final SortedMap<String, Long> phases = new TreeMap<>();
    private boolean failure;
    private Optional<BootTime> elected = Optional.empty();
    private Optional<BootTime> readWrite = Optional.empty();
    private Optional<BootTime> answered = Optional.empty();
    private Optional<BootTime> recorded = Optional.empty();
    private Optional<BootTime> reached = Optional.empty();
    private final Set<String> started = new TreeSet<>();
    private final Set<String> stopped = new TreeSet<>();
    private Lsn furthest = Lsn.ZERO;

    private Open(PromotionRecord left, BootTime begun, boolean failure) {
      this.left = left;
      this.begun = begun;
      this.failure = failure;
    }
  }

  private final String resource;
  private Optional<Open> open = Optional.empty();
  private Optional<Snapshot> latest = Optional.empty();
  private Optional<BootTime> apart = Optional.empty();
  private Lsn furthest = Lsn.ZERO;

  FailoverWatch(String resource) {
    this.resource = resource;
  }

  /// The name of the failover that is under way.
  Optional<String> correlation() {
    return open.map(o -> resource + "-" + o.left.begunAt().timeline());
  }

  List<Event> decided(Snapshot after) {
    List<Event> events = new ArrayList<>();
    latest.ifPresent(before -> signs(events, before, after));
    remember(after);
    latest = Optional.of(after);
    open.filter(o -> gaveUp(after, o.left.node())).ifPresent(o -> o.failure = true);
    open.filter(o -> o.elected.isPresent() && state(after, ServerState.Primary.class).isPresent())
        .ifPresent(o -> o.readWrite = o.readWrite.or(() -> Optional.of(after.now())));
    open.ifPresent(o -> end(events, o, after));
    return events;
  }

  private void signs(List<Event> events, Snapshot before, Snapshot after) {
    if (open.isPresent() || record(after).filter(r -> !r.equals(left(before))).isPresent()) {
      return;
    }
    if (state(before, ServerState.Primary.class).isPresent()
        && after.server() instanceof Fact.Known<ServerState>(var now, var _)
        && !(now instanceof ServerState.Primary)) {
      boolean failure = after.memory().operation() == Operation.NONE && !handsOff(after);
      String sign = "the primary on " + after.node() + " is " + now.described();
      open(events, left(before), after.now(), failure, after.node(), sign);
      phase(events, "detect", after.now().since(before.now()));
    }
    String primary = left(after).node();
    if (open.isEmpty() && isMember(before, primary) && !isMember(after, primary)) {
      String sign = "node " + primary + " with the primary left the cluster";
      BootTime begun =
          apart.filter(at -> after.now().since(at).compareTo(RECENT) < 0).orElse(after.now());
      open(events, left(after), begun, true, primary, sign);
    }
  }

  private void open(
      List<Event> events,
      PromotionRecord left,
      BootTime begun,
      boolean failure,
      String primary,
      String sign) {
    Open opened = new Open(left, begun, failure);
    opened.furthest = furthest;
    open = Optional.of(opened);
    events.add(new FailoverEvent.FailoverBegun(primary, sign));
  }

  private void phase(List<Event> events, String phase, Duration took) {
    open.ifPresent(
        o -> {
          o.phases.put(phase, took.toMillis());
          events.add(new FailoverEvent.FailoverPhase(phase, took.toMillis()));
        });
  }

  /// Where the timeline of the last recorded promotion was seen to reach.
  private void remember(Snapshot after) {
    state(after, ServerState.Standby.class)
        .ifPresent(
            standby -> {
              apart =
                  standby.streaming() ? Optional.empty() : apart.or(() -> Optional.of(after.now()));
              standby.receiver().stream()
                  .map(WalReceiver::latestEnd)
                  .forEach(end -> furthest = Lsn.max(furthest, end));
            });
    state(after, ServerState.Primary.class)
        .ifPresent(
            primary -> {
              apart = Optional.empty();
              furthest = Lsn.max(furthest, primary.written().lsn());
            });
  }

  private void end(List<Event> events, Open o, Snapshot after) {
    Optional<PromotionRecord> newer = record(after).filter(r -> !r.equals(o.left));
    if (newer.isEmpty()) {
      avert(events, o, after);
      return;
    }
    o.recorded = o.recorded.or(() -> Optional.of(after.now()));
    BootTime done = o.answered.or(() -> o.recorded).orElse(after.now());
    boolean here = newer.get().node().equals(after.node());
    boolean complete = o.answered.isPresent() && missing(o, after).isEmpty();
    boolean patient = after.now().since(done).compareTo(ANSWER_WAIT) < 0;
    if (!here || complete || !patient) {
      close(events, o, newer.get(), here && complete ? o.reached.orElse(done) : done);
    }
  }

  /// What Pacemaker has still to start where the role went. Where the role stays it starts again
  /// what it had stopped.
  private static List<String> missing(Open o, Snapshot seen) {
    boolean stays = o.left.node().equals(seen.node());
    return companions(seen).stream()
        .filter(name -> !o.started.contains(name))
        .filter(name -> !stays || o.stopped.contains(name))
        .toList();
  }

  private void close(List<Event> events, Open o, PromotionRecord record, BootTime at) {
    String trigger = trigger(o, record);
    long lost = o.left.equals(NO_RECORD) ? 0 : o.furthest.bytesPast(record.begunAt().lsn());
    end(events, o, "promoted", trigger, record, at, lost);
    furthest = record.begunAt().lsn();
  }

  private static String trigger(Open o, PromotionRecord record) {
    if (o.left.equals(NO_RECORD)) {
      return "first";
    }
    return record.node().equals(o.left.node()) ? "recovery" : o.failure ? "failure" : "switchover";
  }

  /// The primary is there again, or was never gone, and nobody was promoted.
  private void avert(List<Event> events, Open o, Snapshot after) {
    boolean primary =
        state(after, ServerState.Primary.class).isPresent()
            && after.memory().operation() == Operation.NONE
            && o.elected.isEmpty();
    boolean calm =
        state(after, ServerState.Standby.class).filter(ServerState.Standby::streaming).isPresent()
            && after.now().since(o.begun).compareTo(CALM) > 0;
    if (primary || calm) {
      end(events, o, "averted", o.failure ? "failure" : "switchover", o.left, after.now(), 0);
    }
  }

  private void end(
      List<Event> events,
      Open o,
      String outcome,
      String trigger,
      PromotionRecord record,
      BootTime at,
      long lost) {
    events.add(
        new FailoverEvent.FailoverEnded(
            outcome,
            trigger,
            record.node(),
            record.begunAt().timeline(),
            at.since(o.begun).toMillis(),
            o.phases,
            lost));
    open = Optional.empty();
  }

  List<Event> operated(String operation, boolean succeeded, Duration took, BootTime now) {
    List<Event> events = new ArrayList<>();
    BootTime began = new BootTime(now.millis() - took.toMillis());
    if (open.isEmpty() && latest.filter(known -> moves(operation, known)).isPresent()) {
      latest.ifPresent(
          known -> {
            Optional<BootTime> lost = apart.filter(at -> began.since(at).compareTo(RECENT) < 0);
            BootTime begun = lost.filter(at -> at.compareTo(began) < 0).orElse(began);
            String sign = "Pacemaker asks for " + operation;
            boolean failure = gaveUp(known, left(known).node());
            open(events, left(known), begun, failure, left(known).node(), sign);
          });
    }
    open.filter(_ -> succeeded && operation.equals("demote"))
        .ifPresent(o -> phase(events, "demote", now.since(o.begun)));
    open.filter(_ -> succeeded && operation.equals("promote"))
        .ifPresent(
            o -> {
              BootTime elected = o.elected.orElse(began);
              phase(events, "elect", elected.since(began));
              BootTime readWrite = o.readWrite.orElse(now);
              phase(events, "promote", readWrite.since(elected));
              o.readWrite.ifPresent(since -> phase(events, "writable", now.since(since)));
              o.answered = Optional.of(now);
            });
    return events;
  }

  /// A promotion while there is a primary changes nothing: Pacemaker repeats it at times.
  private static boolean moves(String operation, Snapshot known) {
    boolean primary =
        state(known, ServerState.Primary.class).isPresent()
            || state(known, ServerState.Standby.class)
                .filter(ServerState.Standby::streaming)
                .isPresent();
    return switch (operation) {
      case "pre-demote", "demote" -> true;
      case "pre-promote", "promote" -> !primary;
      default -> false;
    };
  }

  void stepped(String step, BootTime now) {
    if (step.startsWith("election/")) {
      open.ifPresent(o -> o.elected = Optional.of(now));
    }
  }

  /// Pacemaker tells that it started or stopped another resource on this node.
  List<Event> placed(String name, String task, BootTime now) {
    List<Event> events = new ArrayList<>();
    open.filter(_ -> task.equals("stop")).ifPresent(o -> o.stopped.add(name));
    open.filter(_ -> task.equals("start") && goesWithTheRole(name))
        .ifPresent(
            o -> {
              o.started.add(name);
              o.reached = Optional.of(now);
              o.answered
                  .filter(
                      _ -> latest.map(seen -> missing(o, seen)).filter(List::isEmpty).isPresent())
                  .ifPresent(since -> phase(events, "address", now.since(since)));
            });
    return events;
  }

  private boolean goesWithTheRole(String name) {
    return latest.filter(seen -> companions(seen).contains(name)).isPresent();
  }

  private static List<String> companions(Snapshot seen) {
    return seen.cluster().map(ClusterView::companions).orElse(List.of());
  }

  /// Pacemaker tells that a node was fenced.
  List<Event> fenced(String node, boolean succeeded, BootTime now) {
    List<Event> events = new ArrayList<>();
    open.filter(o -> succeeded && o.left.node().equals(node))
        .ifPresent(
            o -> {
              o.failure = true;
              phase(events, "fence", now.since(o.begun));
            });
    return events;
  }

  private static Optional<PromotionRecord> record(Snapshot snapshot) {
    return snapshot.cluster().map(ClusterView::promotionRecord).orElse(Optional.empty());
  }

  private static PromotionRecord left(Snapshot snapshot) {
    return record(snapshot).orElse(NO_RECORD);
  }

  private static boolean handsOff(Snapshot snapshot) {
    return snapshot.cluster().map(view -> view.handsOff(snapshot.node())).orElse(false);
  }

  private static boolean isMember(Snapshot snapshot, String node) {
    return snapshot
        .cluster()
        .map(view -> view.node(node).map(ClusterView.Node::member).orElse(false))
        .orElse(false);
  }

  /// A primary that is asked to leave keeps its score, which is no longer told once it has stopped;
  /// one that crashed has a negative one. A standby that lost it cannot tell which it was.
  private static boolean gaveUp(Snapshot snapshot, String primary) {
    return snapshot.cluster().map(view -> view.node(primary)).orElse(Optional.empty()).stream()
        .anyMatch(
            node ->
                !node.member()
                    || node.score().orElse(0) < 0
                    || (node.role() == ClusterView.Role.PROMOTED && node.score().orElse(0) == 0));
  }

  private static <S extends ServerState> Optional<S> state(Snapshot snapshot, Class<S> type) {
    return snapshot.server() instanceof Fact.Known<ServerState>(var state, var _)
            && type.isInstance(state)
        ? Optional.of(type.cast(state))
        : Optional.empty();
  }
}

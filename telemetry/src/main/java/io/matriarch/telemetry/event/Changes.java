package io.matriarch.telemetry.event;

import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.ReplicationSlot;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.StandbyLink;
import io.matriarch.agent.model.SynchronousSet;
import io.matriarch.agent.model.WalReceiver;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// What happened between two looks at one instance: a pure function of both.
///
/// Standbys and slots are compared by name, and no more of them than can be told in time.
public final class Changes {

  private static final int NAMES_MAX = 64;
  private static final String GONE = "gone";
  private static final String NONE = "none";

  private final List<Event> events = new ArrayList<>();

  private Changes() {}

  /// The events of the first look of an agent.
  public static List<Event> first(Snapshot snapshot, Decision decision) {
    Changes changes = new Changes();
    changes.events.add(decided(decision));
    if (!snapshot.faults().isEmpty()) {
      changes.events.add(new AgentEvent.FaultsChanged(snapshot.faults()));
    }
    return List.copyOf(changes.events);
  }

  public static List<Event> between(
      Snapshot before, Decision decidedBefore, Snapshot after, Decision decided) {
    Changes changes = new Changes();
    changes.server(before.server(), after.server());
    if (before.cluster() instanceof Fact.Known<ClusterView>(var earlier, var _)
        && after.cluster() instanceof Fact.Known<ClusterView>(var later, var _)) {
      changes.cluster(earlier, later);
      changes.own(
          earlier.node(after.node()).orElse(later.node(after.node()).orElse(NOBODY)),
          later.node(after.node()).orElse(NOBODY));
    }
    changes.known(before.cluster(), after.cluster());
    if (!before.faults().equals(after.faults())) {
      changes.events.add(new AgentEvent.FaultsChanged(after.faults()));
    }
    if (decidedBefore.rule() != decided.rule()) {
      changes.events.add(decided(decided));
    }
    return List.copyOf(changes.events);
  }

  private static final ClusterView.Node NOBODY =
      new ClusterView.Node(
          "",
          false,
          false,
          false,
          false,
          ClusterView.Role.UNKNOWN,
          Optional.empty(),
          0,
          Optional.empty(),
          Optional.empty());

  private static Event decided(Decision decision) {
    return new AgentEvent.DecisionChanged(
        decision.rule().id(),
        decision.because(),
        decision.verdict().code().code(),
        decision.givesUp());
  }

  private void server(Fact<ServerState> before, Fact<ServerState> after) {
    Role from = Role.of(before);
    Role to = Role.of(after);
    if (from != to) {
      events.add(new ServerEvent.RoleChanged(from.word(), to.word()));
    }
    StateName was = StateName.of(before);
    StateName is = StateName.of(after);
    if (was != is) {
      String described =
          switch (after) {
            case Fact.Known<ServerState>(var state, var _) -> state.described();
            case Fact.Unknown<ServerState>(var reason) -> "unknown: " + reason;
          };
      events.add(new ServerEvent.StateChanged(was.word(), is.word(), described));
    }
    if (before instanceof Fact.Known<ServerState>(var earlier, var _)
        && after instanceof Fact.Known<ServerState>(var later, var _)) {
      running(earlier, later);
    }
  }

  private void running(ServerState before, ServerState after) {
    if (before instanceof ServerState.Primary was && after instanceof ServerState.Primary is) {
      named(links(was.standbys()), links(is.standbys()), this::standby);
      named(slots(was.slots()), slots(is.slots()), this::slot);
    }
    if (before instanceof ServerState.Standby was && after instanceof ServerState.Standby is) {
      if (was.streaming() != is.streaming()) {
        List<WalReceiver> receiver = is.streaming() ? is.receiver() : was.receiver();
        String upstream = receiver.stream().map(WalReceiver::senderHost).findFirst().orElse("");
        events.add(new ServerEvent.StreamingChanged(is.streaming(), upstream));
      }
      named(slots(was.slots()), slots(is.slots()), this::slot);
    }
  }

  private void standby(String name, String from, String to) {
    events.add(new ServerEvent.StandbyChanged(name, from, to));
  }

  private void slot(String name, String from, String to) {
    events.add(new ServerEvent.SlotChanged(name, from, to));
  }

  private interface Named {
    void changed(String name, String from, String to);
  }

  private static void named(Map<String, String> before, Map<String, String> after, Named changed) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      String from = before.getOrDefault(name, GONE);
      String to = after.getOrDefault(name, GONE);
      if (!from.equals(to)) {
        changed.changed(name, from, to);
      }
    }
  }

  private static Map<String, String> links(List<StandbyLink> standbys) {
    return byName(standbys, StandbyLink::standby, link -> link.state() + "/" + link.syncState());
  }

  private static Map<String, String> slots(List<ReplicationSlot> slots) {
    return byName(
        slots.stream().filter(slot -> !slot.temporary()).toList(),
        ReplicationSlot::name,
        slot -> slot.walStatus().isEmpty() ? "unreserved yet" : slot.walStatus());
  }

  private static <T> Map<String, String> byName(
      List<T> all, Function<T, String> name, Function<T, String> state) {
    Map<String, String> byName = new TreeMap<>();
    all.stream()
        .sorted(Comparator.comparing(name))
        .limit(NAMES_MAX)
        .forEach(one -> byName.merge(name.apply(one), state.apply(one), Changes::better));
    return byName;
  }

  /// Of two connections under one name the older one is often a dead one.
  private static String better(String one, String other) {
    return one.startsWith("streaming") ? one : other;
  }

  private void known(Fact<ClusterView> before, Fact<ClusterView> after) {
    boolean was = before instanceof Fact.Known<ClusterView>;
    switch (after) {
      case Fact.Known<ClusterView> _ when !was ->
          events.add(new ClusterEvent.ClusterKnownChanged(true, ""));
      case Fact.Unknown<ClusterView>(var reason) when was ->
          events.add(new ClusterEvent.ClusterKnownChanged(false, reason));
      case Fact.Known<ClusterView> _, Fact.Unknown<ClusterView> _ -> {}
    }
  }

  private void cluster(ClusterView before, ClusterView after) {
    if (before.quorate() != after.quorate()) {
      events.add(new ClusterEvent.QuorumChanged(after.quorate()));
    }
    flag("maintenance", before.maintenance(), after.maintenance());
    flag("management", before.managed(), after.managed());
    flag("fencing", before.fencingEnabled(), after.fencingEnabled());
    nodes(before, after, Changes::condition)
        .forEach((peer, words) -> changed(words, (from, to) -> node(peer, from, to)));
    for (ClusterView.Node node : after.nodes()) {
      int from = before.node(node.name()).map(ClusterView.Node::failCount).orElse(0);
      if (from != node.failCount()) {
        events.add(new ClusterEvent.FailCountChanged(node.name(), from, node.failCount()));
      }
    }
    after
        .promotionRecord()
        .filter(record -> before.promotionRecord().filter(record::equals).isEmpty())
        .ifPresent(this::promoted);
    String set = before.synchronousSet().map(SynchronousSet::toString).orElse(NONE);
    String now = after.synchronousSet().map(SynchronousSet::toString).orElse(NONE);
    if (!set.equals(now)) {
      events.add(new ClusterEvent.SynchronousSetChanged(set, now));
    }
  }

  private void promoted(PromotionRecord record) {
    events.add(
        new FailoverEvent.PromotionRecorded(
            record.node(), record.begunAt().timeline(), record.begunAt().lsn().toString()));
  }

  private void node(String peer, String from, String to) {
    events.add(new ClusterEvent.NodeChanged(peer, from, to));
  }

  private void flag(String what, boolean before, boolean after) {
    if (before != after) {
      events.add(new ClusterEvent.SwitchChanged(what, after));
    }
  }

  private record Words(String from, String to) {}

  private static void changed(Words words, BiConsumer<String, String> tell) {
    if (!words.from().equals(words.to())) {
      tell.accept(words.from(), words.to());
    }
  }

  private static Map<String, Words> nodes(
      ClusterView before, ClusterView after, Function<ClusterView.Node, String> word) {
    Map<String, Words> nodes = new TreeMap<>();
    before.nodes().forEach(n -> nodes.put(n.name(), new Words(word.apply(n), GONE)));
    after
        .nodes()
        .forEach(
            n ->
                nodes.merge(
                    n.name(),
                    new Words(GONE, word.apply(n)),
                    (was, is) -> new Words(was.from(), is.to())));
    return nodes;
  }

  private static String condition(ClusterView.Node node) {
    return node.unclean()
        ? "unclean"
        : !node.member()
            ? "offline"
            : node.standbyMode()
                ? "in standby mode"
                : node.maintenance() ? "in maintenance mode" : "online";
  }

  private void own(ClusterView.Node before, ClusterView.Node after) {
    String from = before.score().map(String::valueOf).orElse(NONE);
    String to = after.score().map(String::valueOf).orElse(NONE);
    if (!from.equals(to)) {
      events.add(new AgentEvent.ScoreChanged(from, to));
    }
    if (!before.refusal().equals(after.refusal())) {
      events.add(new ServerEvent.RefusalChanged(after.refusal().map(Refusal::toString).orElse("")));
    }
  }
}

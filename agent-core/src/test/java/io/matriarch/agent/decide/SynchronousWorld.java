package io.matriarch.agent.decide;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.Memory;
import io.matriarch.agent.model.Policy;
import io.matriarch.agent.model.ServerSettings;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.StandbyLink;
import io.matriarch.agent.model.SynchronousSet;
import io.matriarch.agent.model.SynchronousSetting;
import io.matriarch.agent.model.Upkeep;
import io.matriarch.agent.model.UpkeepMemory;
import io.matriarch.agent.model.UpkeepMemory.Asked;
import io.matriarch.agent.model.WalPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/// A cluster with synchronous replication of which chance decides: what is written and flushed
/// where, what is lost, who is promoted, and how far each of the agents' steps gets. It keeps what
/// was acknowledged, and says where it is.
final class SynchronousWorld {

  private static final BootTime BEGIN = new BootTime(1_000_000);
  private static final Duration RELOAD_MOST = Duration.ofMillis(900);

  /// One node: its server and what its agent remembers.
  static final class Node {
    final String name;
    boolean up = true;
    boolean member = true;
    boolean unclean;
    boolean connected = true;
    int timeline = 1;
    long held = 100;
    SynchronousSetting file = SynchronousSetting.NONE;
    SynchronousSetting inForce = SynchronousSetting.NONE;
    Memory memory = Memory.EMPTY;

    Node(String name) {
      this.name = name;
    }
  }

  /// A setting that some WAL sender may still go by.
  private record Fading(SynchronousSetting setting, BootTime until) {}

  /// Where a timeline began, and on which other one.
  private record Beginning(int parent, long at) {}

  private final RandomGenerator random;
  final SortedMap<String, Node> nodes = new TreeMap<>();
  private final SortedMap<Integer, Beginning> timelines = new TreeMap<>();
  private final SortedMap<Integer, Long> acknowledged = new TreeMap<>();
  private final List<Fading> fading = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final int[] weights;
  private final int rush;
  private int recordedTimeline = 1;
  private BootTime now = BEGIN;
  private BootTime viewAt = BEGIN;
  private Optional<SynchronousSet> shown = Optional.empty();
  Optional<SynchronousSet> recorded = Optional.empty();
  Policy.Synchronous policy;
  Optional<Node> primary;
  boolean calm;

  SynchronousWorld(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    int size = 2 + random.nextInt(4);
    for (int i = 1; i <= size; i++) {
      nodes.put("n" + i, new Node("n" + i));
    }
    timelines.put(1, new Beginning(0, 0));
    primary = Optional.of(node("n1"));
    policy = somePolicy();
    weights =
        IntStream.range(0, 10).map(_ -> List.of(1, 1, 3, 12).get(random.nextInt(4))).toArray();
    weights[0] = 4 + random.nextInt(20);
    rush = 2 + random.nextInt(10);
  }

  List<String> told() {
    return told;
  }

  private Policy.Synchronous somePolicy() {
    return new Policy.Synchronous(
        chance(2) ? Policy.Synchronous.Mode.PREFER : Policy.Synchronous.Mode.STRICT,
        chance(3),
        1 + random.nextInt(2),
        Duration.ofSeconds(1 + random.nextInt(10)));
  }

  boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private Node some() {
    List<Node> all = List.copyOf(nodes.values());
    return all.get(random.nextInt(all.size()));
  }

  private void tell(String what) {
    told.add((now.millis() - BEGIN.millis()) + " " + what);
  }

  /// One event; afterwards some time has passed.
  void happen() {
    if (calm) {
      replicate();
      look();
    } else {
      somethingHappens();
    }
    acknowledge();
    now =
        now.plus(Duration.ofMillis(calm ? 1000 : 20L + random.nextInt(chance(rush) ? 4000 : 300)));
    fading.removeIf(f -> f.until().compareTo(now) < 0);
  }

  /// Each history has its own mixture of events.
  private void somethingHappens() {
    int chosen = random.nextInt(IntStream.of(weights).sum());
    int event = 0;
    while (chosen >= weights[event]) {
      chosen -= weights[event];
      event++;
    }
    switch (event) {
      case 0 -> look();
      case 1 -> write();
      case 2 -> replicate();
      case 3 -> disturb();
      case 4 -> repair();
      case 5 -> fence();
      case 6 -> crash();
      case 7 -> promote();
      case 8 -> forget();
      default -> administrate();
    }
  }

  private void write() {
    primary.ifPresent(p -> p.held += 1 + random.nextInt(5));
  }

  private void replicate() {
    for (Node node : nodes.values()) {
      if (streams(node) && (calm || chance(2))) {
        long end = primary.orElseThrow().held;
        node.held = calm || chance(2) ? end : Math.min(end, node.held + 1 + random.nextInt(3));
        node.timeline = timelineOf(primary.orElseThrow(), node.held);
      }
    }
  }

  private boolean isPrimary(Node node) {
    return primary.filter(p -> p == node).isPresent();
  }

  /// The timeline to which that location belongs in the node's history.
  private int timelineOf(Node node, long lsn) {
    int timeline = node.timeline;
    while (beginning(timeline).parent() > 0 && lsn < beginning(timeline).at()) {
      timeline = beginning(timeline).parent();
    }
    return timeline;
  }

  /// A standby whose WAL is not the primary's cannot stream before it is rewound.
  private boolean streams(Node node) {
    return node.up && node.connected && primary.isPresent() && !isPrimary(node) && contains(node);
  }

  private boolean contains(Node node) {
    return holds(primary.orElseThrow(), node.timeline, node.held);
  }

  private void disturb() {
    Node node = some();
    node.connected = false;
    if (chance(2) && !isPrimary(node)) {
      node.up = false;
      tell(node.name + " is down");
      if (chance(2)) {
        node.member = false;
        node.unclean = true;
      }
    }
  }

  private void fence() {
    nodes.values().stream().filter(n -> n.unclean).forEach(n -> n.unclean = false);
  }

  void repair() {
    Node node = some();
    node.connected = true;
    node.unclean = false;
    node.member = true;
    if (!node.up) {
      node.up = true;
      node.inForce = node.file;
      begin(node);
    }
    if (primary.isPresent() && !isPrimary(node) && !contains(node)) {
      rewind(node, primary.get());
    }
  }

  /// Back to where it parted from the primary, with the primary's configuration.
  private void rewind(Node node, Node source) {
    while (!holds(source, node.timeline, node.held)) {
      Beginning beginning = beginning(node.timeline);
      if (node.held <= beginning.at() && beginning.parent() > 0) {
        node.timeline = beginning.parent();
      } else {
        node.held--;
      }
    }
    node.file = source.file;
    node.inForce = source.file;
    tell(node.name + " is rewound to " + node.timeline + ":" + node.held);
  }

  private void crash() {
    if (chance(3) && primary.isPresent()) {
      Node node = primary.get();
      tell(node.name + " crashes");
      node.up = false;
      node.memory = Memory.EMPTY;
      primary = Optional.empty();
      fading.clear();
      if (chance(2)) {
        node.member = false;
      }
    }
  }

  private void forget() {
    Node node = some();
    begin(node);
    tell("the agent of " + node.name + " begins anew");
  }

  private void administrate() {
    if (chance(12)) {
      policy = somePolicy();
      tell("policy " + policy);
    } else if (chance(25)) {
      byHand(some());
    } else if (chance(3)) {
      primary.ifPresent(this::reload);
    }
  }

  /// Nobody can protect commits from a change in a running primary before it is seen.
  private void byHand(Node node) {
    if (!isPrimary(node)) {
      node.file = SynchronousSetting.of(false, 1, List.of("n2", "stranger"));
      reload(node);
      tell("by hand on " + node.name + ": " + node.file);
    }
  }

  private void promote() {
    if (primary.isPresent()) {
      return;
    }
    List<Node> known = nodes.values().stream().filter(n -> n.up && !chance(5)).toList();
    List<String> names = known.stream().map(n -> n.name).toList();
    known.stream()
        .filter(n -> begins(n, recordedTimeline))
        .filter(n -> known.stream().noneMatch(peer -> isAhead(peer, n)))
        .filter(_ -> recorded.map(set -> set.hasQuorum(names)).orElse(true))
        .findFirst()
        .ifPresent(this::promote);
  }

  private void promote(Node node) {
    recorded.ifPresent(set -> makeReady(node, set));
    int timeline = timelines.size() + 1;
    timelines.put(timeline, new Beginning(node.timeline, node.held));
    node.timeline = timeline;
    primary = Optional.of(node);
    readCluster(); // Only a reading that shows it as promoted lets its agent go on.
    if (!chance(5)) {
      recordedTimeline = timeline;
    }
    if (recorded.isEmpty()) {
      acknowledged.entrySet().removeIf(e -> !holds(node, e.getKey(), e.getValue()));
    }
    tell("known are " + nodes.values().stream().filter(n -> n.up).map(n -> n.name).toList());
    tell(node.name + " is promoted at " + node.held + " with " + node.inForce + ", " + recorded);
  }

  /// As the promotion does it before `pg_promote`.
  private void makeReady(Node node, SynchronousSet set) {
    boolean written =
        node.memory
            .upkeep()
            .synchronous()
            .asked()
            .filter(a -> a.failure().isEmpty() && a.text().equals(node.inForce.toString()))
            .isPresent();
    if (!written || !set.isKeptBy(node.name, node.inForce)) {
      node.file = StandbySetting.of(node.name, set, policy);
      node.inForce = node.file;
    }
  }

  private boolean isAhead(Node peer, Node candidate) {
    return peer.timeline == candidate.timeline
        ? peer.held > candidate.held
        : begins(peer, recordedTimeline) && !begins(candidate, peer.timeline);
  }

  /// Whether the node's WAL reaches into that timeline.
  private boolean begins(Node node, int timeline) {
    return lineage(node).containsKey(timeline) && node.held >= beginning(timeline).at();
  }

  private Beginning beginning(int timeline) {
    Beginning beginning = timelines.get(timeline);
    if (beginning == null) {
      throw new IllegalStateException("no timeline " + timeline);
    }
    return beginning;
  }

  /// Each timeline in the node's history with how far the node holds it.
  private Map<Integer, Long> lineage(Node node) {
    Map<Integer, Long> lineage = new TreeMap<>();
    long limit = node.held;
    int timeline = node.timeline;
    while (timeline > 0) {
      lineage.put(timeline, limit);
      limit = Math.min(limit, beginning(timeline).at());
      timeline = beginning(timeline).parent();
    }
    return lineage;
  }

  boolean holds(Node node, int timeline, long lsn) {
    return lineage(node).getOrDefault(timeline, -1L) >= lsn;
  }

  private void acknowledge() {
    primary.ifPresent(
        p -> {
          List<SynchronousSetting> settings = new ArrayList<>(List.of(p.inForce));
          fading.forEach(f -> settings.add(f.setting()));
          for (SynchronousSetting setting : settings) {
            long lsn = confirmed(p, setting);
            if (lsn > beginning(p.timeline).at()) {
              acknowledged.merge(p.timeline, lsn, Math::max);
            }
          }
        });
  }

  private long confirmed(Node p, SynchronousSetting setting) {
    if (setting.count() == 0) {
      return p.held;
    }
    List<Long> flushed =
        nodes.values().stream()
            .filter(n -> setting.names().contains(n.name) && streams(n))
            .map(n -> n.held)
            .sorted()
            .toList()
            .reversed();
    return flushed.size() < setting.count() ? 0 : flushed.get(setting.count() - 1);
  }

  /// What breaks the invariant now, nothing while no set is recorded.
  Optional<String> violation() {
    return recorded.flatMap(
        set ->
            acknowledged.entrySet().stream()
                .filter(
                    e ->
                        set.members().stream()
                                .filter(name -> nodes.containsKey(name))
                                .filter(m -> holds(node(m), e.getKey(), e.getValue()))
                                .count()
                            <= set.acknowledged())
                .findFirst()
                .map(e -> "%d:%d is not on enough of %s".formatted(e.getKey(), e.getValue(), set)));
  }

  private Node node(String name) {
    Node node = nodes.get(name);
    if (node == null) {
      throw new IllegalStateException(name);
    }
    return node;
  }

  private void look() {
    if (calm || chance(4) || now.since(viewAt).toSeconds() > rush) {
      readCluster();
    }
    nodes.values().stream().filter(n -> n.up && (calm || chance(2))).forEach(this::look);
  }

  private void readCluster() {
    viewAt = now;
    shown = recorded;
  }

  /// An agent that begins reads the CIB anew.
  private void begin(Node node) {
    node.memory = Memory.EMPTY;
    readCluster();
  }

  private void look(Node node) {
    ServerState state = isPrimary(node) ? primaryState(node) : standbyState(node);
    var server = Fact.known(state, now);
    var view = view();
    node.memory =
        UpkeepRecall.look(
            Recall.look(node.memory, node.name, server, Fact.known(view, now), now),
            node.name,
            server,
            Fact.known(view, now),
            now);
    SynchronousSituation situation =
        new SynchronousSituation(
            node.name,
            policy,
            node.inForce.toString(),
            isPrimary(node) ? links() : List.of(),
            view,
            node.memory.upkeep().synchronous(),
            now);
    (isPrimary(node) ? SynchronousPlan.next(situation).step() : UpkeepRules.ready(situation))
        .ifPresent(step -> carryOut(node, step));
  }

  /// Wholly, in part, or not at all; with or without the agent's knowledge.
  private void carryOut(Node node, Upkeep step) {
    boolean known = calm || !chance(6);
    boolean done = calm || !chance(6);
    tell(node.name + (done ? " " : " fails to ") + step + (known ? "" : ", unknown to it"));
    if (step instanceof Upkeep.SetSynchronousNames(var setting, var _)) {
      if (done || chance(2)) {
        node.file = setting;
      }
      if (done) {
        reload(node);
      }
      Asked asked = new Asked(setting.toString(), now, done && known ? "" : "timed out");
      remember(node, s -> s.withAsked(asked));
    } else if (step instanceof Upkeep.RecordSynchronousSet(var set, var _)) {
      remember(node, s -> s.withWritten(set));
      if (done && isPrimary(node)) {
        recorded = Optional.of(set);
      }
    }
    if (!known && chance(2)) {
      begin(node);
    }
  }

  private static void remember(Node node, UnaryOperator<UpkeepMemory.Synchronous> change) {
    var upkeep = node.memory.upkeep();
    node.memory =
        node.memory.withUpkeep(upkeep.withSynchronous(change.apply(upkeep.synchronous())));
  }

  private void reload(Node node) {
    if (isPrimary(node) && !node.inForce.equals(node.file)) {
      fading.add(
          new Fading(
              node.inForce,
              now.plus(RELOAD_MOST.multipliedBy(random.nextInt(100)).dividedBy(100))));
    }
    node.inForce = node.file;
  }

  private ClusterView view() {
    List<ClusterView.Node> all =
        nodes.values().stream()
            .map(
                n ->
                    new ClusterView.Node(
                        n.name,
                        n.member,
                        n.unclean,
                        false,
                        false,
                        isPrimary(n) ? Role.PROMOTED : Role.UNPROMOTED,
                        Optional.empty(),
                        0,
                        Optional.empty(),
                        Optional.empty()))
            .toList();
    return new ClusterView(
        "0.1.0",
        true,
        "n1",
        false,
        true,
        ClusterView.INFINITY,
        true,
        all,
        Optional.empty(),
        shown,
        List.of());
  }

  private List<StandbyLink> links() {
    return nodes.values().stream()
        .filter(this::streams)
        .map(
            n -> {
              Lsn lsn = new Lsn(n.held);
              return new StandbyLink(
                  n.name,
                  "",
                  "streaming",
                  "quorum",
                  lsn,
                  lsn,
                  lsn,
                  lsn,
                  Duration.ZERO,
                  Duration.ZERO,
                  Duration.ZERO);
            })
        .toList();
  }

  private static ServerSettings settings(Node node) {
    return new ServerSettings(
        170_006, "7301", node.inForce.toString(), "on", "", "replica", "latest", 10, 0, 0, true);
  }

  private ServerState primaryState(Node node) {
    WalPosition written = new WalPosition(node.timeline, new Lsn(node.held));
    return new ServerState.Primary(settings(node), written, written.lsn(), links(), List.of());
  }

  private static ServerState standbyState(Node node) {
    Lsn lsn = new Lsn(node.held);
    return new ServerState.Standby(
        settings(node),
        new WalPosition(node.timeline, lsn),
        lsn,
        lsn,
        false,
        Duration.ZERO,
        List.of(),
        List.of(),
        List.of());
  }
}

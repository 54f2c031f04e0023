package io.matriarch.agent.decide;

import io.matriarch.agent.decide.Election.Ballot;
import io.matriarch.agent.decide.Election.Candidate;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Health;
import io.matriarch.agent.model.InstanceParameters;
import io.matriarch.agent.model.Lineage;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.Memory;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.SynchronousSet;
import io.matriarch.agent.model.TimelineHistory;
import io.matriarch.agent.model.TimelineHistory.Ancestor;
import io.matriarch.agent.model.UpkeepMemory;
import io.matriarch.agent.model.WalPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/// Makes up snapshots and ballots, from small sets of values so that borders and coincidences are
/// frequent. The same seed gives the same ones.
final class RandomWorld {

  private static final List<String> NODES = List.of("n1", "n2", "n3", "n4");
  private static final List<Integer> SCORES = List.of(-1000, -1, 0, 1, 960, 1000, 1001);
  private static final List<Long> AGES =
      List.of(0L, 1L, 1999L, 2000L, 4999L, 5000L, 9999L, 10_000L, 30_000L, 30_001L, 600_000L);
  private static final List<Long> FREE =
      List.of(0L, (32L << 20) - 1, 32L << 20, (64L << 20) - 1, 64L << 20, (256L << 20) - 1);

  private static final List<Lsn> LSNS =
      List.of(
          Lsn.ZERO,
          Lsn.parse("0/3000000"),
          Lsn.parse("0/4000000"),
          Lsn.parse("0/5000000"),
          Lsn.parse("0/5000001"),
          Lsn.parse("7FFFFFFF/FFFFFFFF"),
          Lsn.parse("80000000/0"),
          Lsn.parse("FFFFFFFF/FFFFFF00"));

  private final RandomGenerator random;
  private final RandomServers servers;
  private final BootTime now = new BootTime(1_000_000);

  RandomWorld(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    servers = new RandomServers(this);
  }

  <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  boolean maybe() {
    return random.nextBoolean();
  }

  boolean rarely() {
    return random.nextInt(8) == 0;
  }

  <T> Optional<T> perhaps(T value) {
    return maybe() ? Optional.of(value) : Optional.empty();
  }

  int upTo(int most) {
    return random.nextInt(most + 1);
  }

  String node() {
    return one(NODES);
  }

  Lsn lsn() {
    return one(LSNS);
  }

  String system() {
    return rarely() ? "9999" : Incident.SYSTEM;
  }

  WalPosition position() {
    return new WalPosition(1 + upTo(3), lsn());
  }

  private Optional<BootTime> since() {
    return maybe()
        ? Optional.of(now.plus(Duration.ofMillis(one(AGES)).negated()))
        : Optional.empty();
  }

  Snapshot snapshot() {
    Map<String, String> parameters =
        Map.of(
            "maxlag",
            rarely() ? "much" : one(List.of("0", "1048576")),
            "rejoin",
            one(List.of("follow", "rewind", "rebuild")),
            "upstream",
            one(List.of("manual", "managed")),
            "crash_policy",
            one(List.of("auto", "failover", "restart")),
            "synchronous",
            one(List.of("off", "prefer", "strict")),
            "slots",
            one(List.of("on", "off")));
    var parsed = InstanceParameters.parse("pgsql", parameters, true);
    Snapshot seen =
        new Snapshot(
            node(),
            parsed.instance(),
            parsed.faults(),
            now,
            rarely() ? Fact.unknown("the look failed") : Fact.known(servers.state(), now),
            rarely() ? Fact.unknown("no CIB") : Fact.known(view(), now),
            health(),
            new RandomRepairs(this, now).repair(),
            memory());
    return seen.position()
        .filter(_ -> !rarely())
        .map(held -> seen.withHistory(Fact.known(history(held.timeline()), now)))
        .orElse(seen);
  }

  private Health health() {
    return new Health(
        rarely() ? since() : Optional.empty(),
        rarely() ? since() : Optional.empty(),
        rarely()
            ? Optional.of(new Health.Disk("/data/pg_wal", one(FREE), 1L << 40))
            : Optional.empty(),
        rarely() ? since() : Optional.empty());
  }

  private ClusterView view() {
    List<ClusterView.Node> nodes = new ArrayList<>();
    for (String name : NODES.subList(0, 1 + upTo(3))) {
      nodes.add(
          new ClusterView.Node(
              name,
              !rarely(),
              rarely(),
              rarely(),
              rarely(),
              one(List.of(ClusterView.Role.values())),
              perhaps(one(SCORES)),
              upTo(2),
              rarely() ? Optional.of(refusal()) : Optional.empty(),
              rarely() ? Optional.of(position()) : Optional.empty()));
    }
    return new ClusterView(
        "0.1.0",
        !rarely(),
        "n1",
        rarely(),
        !rarely(),
        ClusterView.INFINITY,
        true,
        nodes,
        promotionRecord(),
        synchronousSet(),
        List.of());
  }

  private Optional<PromotionRecord> promotionRecord() {
    return perhaps(new PromotionRecord(node(), position(), system()));
  }

  private Optional<SynchronousSet> synchronousSet() {
    int members = 1 + upTo(3);
    return perhaps(new SynchronousSet(NODES.subList(0, members), upTo(members - 1)));
  }

  private Memory memory() {
    return new Memory(
        rarely() ? one(List.of(Memory.Operation.values())) : Memory.Operation.NONE,
        perhaps(one(List.of(ClusterView.Role.values()))),
        new Memory.Sightings(since(), since(), since(), since(), since(), since()),
        new Memory.Claim(
            NODES.stream().filter(_ -> maybe()).toList(),
            perhaps(one(SCORES)),
            perhaps(servers.control()),
            new Memory.Crash(
                rarely(), rarely() ? one(List.of(Memory.Comeback.values())) : Memory.Comeback.NONE),
            rarely() ? Optional.of(refusal()) : Optional.empty(),
            perhaps(position())),
        rarely() ? UpkeepMemory.NONE : upkeep());
  }

  Refusal refusal() {
    return new Refusal(node(), position(), one(List.of(Refusal.Kind.values())));
  }

  private UpkeepMemory upkeep() {
    SortedMap<String, UpkeepMemory.Standing> standings = new TreeMap<>();
    NODES.forEach(node -> standings.put(node, new UpkeepMemory.Standing(lsn(), since())));
    return UpkeepMemory.NONE.withSynchronous(
        new UpkeepMemory.Synchronous(
            Optional.empty(),
            Optional.of(new UpkeepMemory.Seen(synchronousSet(), now)),
            standings,
            lsn(),
            since().map(at -> new UpkeepMemory.Asked("", at, rarely() ? "refused" : "")),
            rarely() ? synchronousSet() : Optional.empty()));
  }

  Ballot ballot() {
    WalPosition position = position();
    SortedMap<String, PeerPosition> peers = new TreeMap<>();
    NODES.subList(1, 1 + upTo(3)).forEach(node -> peers.put(node, peer()));
    return new Ballot(
        "n1",
        rarely()
            ? Fact.unknown("no history")
            : Fact.known(
                new Candidate(system(), new Lineage(position, history(position.timeline()))), now),
        peers,
        rarely() ? Fact.unknown("no CIB") : Fact.known(terms(), now));
  }

  private Election.Terms terms() {
    return new Election.Terms(
        promotionRecord(),
        rarely() ? synchronousSet() : Optional.empty(),
        rarely() ? List.of(refusal()) : List.of(),
        rarely() ? Optional.of(position()) : Optional.empty());
  }

  private PeerPosition peer() {
    return switch (upTo(7)) {
      case 0 -> new PeerPosition.Silent("said nothing");
      case 1 -> new PeerPosition.Abstains("gave its claim up");
      case 2 -> new PeerPosition.Lacks(refusal(), "it is starting");
      case 3 -> new PeerPosition.Outside(position(), "lacks the promotion");
      case 4 -> new PeerPosition.Holds(system(), position(), Optional.of(position()));
      default -> new PeerPosition.Holds(system(), position());
    };
  }

  TimelineHistory history(int timeline) {
    List<Lsn> switches = LSNS.subList(1, 4);
    return new TimelineHistory(
        timeline,
        IntStream.range(1, timeline)
            .filter(_ -> !rarely())
            .mapToObj(t -> new Ancestor(t, switches.get(t - 1)))
            .toList());
  }
}

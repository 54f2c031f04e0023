package io.matriarch.agent.decide;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.Policy;
import io.matriarch.agent.model.ReplicationSlot;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.StandbyLink;
import io.matriarch.agent.model.Upkeep;
import io.matriarch.agent.model.UpkeepMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The next steps towards the physical slots of the cluster's other members on this server: each
/// holds the WAL that its member may still need, on the primary and on whoever may become one, and
/// none holds more than the policy allows.
final class SlotPlan {

  private static final long MIB = 1L << 20;

  /// WAL goes by segments, so a smaller step frees nothing.
  private static final long STEP = 16 * MIB;

  /// Less than this is not worth a slot when space is short.
  private static final long WORTH = 4 * STEP;

  /// A member that only reconnects keeps what its queries need. A slot that is made anew holds the
  /// WAL since the last checkpoint, which was hardly begun within so short a time.
  private static final Duration XMIN_STALE = Duration.ofSeconds(10);

  /// With slots=off one that is in use between two connections is not dropped.
  private static final Duration UNUSED = Duration.ofSeconds(60);

  /// WAL that was held goes with the next checkpoint, not with the slot.
  private static final Duration FREED = Duration.ofSeconds(60);

  private static final Duration RETRY = Duration.ofSeconds(30);

  /// The server whose slots they are.
  ///
  /// @param reached what it has flushed or replayed: no slot goes further
  /// @param slotsMax `max_replication_slots`
  record Server(
      boolean primary,
      Lsn reached,
      List<StandbyLink> standbys,
      List<ReplicationSlot> slots,
      int slotsMax) {

    static Server of(ServerState.Primary primary) {
      return new Server(
          true,
          primary.flushed(),
          primary.standbys(),
          primary.slots(),
          primary.settings().maxReplicationSlots());
    }

    static Server of(ServerState.Standby standby) {
      return new Server(
          false,
          standby.replayed(),
          standby.standbys(),
          standby.slots(),
          standby.settings().maxReplicationSlots());
    }
  }

  /// What the slots are decided from.
  ///
  /// @param spaceLow whether free space is below the policy's limit
  record Situation(
      String self,
      Server server,
      Policy.Slots policy,
      boolean spaceLow,
      ClusterView view,
      UpkeepMemory.Slots memory,
      BootTime now) {}

  private final Situation situation;

  /// The other nodes by the names of their slots; those whose names collide are left out.
  private final SortedMap<String, ClusterView.Node> owners = new TreeMap<>();

  private final List<String> collisions = new ArrayList<>();

  private SlotPlan(Situation situation) {
    this.situation = situation;
    SortedMap<String, List<ClusterView.Node>> byName = new TreeMap<>();
    situation.view().nodes().stream()
        .sorted(Comparator.comparing(ClusterView.Node::name))
        .forEach(
            node ->
                byName
                    .computeIfAbsent(ReplicationSlot.nameFor(node.name()), _ -> new ArrayList<>())
                    .add(node));
    byName.forEach(
        (name, nodes) -> {
          if (nodes.size() > 1) {
            collisions.add(name);
          } else if (!nodes.getFirst().name().equals(situation.self())) {
            owners.put(name, nodes.getFirst());
          }
        });
  }

  /// The steps that are due, in the order in which they are to be taken.
  static List<Upkeep> next(Situation situation) {
    SlotPlan plan = new SlotPlan(situation);
    return situation.policy().managed() ? plan.kept() : plan.left();
  }

  /// Why a slot is not as it should be, if that is nothing that passes by itself.
  static Optional<String> hindrance(Situation situation) {
    if (!situation.policy().managed()) {
      return Optional.empty();
    }
    SlotPlan plan = new SlotPlan(situation);
    if (!plan.collisions.isEmpty()) {
      return Optional.of(
          "slot %s would serve more than one node: rename a node"
              .formatted(plan.collisions.getFirst()));
    }
    return plan.occupied()
        .or(
            () ->
                plan.full() && plan.absent().findAny().isPresent()
                    ? Optional.of(
                        "max_replication_slots=%d are used up: slot %s is missing"
                            .formatted(
                                situation.server().slotsMax(),
                                plan.absent().findFirst().orElseThrow()))
                    : Optional.empty())
        .or(
            () ->
                situation
                    .memory()
                    .trouble()
                    .filter(t -> situation.now().since(t.at()).compareTo(RETRY) < 0)
                    .map(UpkeepMemory.Trouble::sentence));
  }

  private Optional<String> occupied() {
    return situation.server().slots().stream()
        .filter(slot -> !slot.ours() && owners.containsKey(slot.name()))
        .findFirst()
        .map(
            slot ->
                "slot %s is a %s one of somebody else's: drop it or rename it"
                    .formatted(slot.name(), slot.temporary() ? "temporary" : slot.slotType()));
  }

  /// How far behind the primary a member may be, in bytes, by the score that it publishes; empty
  /// when that does not tell.
  static OptionalLong margin(ClusterView.Node node) {
    int score = node.member() ? node.score().orElse(Scores.NOT_PROMOTABLE) : -1;
    if (score >= Scores.CAUGHT_UP) {
      return OptionalLong.of(64 * MIB);
    }
    if (score >= Scores.streaming(64 * MIB - 1)) {
      return OptionalLong.of(128 * MIB);
    }
    return score >= Scores.streaming(256 * MIB - 1)
        ? OptionalLong.of(512 * MIB)
        : OptionalLong.empty();
  }

  private List<Upkeep> kept() {
    if (situation
        .memory()
        .trouble()
        .filter(t -> situation.now().since(t.at()).compareTo(RETRY) < 0)
        .isPresent()) {
      return List.of();
    }
    return Stream.concat(
            ours().flatMap(slot -> change(slot).stream()),
            full() ? Stream.empty() : absent().map(this::create))
        .toList();
  }

  private Stream<ReplicationSlot> ours() {
    return situation.server().slots().stream()
        .filter(ReplicationSlot::ours)
        .sorted(Comparator.comparing(ReplicationSlot::name));
  }

  private boolean full() {
    return situation.server().slots().size() >= situation.server().slotsMax();
  }

  /// The slots to be made: of nodes on which the resource runs, or that stream from here.
  private Stream<String> absent() {
    List<String> present = situation.server().slots().stream().map(ReplicationSlot::name).toList();
    return owners.entrySet().stream()
        .filter(e -> !present.contains(e.getKey()))
        .filter(e -> runs(e.getValue()) || link(e.getValue()).isPresent())
        .map(Map.Entry::getKey);
  }

  private static boolean runs(ClusterView.Node node) {
    return node.member() && (node.role() == Role.PROMOTED || node.role() == Role.UNPROMOTED);
  }

  private Upkeep create(String name) {
    boolean reserve = !situation.memory().givenUp().contains(name);
    return new Upkeep.CreateSlot(
        name,
        reserve,
        reserve
            ? "%s runs the resource".formatted(owner(name))
            : "for %s to connect with: it holds WAL from then on".formatted(owner(name)));
  }

  private String owner(String name) {
    return Optional.ofNullable(owners.get(name)).map(ClusterView.Node::name).orElse("nobody");
  }

  /// At most one change of a slot at a time. One that two nodes would share is only kept from
  /// filling the disk.
  private Optional<Upkeep> change(ReplicationSlot slot) {
    if (collisions.contains(slot.name())) {
      return lost(slot).or(() -> space(slot));
    }
    ClusterView.Node owner = owners.get(slot.name());
    if (owner == null) {
      return slot.active()
          ? Optional.empty()
          : Optional.of(
              new Upkeep.DropSlot(slot.name(), false, "no other node of the cluster is its owner"));
    }
    return lost(slot)
        .or(() -> space(slot))
        .or(() -> slot.active() ? Optional.empty() : idle(slot, owner));
  }

  private static Optional<Upkeep> lost(ReplicationSlot slot) {
    return slot.walStatus().equals("lost")
        ? Optional.of(new Upkeep.DropSlot(slot.name(), true, "its WAL is lost: wal_status is lost"))
        : Optional.empty();
  }

  private Optional<Upkeep> space(ReplicationSlot slot) {
    long most = situation.policy().walBytesMax();
    if (!slot.active() && slot.retainedBytes() > most) {
      return Optional.of(
          new Upkeep.DropSlot(
              slot.name(),
              true,
              "holds %d bytes of WAL, slot_wal_max is %d".formatted(slot.retainedBytes(), most)));
    }
    return situation.spaceLow() && worst().filter(slot::equals).isPresent() && freed()
        ? Optional.of(
            new Upkeep.DropSlot(
                slot.name(),
                true,
                "the disk is nearly full, and it holds %d bytes of WAL"
                    .formatted(slot.retainedBytes())))
        : Optional.empty();
  }

  /// The one to go first when space is short: unused ones before others, then the greatest.
  private Optional<ReplicationSlot> worst() {
    return ours()
        .filter(slot -> slot.retainedBytes() >= WORTH)
        .min(
            Comparator.comparing(ReplicationSlot::active)
                .thenComparing(ReplicationSlot::retainedBytes, Comparator.reverseOrder()));
  }

  private boolean freed() {
    return situation
        .memory()
        .drop()
        .map(at -> situation.now().since(at).compareTo(FREED) >= 0)
        .orElse(true);
  }

  private Optional<Upkeep> idle(ReplicationSlot slot, ClusterView.Node owner) {
    Optional<StandbyLink> link = link(owner);
    if (slot.xmin()
        && (link.isPresent() || !situation.server().primary() || idleFor(slot, XMIN_STALE))) {
      return Optional.of(
          new Upkeep.RenewSlot(
              slot.name(),
              "%s does not use it, and its xmin holds vacuum".formatted(owner.name())));
    }
    Optional<Lsn> to = known(owner, link);
    if (to.isEmpty()) {
      return Optional.empty();
    }
    if (slot.restart().isEmpty()) {
      return Optional.of(
          new Upkeep.DropSlot(
              slot.name(), false, "%s streams, and it holds no WAL yet".formatted(owner.name())));
    }
    return to.filter(lsn -> lsn.bytesPast(slot.restart().orElse(lsn)) >= STEP)
        .map(
            lsn ->
                new Upkeep.AdvanceSlot(
                    slot.name(), lsn, "%s holds what is before".formatted(owner.name())));
  }

  private boolean idleFor(ReplicationSlot slot, Duration least) {
    return Optional.ofNullable(situation.memory().idle().get(slot.name()))
        .filter(since -> situation.now().since(since).compareTo(least) >= 0)
        .isPresent();
  }

  private Optional<StandbyLink> link(ClusterView.Node owner) {
    return situation.server().standbys().stream()
        .filter(link -> link.streaming() && link.standby().equals(owner.name()))
        .max(Comparator.comparing(StandbyLink::flushed));
  }

  /// What the member is known to hold: as it confirmed here, or, on a standby, by its score.
  private Optional<Lsn> known(ClusterView.Node owner, Optional<StandbyLink> link) {
    if (link.isPresent() || situation.server().primary()) {
      return link.map(StandbyLink::flushed);
    }
    OptionalLong margin = margin(owner);
    return margin.isPresent()
            && situation.server().reached().bytesPast(Lsn.ZERO) > margin.getAsLong()
        ? Optional.of(new Lsn(situation.server().reached().value() - margin.getAsLong()))
        : Optional.empty();
  }

  /// With slots=off: the agent's own ones go, once nobody uses them.
  private List<Upkeep> left() {
    return situation.server().slots().stream()
        .filter(ReplicationSlot::ours)
        .filter(slot -> idleFor(slot, UNUSED))
        .sorted(Comparator.comparing(ReplicationSlot::name))
        .<Upkeep>map(
            slot -> new Upkeep.DropSlot(slot.name(), false, "slots is off, and it is not in use"))
        .toList();
  }
}

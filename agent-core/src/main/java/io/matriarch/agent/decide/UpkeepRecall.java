package io.matriarch.agent.decide;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.Memory;
import io.matriarch.agent.model.ReplicationSlot;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.ServerState.Absent;
import io.matriarch.agent.model.ServerState.Crashed;
import io.matriarch.agent.model.ServerState.Primary;
import io.matriarch.agent.model.ServerState.Standby;
import io.matriarch.agent.model.ServerState.Starting;
import io.matriarch.agent.model.ServerState.Stopped;
import io.matriarch.agent.model.ServerState.Unreachable;
import io.matriarch.agent.model.StandbyLink;
import io.matriarch.agent.model.SynchronousSetting;
import io.matriarch.agent.model.UpkeepMemory;
import io.matriarch.agent.model.UpkeepMemory.Asked;
import io.matriarch.agent.model.UpkeepMemory.InForce;
import io.matriarch.agent.model.UpkeepMemory.Seen;
import io.matriarch.agent.model.UpkeepMemory.Slots;
import io.matriarch.agent.model.UpkeepMemory.Standing;
import io.matriarch.agent.model.UpkeepMemory.Synchronous;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Carries what the upkeep needs from one look to the next.
public final class UpkeepRecall {

  /// By then each WAL sender has read a reloaded configuration.
  static final Duration RELOADED = Duration.ofSeconds(1);

  private UpkeepRecall() {}

  /// The memory with what this look shows; `before` already has this look's sightings.
  public static Memory look(
      Memory before,
      String node,
      Fact<ServerState> server,
      Fact<ClusterView> cluster,
      BootTime now) {
    Synchronous known = seen(before.upkeep().synchronous(), cluster, now);
    UpkeepMemory upkeep = before.upkeep().withSynchronous(known);
    return before.withUpkeep(
        switch (server) {
          case Fact.Unknown<ServerState> _ -> upkeep;
          case Fact.Known<ServerState>(var state, var _) ->
              switch (state) {
                case Primary primary -> {
                  boolean begins = before.primarySince().equals(Optional.of(now));
                  yield new UpkeepMemory(
                      asPrimary(known, others(known, node, primary, cluster), primary, now),
                      slots(
                          begins ? Slots.NONE : upkeep.slots(),
                          primary.slots(),
                          streaming(primary.standbys()),
                          now));
                }
                case Standby standby ->
                    new UpkeepMemory(
                        asStandby(known, known.asked()),
                        slots(
                            upkeep.slots(),
                            standby.slots(),
                            followers(standby, node, cluster),
                            now));
                case Unreachable _ -> upkeep;
                case Absent _, Stopped _, Crashed _, Starting _ ->
                    UpkeepMemory.NONE.withSynchronous(asStandby(known, Optional.empty()));
              };
        });
  }

  /// What comes up after a shutdown may have another configuration: pg_rewind brings the primary's.
  private static Synchronous asStandby(Synchronous known, Optional<Asked> asked) {
    return new Synchronous(
        Optional.empty(), known.seen(), new TreeMap<>(), Lsn.ZERO, asked, Optional.empty());
  }

  private static Synchronous seen(Synchronous before, Fact<ClusterView> cluster, BootTime now) {
    if (!(cluster instanceof Fact.Known<ClusterView>(var view, var _))) {
      return before;
    }
    Seen seen =
        before
            .seen()
            .filter(last -> last.set().equals(view.synchronousSet()))
            .orElse(new Seen(view.synchronousSet(), now));
    return new Synchronous(
        before.inForce(),
        Optional.of(seen),
        before.standbys(),
        before.flushed(),
        before.asked(),
        before.written().filter(set -> !view.synchronousSet().equals(Optional.of(set))));
  }

  private static Synchronous asPrimary(
      Synchronous before, Collection<String> others, Primary primary, BootTime now) {
    String text = primary.settings().synchronousStandbyNames();
    SortedMap<String, Standing> standings = new TreeMap<>();
    for (String other : others) {
      standings.put(other, standing(before, other, primary, now));
    }
    return new Synchronous(
        Optional.of(inForce(before.inForce(), text, primary.written().lsn(), now)),
        before.seen(),
        standings,
        primary.flushed(),
        before.asked(),
        before.written());
  }

  private static InForce inForce(Optional<InForce> before, String text, Lsn written, BootTime now) {
    InForce last =
        before.filter(f -> f.text().equals(text)).orElse(new InForce(text, now, Optional.empty()));
    boolean sure = now.since(last.since()).compareTo(RELOADED) >= 0;
    return last.after().isEmpty() && sure
        ? new InForce(text, last.since(), Optional.of(written))
        : last;
  }

  private static Standing standing(Synchronous before, String name, Primary primary, BootTime now) {
    Optional<Standing> last = Optional.ofNullable(before.standbys().get(name));
    Optional<Lsn> flushed =
        primary.standbys().stream()
            .filter(link -> link.streaming() && link.standby().equals(name))
            .map(StandbyLink::flushed)
            .max(Comparator.naturalOrder());
    Lsn reached = last.map(Standing::flushed).orElse(Lsn.ZERO);
    boolean keepsUp =
        flushed.filter(f -> f.isAtLeast(before.flushed()) || f.compareTo(reached) > 0).isPresent();
    return new Standing(
        flushed.orElse(reached),
        keepsUp ? Optional.empty() : last.flatMap(Standing::lost).or(() -> Optional.of(now)));
  }

  /// The nodes of the cluster, and whoever else is named in the setting.
  private static SortedSet<String> others(
      Synchronous before, String node, Primary primary, Fact<ClusterView> cluster) {
    SortedSet<String> others =
        new TreeSet<>(
            cluster
                .map(view -> view.nodes().stream().map(ClusterView.Node::name).toList())
                .orElse(List.copyOf(before.standbys().keySet())));
    others.addAll(names(primary.settings().synchronousStandbyNames()));
    others.remove(node);
    return others;
  }

  private static List<String> names(String text) {
    try {
      return SynchronousSetting.parse(text).names();
    } catch (IllegalArgumentException _) {
      return List.of();
    }
  }

  private static List<String> streaming(List<StandbyLink> links) {
    return links.stream()
        .filter(StandbyLink::streaming)
        .map(link -> ReplicationSlot.nameFor(link.standby()))
        .toList();
  }

  /// The slots of those that stream from this standby, and of those that their scores show to
  /// stream from the primary.
  private static List<String> followers(Standby standby, String node, Fact<ClusterView> cluster) {
    List<String> slots = new ArrayList<>(streaming(standby.standbys()));
    cluster.map(ClusterView::nodes).orElse(List.of()).stream()
        .filter(other -> !other.name().equals(node) && SlotPlan.margin(other).isPresent())
        .forEach(other -> slots.add(ReplicationSlot.nameFor(other.name())));
    return slots;
  }

  private static Slots slots(
      Slots before, List<ReplicationSlot> present, List<String> followers, BootTime now) {
    SortedMap<String, BootTime> idle = new TreeMap<>();
    present.stream()
        .filter(slot -> slot.ours() && !slot.active())
        .forEach(slot -> idle.put(slot.name(), before.idle().getOrDefault(slot.name(), now)));
    SortedSet<String> givenUp = new TreeSet<>(before.givenUp());
    givenUp.removeAll(followers);
    return new Slots(idle, givenUp, before.drop(), before.trouble());
  }
}

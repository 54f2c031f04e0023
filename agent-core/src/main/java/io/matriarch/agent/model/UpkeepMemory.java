package io.matriarch.agent.model;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What keeping synchronous replication and the slots needs from earlier looks.
public record UpkeepMemory(Synchronous synchronous, Slots slots) {

  public static final UpkeepMemory NONE = new UpkeepMemory(Synchronous.NONE, Slots.NONE);

  /// What synchronous replication needs.
  ///
  /// @param inForce the setting under which this node is a primary
  /// @param seen the recorded set as it was last seen
  /// @param standbys how far each other node was confirmed by this primary's own connections
  /// @param flushed what this primary had flushed at the last look
  /// @param asked the setting that this agent last asked for since the server runs
  /// @param written a set that this agent has begun to write, until it is seen in the CIB
  public record Synchronous(
      Optional<InForce> inForce,
      Optional<Seen> seen,
      SortedMap<String, Standing> standbys,
      Lsn flushed,
      Optional<Asked> asked,
      Optional<SynchronousSet> written) {

    public static final Synchronous NONE =
        new Synchronous(
            Optional.empty(),
            Optional.empty(),
            new TreeMap<>(),
            Lsn.ZERO,
            Optional.empty(),
            Optional.empty());

    public Synchronous {
      standbys = Collections.unmodifiableSortedMap(new TreeMap<>(standbys));
    }

    /// Whatever else was asked for before may be what some process of the server goes by until the
    /// reload for this has reached it: since when the setting is in force is found out anew.
    public Synchronous withAsked(Asked other) {
      boolean again = asked.filter(before -> before.text().equals(other.text())).isPresent();
      return new Synchronous(
          again ? inForce : Optional.empty(), seen, standbys, flushed, Optional.of(other), written);
    }

    public Synchronous withWritten(SynchronousSet set) {
      return new Synchronous(inForce, seen, standbys, flushed, asked, Optional.of(set));
    }
  }

  /// The text of `synchronous_standby_names` in a running primary.
  ///
  /// @param since when it was first seen
  /// @param after a location past all that was acknowledged before it was surely in force; empty
  ///   while that is not sure
  public record InForce(String text, BootTime since, Optional<Lsn> after) {}

  /// The set in the CIB and since when it has been that one.
  public record Seen(Optional<SynchronousSet> set, BootTime since) {}

  /// How a standby keeps up with this primary.
  ///
  /// @param lost since when it has not streamed, or has confirmed nothing of what there was
  public record Standing(Lsn flushed, Optional<BootTime> lost) {}

  /// What this agent asked PostgreSQL for.
  ///
  /// @param failure why it was refused, empty when it was done
  public record Asked(String text, BootTime at, String failure) {}

  /// What the slots need.
  ///
  /// @param idle since when each inactive slot has been inactive
  /// @param givenUp the slots that were dropped for the WAL that they held, and whose members have
  ///   not been seen to stream since
  /// @param drop when a slot was last dropped for its WAL
  /// @param trouble the last failure of a change
  public record Slots(
      SortedMap<String, BootTime> idle,
      SortedSet<String> givenUp,
      Optional<BootTime> drop,
      Optional<Trouble> trouble) {

    public static final Slots NONE =
        new Slots(new TreeMap<>(), new TreeSet<>(), Optional.empty(), Optional.empty());

    public Slots {
      idle = Collections.unmodifiableSortedMap(new TreeMap<>(idle));
      givenUp = Collections.unmodifiableSortedSet(new TreeSet<>(givenUp));
    }

    public Slots withDrop(String name, BootTime at) {
      SortedSet<String> more = new TreeSet<>(givenUp);
      more.add(name);
      return new Slots(idle, more, Optional.of(at), trouble);
    }

    public Slots withTrouble(Optional<Trouble> other) {
      return new Slots(idle, givenUp, drop, other);
    }
  }

  /// A change of a slot that failed.
  public record Trouble(String sentence, BootTime at) {}

  public UpkeepMemory withSynchronous(Synchronous other) {
    return new UpkeepMemory(other, slots);
  }

  public UpkeepMemory withSlots(Slots other) {
    return new UpkeepMemory(synchronous, other);
  }
}

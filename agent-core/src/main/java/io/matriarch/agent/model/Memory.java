package io.matriarch.agent.model;

import io.matriarch.agent.model.ClusterView.Role;
import java.util.List;
import java.util.Optional;

/// What earlier snapshots left behind: all that a decision needs and one look cannot show.
///
/// @param operation the resource operation that is running on the instance now
/// @param monitoredAs the role that Pacemaker's last recurring monitor named, since an operation
///   last changed the instance
/// @param upkeep what keeping synchronous replication and the slots needs
public record Memory(
    Operation operation,
    Optional<Role> monitoredAs,
    Sightings sightings,
    Claim claim,
    UpkeepMemory upkeep) {

  /// A resource operation that changes the instance.
  public enum Operation {
    NONE,
    START,
    STOP,
    PROMOTE,
    DEMOTE
  }

  /// Since when the server has been seen in a state without a break.
  ///
  /// @param primary as primary
  /// @param apart as a standby that is not streaming
  /// @param starting with a postmaster that does not accept connections yet
  /// @param silent with a living postmaster that has not answered at all
  /// @param down without a postmaster
  /// @param led with another node that holds the primary role
  public record Sightings(
      Optional<BootTime> primary,
      Optional<BootTime> apart,
      Optional<BootTime> starting,
      Optional<BootTime> silent,
      Optional<BootTime> down,
      Optional<BootTime> led) {

    static final Sightings NONE =
        new Sightings(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }

  /// What this node's claim to the primary role rests on.
  ///
  /// @param synchronous the synchronous standbys that streamed when the primary was last seen
  /// @param lastScore the score that was last decided
  /// @param startedFrom what `pg_controldata` said before the last start
  /// @param crash what became of the role at the last crash
  /// @param lostTo the position that another node held when this node lost an election
  /// @param upstream the furthest position that a standby's upstream was seen to have
  public record Claim(
      List<String> synchronous,
      Optional<Integer> lastScore,
      Optional<ControlData> startedFrom,
      Crash crash,
      Optional<Refusal> lostTo,
      Optional<WalPosition> upstream) {

    static final Claim NONE =
        new Claim(List.of(), Optional.empty(), Optional.empty(), Crash.NONE, Optional.empty());

    /// A claim of a node that has seen no upstream.
    public Claim(
        List<String> synchronous,
        Optional<Integer> lastScore,
        Optional<ControlData> startedFrom,
        Crash crash,
        Optional<Refusal> lostTo) {
      this(synchronous, lastScore, startedFrom, crash, lostTo, Optional.empty());
    }

    public Claim {
      synchronous = List.copyOf(synchronous);
    }
  }

  /// What became of the primary role at a crash.
  ///
  /// @param gaveUp whether this node left the role to another one
  /// @param comeback whether the demoted instance is to be brought back as a standby by the agent
  public record Crash(boolean gaveUp, Comeback comeback) {
    static final Crash NONE = new Crash(false, Comeback.NONE);
  }

  /// When the agent brings a demoted instance back as a standby: never, once another node has been
  /// promoted, or at once.
  public enum Comeback {
    NONE,
    LATER,
    NOW
  }

  /// What an agent remembers when it begins.
  public static final Memory EMPTY =
      new Memory(Operation.NONE, Optional.empty(), Sightings.NONE, Claim.NONE, UpkeepMemory.NONE);

  public Optional<BootTime> primarySince() {
    return sightings.primary();
  }

  public Optional<BootTime> apartSince() {
    return sightings.apart();
  }

  /// Since when this standby could have followed a primary and has not: one that is just promoted
  /// is not followed at once. Without a primary, since when it has not streamed.
  public Optional<BootTime> unfollowingSince() {
    return sightings
        .apart()
        .map(apart -> sightings.led().filter(led -> led.compareTo(apart) > 0).orElse(apart));
  }

  public Optional<BootTime> startingSince() {
    return sightings.starting();
  }

  public Optional<BootTime> silentSince() {
    return sightings.silent();
  }

  public Optional<BootTime> downSince() {
    return sightings.down();
  }

  public List<String> synchronousAtLast() {
    return claim.synchronous();
  }

  public Optional<Integer> lastScore() {
    return claim.lastScore();
  }

  public Optional<ControlData> startedFrom() {
    return claim.startedFrom();
  }

  public boolean gaveUp() {
    return claim.crash().gaveUp();
  }

  public boolean comeback() {
    return claim.crash().comeback() != Comeback.NONE;
  }

  public boolean comesBackLater() {
    return claim.crash().comeback() == Comeback.LATER;
  }

  public Optional<Refusal> lostTo() {
    return claim.lostTo();
  }

  public Optional<WalPosition> upstream() {
    return claim.upstream();
  }

  public Memory withOperation(Operation running) {
    Optional<Role> role = running == Operation.NONE ? monitoredAs : Optional.empty();
    return new Memory(running, role, sightings, claim, upkeep);
  }

  public Memory withMonitoredAs(Role role) {
    return new Memory(operation, Optional.of(role), sightings, claim, upkeep);
  }

  public Memory withSightings(Sightings seen) {
    return new Memory(operation, monitoredAs, seen, claim, upkeep);
  }

  public Memory withUpkeep(UpkeepMemory other) {
    return new Memory(operation, monitoredAs, sightings, claim, other);
  }

  public Memory withStartedFrom(ControlData control) {
    return with(lastScore(), Optional.of(control), claim.crash(), lostTo());
  }

  public Memory withComeback(Comeback comeback) {
    return with(lastScore(), startedFrom(), new Crash(gaveUp(), comeback), lostTo());
  }

  /// The memory in which a comeback that waits is due.
  public Memory withComebackDue() {
    return comesBackLater() ? withComeback(Comeback.NOW) : this;
  }

  public Memory withRefusal(Refusal loss) {
    return with(lastScore(), startedFrom(), claim.crash(), Optional.of(loss));
  }

  /// The memory without that refusal; one that was noted since stays.
  public Memory withoutRefusal(Refusal answered) {
    return with(
        lastScore(), startedFrom(), claim.crash(), lostTo().filter(l -> !l.equals(answered)));
  }

  /// The memory after a decision: its score, and whether it gave the primary role up.
  public Memory withDecision(Optional<Integer> score, boolean givesUp) {
    Crash crash = new Crash(gaveUp() || givesUp, claim.crash().comeback());
    return with(score, startedFrom(), crash, lostTo());
  }

  private Memory with(
      Optional<Integer> lastScore,
      Optional<ControlData> startedFrom,
      Crash crash,
      Optional<Refusal> lostTo) {
    return new Memory(
        operation,
        monitoredAs,
        sightings,
        new Claim(synchronousAtLast(), lastScore, startedFrom, crash, lostTo, upstream()),
        upkeep);
  }
}

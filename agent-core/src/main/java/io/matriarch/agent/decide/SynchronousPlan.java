package io.matriarch.agent.decide;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.Policy.Synchronous.Mode;
import io.matriarch.agent.model.SynchronousSet;
import io.matriarch.agent.model.SynchronousSetting;
import io.matriarch.agent.model.Upkeep;
import io.matriarch.agent.model.UpkeepMemory.InForce;
import io.matriarch.agent.model.UpkeepMemory.Seen;
import io.matriarch.agent.model.UpkeepMemory.Standing;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The next step of a primary towards the synchronous replication that its policy asks for.
///
/// The invariant: at each instant, whatever was carried out and whatever was not, every commit that
/// was ever acknowledged is on at least `acknowledged + 1` of the recorded set's members. So any
/// group with a quorum of the members contains one that holds every acknowledged commit, and an
/// election that needs a quorum loses none.
///
/// It rests on two conditions, and each step keeps both:
///
/// - The setting in force is *safe* for the recorded set: of a primary `p` with `k` of the names
///   `C`, and of the set `(M, n)`, `[p∈M] + k − |C∖M| ≥ n + 1`. Whoever is promoted has a safe
///   setting before it becomes a primary ([StandbySetting]).
/// - What was acknowledged before is on enough members too: the old set says so, or this primary
///   and those standbys that have flushed all there was when the setting came into force.
///
/// A change that was begun and is not seen yet may have been made or not: what follows has to be
/// right in both cases. A change of the setting and of the set goes by single steps: the setting
/// first, where the new one is safe for the old set; the set first, where the old setting is safe
/// for the new one; else by way of a set with the members of both that promises the lesser.
final class SynchronousPlan {

  /// How long the cluster may take to notice that it is parted, at most: a set that is recorded on
  /// the lost side of a parted cluster is not the one that the others elect by.
  private static final Duration NOTICED = Duration.ofSeconds(3);

  /// From one look to the next.
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final SynchronousSituation situation;
  private final String self;
  private final SynchronousSetting setting;
  private final List<String> others;

  /// What is to be done now, if anything, and how things are.
  record Outcome(Optional<Upkeep> step, String because) {

    static Outcome of(Upkeep step) {
      return new Outcome(Optional.of(step), step.because());
    }

    static Outcome wait(String because) {
      return new Outcome(Optional.empty(), because);
    }
  }

  private SynchronousPlan(SynchronousSituation situation, SynchronousSetting setting) {
    this.situation = situation;
    this.self = situation.self();
    this.setting = setting;
    this.others =
        situation.view().nodes().stream()
            .map(ClusterView.Node::name)
            .filter(name -> !name.equals(self))
            .sorted()
            .toList();
  }

  /// The next step, which the same situation always gets.
  static Outcome next(SynchronousSituation situation) {
    if (situation.policy().mode() == Mode.OFF) {
      return off(situation);
    }
    try {
      return new SynchronousPlan(situation, SynchronousSetting.parse(situation.text())).next();
    } catch (IllegalArgumentException e) {
      return Outcome.wait("synchronous_standby_names is " + e.getMessage());
    }
  }

  /// A set that nobody keeps would stand in the way of elections.
  private static Outcome off(SynchronousSituation situation) {
    return situation
        .view()
        .synchronousSet()
        .map(
            set ->
                Outcome.of(
                    new Upkeep.WithdrawSynchronousSet(
                        "synchronous is off: synchronous_standby_names stays '%s' and is nobody's"
                                .formatted(situation.text())
                            + " but the administrator's, the set was "
                            + set)))
        .orElseGet(() -> Outcome.wait("synchronous is off"));
  }

  private Outcome next() {
    Optional<String> stranger = parted();
    if (stranger.isPresent()) {
      return Outcome.wait(stranger.get());
    }
    Optional<SynchronousSet> written = situation.memory().written();
    if (written.isPresent()) {
      return record(written.get(), "it was begun, and the CIB does not show it yet");
    }
    SynchronousSetting wanted = wanted();
    SynchronousSet goal = set(wanted.names(), Math.min(wanted.count(), wanted.names().size()));
    return situation
        .view()
        .synchronousSet()
        .map(recorded -> next(recorded, wanted, goal))
        .orElseGet(
            () ->
                record(
                    new SynchronousSet(goal.members(), 0),
                    "no set is recorded yet: all acknowledged commits are on " + self));
  }

  private Outcome next(SynchronousSet recorded, SynchronousSetting wanted, SynchronousSet goal) {
    if (!isKept(recorded)) {
      return record(
          amended(recorded), "'%s' in force does not keep %s".formatted(setting, recorded));
    }
    if (setting.equals(wanted)) {
      return settle(recorded, goal);
    }
    if (recorded.isKeptBy(self, wanted)) {
      return set(wanted);
    }
    SynchronousSet next = isTrue(goal, recorded) ? goal : both(recorded, goal);
    return record(next, "before synchronous_standby_names becomes '%s'".formatted(wanted));
  }

  /// The setting is as wanted. A text that is only in force could be undone by any reload, so this
  /// agent has to have written it before more is promised for it.
  private Outcome settle(SynchronousSet recorded, SynchronousSet goal) {
    boolean written =
        situation
            .memory()
            .asked()
            .filter(asked -> asked.failure().isEmpty() && isSame(asked.text()))
            .isPresent();
    if (!written && !(isHarmless(goal, recorded) && !goal.equals(recorded))) {
      return ask(setting, "'%s' is in force, and is kept from now on".formatted(setting));
    }
    if (goal.equals(recorded)) {
      return Outcome.wait("'%s' keeps %s".formatted(setting, recorded));
    }
    return isTrue(goal, recorded)
        ? record(goal, "'%s' is in force".formatted(setting))
        : Outcome.wait(
            "%s is recorded once enough of %s have flushed %s"
                .formatted(
                    goal,
                    goal.members(),
                    after().map(Lsn::toString).orElse("what there is in a second")));
  }

  private boolean isSame(String text) {
    return text.equals(setting.toString());
  }

  private SynchronousSetting wanted() {
    boolean strict = situation.policy().mode() == Mode.STRICT;
    int count = situation.policy().count();
    TreeSet<String> names = new TreeSet<>(others);
    names.removeIf(name -> !isTaken(name));
    if (strict && names.size() < count) {
      others.stream().filter(setting.names()::contains).forEach(names::add);
    }
    if (strict && names.size() < count) {
      names.addAll(others);
    }
    return SynchronousSetting.of(
        situation.policy().priority(),
        strict ? count : Math.min(count, names.size()),
        List.copyOf(names));
  }

  /// Whether commits may wait for it: it keeps up, or is one of those that they wait for and was
  /// lost so lately that it is not told otherwise yet.
  private boolean isTaken(String name) {
    return keepsUp(name)
        || (setting.names().contains(name)
            && !isDead(name)
            && lostFor(name).compareTo(foresight()) < 0);
  }

  /// After how long without a standby the set is prepared for commits without it, so that it is
  /// known everywhere when patience ends.
  private Duration foresight() {
    Duration early = patience().minus(notice()).minus(LOOK);
    Duration half = patience().dividedBy(2);
    return early.compareTo(half) > 0 ? early : half;
  }

  private SynchronousSet set(Collection<String> names, int acknowledged) {
    TreeSet<String> members = new TreeSet<>(names);
    members.add(self);
    return new SynchronousSet(List.copyOf(members), acknowledged);
  }

  private Outcome record(SynchronousSet set, String because) {
    return Outcome.of(new Upkeep.RecordSynchronousSet(set, because));
  }

  private Outcome set(SynchronousSetting wanted) {
    List<String> waitedFor =
        setting.names().stream()
            .filter(name -> !wanted.names().contains(name) && others.contains(name))
            .filter(name -> !isDead(name) && lostFor(name).compareTo(patience()) < 0)
            .toList();
    if (!waitedFor.isEmpty()) {
      return Outcome.wait(
          "%s is waited for, for %d s".formatted(waitedFor, patience().toSeconds()));
    }
    if (!isNoticed()) {
      return Outcome.wait("the set was recorded less than %s ago".formatted(seconds(notice())));
    }
    return ask(wanted, "instead of '%s'; %s".formatted(setting, standings()));
  }

  /// One change at a time. What was asked for and is not in force, or was refused, is asked for
  /// again now and then.
  private Outcome ask(SynchronousSetting wanted, String because) {
    Optional<String> underWay = situation.underWay(wanted);
    if (underWay.isPresent()) {
      return Outcome.wait("'%s' was asked for and is not seen yet".formatted(underWay.get()));
    }
    return situation.askedInVain(wanted)
        ? Outcome.wait("'%s' was asked for a moment ago".formatted(wanted))
        : Outcome.of(new Upkeep.SetSynchronousNames(wanted, because));
  }

  private String standings() {
    return String.join(
        ", ",
        others.stream()
            .map(
                name ->
                    keepsUp(name)
                        ? name + " streams"
                        : "%s is lost for %s".formatted(name, seconds(lostFor(name))))
            .toList());
  }

  private static String seconds(Duration duration) {
    return "%.1f s".formatted(duration.toMillis() / 1000.0);
  }

  /// A set with the members of both that promises the lesser: each setting that is safe for one of
  /// the two is safe for it.
  private static SynchronousSet both(SynchronousSet one, SynchronousSet other) {
    TreeSet<String> members = new TreeSet<>(one.members());
    members.addAll(other.members());
    return new SynchronousSet(
        List.copyOf(members), Math.min(one.acknowledged(), other.acknowledged()));
  }

  /// The setting in force, and one that was asked for and may come into force at any reload.
  private Stream<SynchronousSetting> possible() {
    return Stream.concat(
        Stream.of(setting),
        situation.memory().asked().stream()
            .map(asked -> SynchronousSetting.parse(asked.text()))
            .filter(asked -> !asked.equals(setting)));
  }

  private boolean isKept(SynchronousSet set) {
    return possible().allMatch(s -> set.isKeptBy(self, s));
  }

  /// What is true of settings that somebody else may have changed.
  private SynchronousSet amended(SynchronousSet recorded) {
    return possible()
        .reduce(
            recorded,
            (set, possible) -> set.weakened(self, possible, others),
            SynchronousPlan::both);
  }

  /// Whether all acknowledged commits are on as many members of the new set as it says, and will be
  /// as long as the setting is what it is.
  private boolean isTrue(SynchronousSet next, SynchronousSet recorded) {
    if (!isKept(next)) {
      return false;
    }
    if (isHarmless(next, recorded)) {
      return true;
    }
    long lost = recorded.missing(next.members()).size();
    boolean promised = recorded.acknowledged() - lost >= next.acknowledged();
    return after().filter(lsn -> promised || holders(next, lsn) > next.acknowledged()).isPresent();
  }

  /// Whether the set is true under any setting that was in force since the recorded one was: one
  /// that may still be known to some WAL sender counts too.
  private boolean isHarmless(SynchronousSet next, SynchronousSet recorded) {
    return (next.acknowledged() == 0 && next.members().contains(self))
        || (next.acknowledged() <= recorded.acknowledged()
            && next.members().containsAll(recorded.members()));
  }

  /// A location past all that was acknowledged before the setting in force.
  private Optional<Lsn> after() {
    return situation.memory().inForce().flatMap(InForce::after);
  }

  private int holders(SynchronousSet set, Lsn lsn) {
    long standbys =
        set.members().stream()
            .filter(name -> !name.equals(self))
            .filter(
                name ->
                    situation.standbys().stream()
                        .anyMatch(
                            link -> link.standby().equals(name) && link.flushed().isAtLeast(lsn)))
            .count();
    return (int) standbys + (set.members().contains(self) ? 1 : 0);
  }

  private boolean keepsUp(String name) {
    return Optional.ofNullable(situation.memory().standbys().get(name))
        .filter(standing -> standing.lost().isEmpty())
        .isPresent();
  }

  private Duration lostFor(String name) {
    BootTime now = situation.now();
    return Optional.ofNullable(situation.memory().standbys().get(name))
        .flatMap(Standing::lost)
        .map(now::since)
        .orElse(Duration.ZERO);
  }

  /// Whether Pacemaker is sure that nothing runs there: there is nothing to be patient for.
  private boolean isDead(String name) {
    return !keepsUp(name)
        && situation.view().fencingEnabled()
        && situation.view().node(name).filter(n -> !n.member() && !n.unclean()).isPresent();
  }

  private Duration patience() {
    return situation.policy().patience();
  }

  /// How long a set is to be in the CIB before commits rely on it.
  private Duration notice() {
    Duration half = patience().dividedBy(2);
    return half.compareTo(NOTICED) < 0 ? half : NOTICED;
  }

  /// Whether the set has been in the CIB for so long that it is in everybody's, or there is nobody
  /// who could have another one.
  private boolean isNoticed() {
    boolean longAgo =
        situation
            .memory()
            .seen()
            .map(Seen::since)
            .filter(since -> situation.now().since(since).compareTo(notice()) >= 0)
            .isPresent();
    return longAgo || others.stream().allMatch(name -> keepsUp(name) || isDead(name));
  }

  /// Why this node's view of the cluster may not be everybody's. Half of the nodes are enough once
  /// the other half is known to be down.
  private Optional<String> parted() {
    ClusterView view = situation.view();
    if (!view.quorate()) {
      return Optional.of("nothing is changed without quorum");
    }
    long members = view.nodes().stream().filter(ClusterView.Node::member).count();
    List<String> unclean =
        view.nodes().stream()
            .filter(ClusterView.Node::unclean)
            .map(ClusterView.Node::name)
            .toList();
    return members * 2 > view.nodes().size() || unclean.isEmpty()
        ? Optional.empty()
        : Optional.of("nothing is changed before %s is fenced".formatted(unclean));
  }
}

package io.matriarch.simulation;

import io.matriarch.agent.model.ControlData.ClusterState;
import io.matriarch.simulation.time.EventQueue;
import io.matriarch.simulation.time.VirtualSchedulers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// One history of one cluster, which its seed decides wholly.
public final class Simulation {

  private static final long BEGIN_WITHIN = 240_000;
  private static final long HEAL_WITHIN = 600_000;
  private static final long CALM = 3000;

  private final long seed;
  private final EventQueue queue = new EventQueue();
  private final Ground ground;
  private final Scenario scenario;
  private final List<Machine> machines;
  private final Pacemaker pacemaker;
  private final Health health;

  private Simulation(long seed) {
    this.seed = seed;
    Chance chance = new Chance(seed);
    Journal journal = new Journal(queue);
    Laws laws = new Laws(journal);
    Ledger ledger = new Ledger(laws, journal, this::machines);
    this.ground = new Ground(queue, chance, journal, new Network(chance), ledger, laws);
    this.scenario = Scenario.of(chance);
    this.machines = build();
    this.pacemaker = new Pacemaker(ground, machines);
    this.health = new Health(pacemaker, scenario);
  }

  /// Plays the history of that seed.
  public static Outcome play(long seed) {
    Simulation simulation = new Simulation(seed);
    return VirtualSchedulers.with(simulation.queue, simulation::play);
  }

  private List<Machine> machines() {
    return machines;
  }

  private Pacemaker pacemaker() {
    return pacemaker;
  }

  private List<Machine> build() {
    Timeline first = new Timeline(1, Optional.empty(), 0, "initdb");
    Place begin = new Place(first, 0x3000000);
    return IntStream.rangeClosed(1, scenario.nodes())
        .mapToObj(
            i ->
                new Machine(
                    ground,
                    "n" + i,
                    new Disk(
                        begin,
                        i == 1 ? ClusterState.SHUT_DOWN : ClusterState.SHUT_DOWN_IN_RECOVERY),
                    scenario.instance(),
                    this::pacemaker,
                    this::machines))
        .toList();
  }

  private Outcome play() {
    ground.tell("scenario", scenario.nodes() + " nodes, " + scenario.parameters());
    machines.forEach(m -> queue.after(ground.chance().between(0, 3000), m::powerOn));
    new Clients(ground, machines).begin();
    if (!settles(BEGIN_WITHIN)) {
      ground.laws().require(broken(), "the cluster does not begin: " + health.said());
      return outcome(Outcome.Ending.BROKEN);
    }
    ground.ledger().begin(scenario.synchronous());
    Nemesis nemesis = new Nemesis(ground, pacemaker);
    nemesis.begin();
    boolean lasting = ground.chance().oneIn(6);
    pass(ground.chance().between(lasting ? 120_000 : 20_000, lasting ? 200_000 : 80_000));
    nemesis.end();
    boolean well = settles(HEAL_WITHIN);
    return outcome(broken() ? Outcome.Ending.BROKEN : ending(well));
  }

  private Outcome.Ending ending(boolean well) {
    if (well) {
      return Outcome.Ending.WELL;
    }
    if (health.primary().isPresent()) {
      return Outcome.Ending.PRIMARY;
    }
    if (health.refusedByName()) {
      return Outcome.Ending.REFUSED;
    }
    ground.laws().broken("there is no primary, and nobody says why: " + health.said());
    return Outcome.Ending.BROKEN;
  }

  private boolean broken() {
    return !ground.laws().broken().isEmpty();
  }

  private void pass(long millis) {
    long until = queue.now() + millis;
    while (!broken() && queue.step(until)) {
      // Each step is one event.
    }
  }

  /// Whether the cluster is well within that time, and stays so for a moment.
  private boolean settles(long within) {
    long until = queue.now() + within;
    long since = queue.now();
    while (!broken() && queue.now() < until) {
      pass(500);
      if (!health.well()) {
        since = queue.now();
      } else if (queue.now() - since >= CALM) {
        return true;
      }
    }
    return false;
  }

  private Outcome outcome(Outcome.Ending ending) {
    ground.tell("outcome", ending + ": " + health.said());
    return new Outcome(
        seed,
        new ArrayList<>(ground.laws().broken()),
        ending,
        ground.ledger().promotions(),
        ground.ledger().total(),
        ground.ledger().lost(),
        queue.happened(),
        queue.now() / 1000,
        ground.journal().lines());
  }
}

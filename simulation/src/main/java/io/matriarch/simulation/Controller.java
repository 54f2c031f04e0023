package io.matriarch.simulation;

import java.util.Optional;

/// The designated controller of one partition: one transition after the other, for as long as there
/// is something new.
final class Controller {

  private final Ground ground;
  private final Pacemaker pacemaker;
  private final Partition partition;
  private Optional<Transition> running = Optional.empty();
  private boolean due;
  private boolean scheduled;

  Controller(Ground ground, Pacemaker pacemaker, Partition partition) {
    this.ground = ground;
    this.pacemaker = pacemaker;
    this.partition = partition;
  }

  boolean of(Partition other) {
    return partition == other;
  }

  boolean over() {
    return partition.over();
  }

  /// Aborts what runs, and plans anew as soon as it has ended.
  void replan() {
    running.ifPresent(Transition::abort);
    due = true;
    begin();
  }

  private void begin() {
    if (due && running.isEmpty() && !scheduled && !partition.over()) {
      scheduled = true;
      ground.queue().after(ground.chance().between(20, 150), this::run);
    }
  }

  private void run() {
    scheduled = false;
    if (partition.over()) {
      return;
    }
    due = false;
    Transition transition = new Transition(ground, pacemaker, partition);
    running = Optional.of(transition);
    transition
        .run()
        .subscribe(
            _ -> {},
            failure -> ground.laws().broken("a transition failed: " + failure),
            () -> {
              running = Optional.empty();
              begin();
            });
  }
}

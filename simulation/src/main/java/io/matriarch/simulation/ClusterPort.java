package io.matriarch.simulation;

import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Instance;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.SynchronousSet;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.port.ClusterControl;
import io.matriarch.agent.port.ClusterObserver;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// An agent's access to Pacemaker on its machine.
final class ClusterPort implements ClusterControl, ClusterObserver {

  private final Ground ground;
  private final Machine machine;
  private final Pacemaker pacemaker;
  private final Instance instance;
  private final Life life;

  ClusterPort(Ground ground, Machine machine, Pacemaker pacemaker, Instance instance, Life life) {
    this.ground = ground;
    this.machine = machine;
    this.pacemaker = pacemaker;
    this.instance = instance;
    this.life = life;
  }

  private Mono<Void> tool(Runnable work) {
    return Mono.defer(
        () ->
            machine.partition().isEmpty()
                ? Mono.error(new IllegalStateException("crm_attribute: not connected"))
                : life.run(machine.toolTakes(), work));
  }

  /// A change of the CIB: all members of the partition have it at once.
  private Mono<Void> change(String what, Consumer<Cib> change) {
    return tool(
        () ->
            machine
                .partition()
                .ifPresent(
                    partition -> {
                      ground.tell(machine.name(), what);
                      change.accept(partition.cib());
                      pacemaker.changed(partition);
                    }));
  }

  @Override
  public Mono<Void> publishScore(String resource, int score) {
    return tool(() -> pacemaker.score(machine, Optional.of(score)));
  }

  @Override
  public Mono<Void> clearScore(String resource) {
    return tool(() -> pacemaker.score(machine, Optional.empty()));
  }

  @Override
  public Mono<Void> publishPrivate(String name, String value) {
    return tool(() -> pacemaker.spread(machine, name, value));
  }

  @Override
  public Mono<Void> clearPrivate(String name) {
    return tool(() -> pacemaker.spread(machine, name, ""));
  }

  @Override
  public Mono<Map<String, String>> readPrivate(String name) {
    return Mono.defer(() -> life.get(machine.toolTakes(), () -> machine.attributes().read(name)));
  }

  @Override
  public Mono<Void> recordPromotion(String resource, PromotionRecord record) {
    return change(
        "records " + record,
        cib -> {
          ground.ledger().recorded(cib.promotion, record);
          cib.promotion = Optional.of(record);
        });
  }

  @Override
  public Mono<Void> recordSynchronousSet(String resource, SynchronousSet set) {
    return change(
        "records " + set,
        cib -> {
          ground.ledger().recorded(set);
          cib.synchronous = Optional.of(set);
        });
  }

  @Override
  public Mono<Void> withdrawSynchronousSet(String resource) {
    return change("withdraws the set", cib -> cib.synchronous = Optional.empty());
  }

  @Override
  public Mono<Void> refuse(String resource, Refusal refusal) {
    return change("is refused: " + refusal, cib -> cib.refusals.put(machine.name(), refusal));
  }

  @Override
  public Mono<Void> withdrawRefusal(String resource) {
    return change("is refused no more", cib -> cib.refusals.remove(machine.name()));
  }

  @Override
  public Mono<Void> allowDataLoss(String resource, WalPosition at) {
    return change("may lose data", cib -> cib.losses.put(machine.name(), at));
  }

  @Override
  public Mono<Void> withdrawDataLoss(String resource) {
    return change("may lose no data", cib -> cib.losses.remove(machine.name()));
  }

  @Override
  public Flux<Fact<Reading>> readings() {
    return Flux.never();
  }

  @Override
  public void wake() {
    machine.readCluster();
  }

  @Override
  public void wakeAtOnce() {
    machine.readCluster();
  }

  @Override
  public Mono<Reading> readNow() {
    return Mono.defer(() -> life.get(machine.toolTakes(), this::reading));
  }

  /// The CIB as it is now; fails where Pacemaker does not run.
  Reading reading() {
    return machine
        .partition()
        .map(
            p ->
                new Reading(
                    List.of(
                        new Configured(
                            instance,
                            p.cib().view(p.members(), p.quorate(), p.controller()),
                            List.of()))))
        .orElseThrow(() -> new IllegalStateException("cibadmin: not connected"));
  }

  @Override
  public Mono<String> nodeName() {
    return Mono.just(machine.name());
  }
}

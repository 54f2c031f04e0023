package io.matriarch.simulation;

import io.matriarch.agent.loop.OperationRequest;
import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.Verdict;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// One transition of one partition: rounds of operations with notifications before and after them.
/// An abort begins no further operation; what runs is waited for, and post-notifications are sent.
final class Transition {

  private static final Duration START = Duration.ofMinutes(1);
  private static final Duration STOP = Duration.ofMinutes(1);
  private static final Duration PROMOTE = Duration.ofSeconds(30);
  private static final Duration DEMOTE = Duration.ofMinutes(2);
  private static final Duration NOTIFY = Duration.ofMinutes(1);
  private static final Duration PROBE = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Ground ground;
  private final Pacemaker pacemaker;
  private final Partition partition;
  private boolean aborted;

  Transition(Ground ground, Pacemaker pacemaker, Partition partition) {
    this.ground = ground;
    this.pacemaker = pacemaker;
    this.partition = partition;
  }

  void abort() {
    aborted = true;
  }

  /// Carries out what is planned now.
  Mono<Void> run() {
    return idle()
        .then(Mono.defer(this::probe))
        .then(Mono.defer(() -> carryOut(Plan.of(partition, pacemaker::banned))));
  }

  /// What a controller before this one began is waited for.
  private Mono<Void> idle() {
    return Mono.fromSupplier(
            () -> members().stream().allMatch(m -> m.executor().idle() || partition.over()))
        .filter(all -> all)
        .repeatWhenEmpty(Integer.MAX_VALUE, each -> each.delayElements(POLL))
        .then();
  }

  private List<Machine> members() {
    return pacemaker.machines().stream()
        .filter(m -> partition.members().contains(m.name()) && m.powered())
        .toList();
  }

  private Mono<Void> probe() {
    List<String> unknown =
        partition.members().stream().filter(n -> partition.cib().role(n) == Role.UNKNOWN).toList();
    return each(unknown, _ -> new OperationRequest.Monitor(true, Optional.empty(), PROBE));
  }

  private Mono<Void> carryOut(Plan plan) {
    if (!plan.empty()) {
      ground.tell(partition.controller(), "plans " + plan);
    }
    return round("demote", plan, plan.demote(), _ -> new OperationRequest.Demote(DEMOTE))
        .then(
            Mono.defer(
                () -> round("stop", plan, plan.stop(), _ -> new OperationRequest.Stop(STOP))))
        .then(
            Mono.defer(
                () -> round("start", plan, plan.start(), _ -> new OperationRequest.Start(START))))
        .then(Mono.defer(() -> fenced(plan)))
        .then(
            Mono.defer(
                () ->
                    round(
                        "promote",
                        plan,
                        plan.promote(),
                        _ -> new OperationRequest.Promote(plan.roster(), PROMOTE))))
        .then(Mono.defer(this::address));
  }

  /// Nobody is promoted before whoever was lost is known to be dead.
  private Mono<Void> fenced(Plan plan) {
    return Mono.fromSupplier(
            () -> plan.promote().isEmpty() || aborted || partition.cib().unclean.isEmpty())
        .filter(go -> go)
        .repeatWhenEmpty(Integer.MAX_VALUE, each -> each.delayElements(POLL))
        .then();
  }

  private Mono<Void> round(
      String word, Plan plan, List<String> nodes, Function<String, OperationRequest> request) {
    if (nodes.isEmpty() || aborted) {
      return Mono.empty();
    }
    return told("pre", word, plan)
        .then(
            Mono.defer(
                () ->
                    aborted
                        ? Mono.<Void>empty()
                        : each(nodes, request).then(Mono.defer(() -> told("post", word, plan)))));
  }

  private Mono<Void> told(String phase, String word, Plan plan) {
    List<String> active = partition.members().stream().filter(partition.cib()::active).toList();
    return each(active, _ -> new OperationRequest.Notify(phase, word, plan.roster(), NOTIFY));
  }

  private Mono<Void> each(Collection<String> nodes, Function<String, OperationRequest> request) {
    return Flux.fromIterable(nodes)
        .flatMap(node -> one(pacemaker.machine(node), request.apply(node)))
        .then();
  }

  private Mono<Verdict> one(Machine machine, OperationRequest request) {
    if (partition.over()) {
      return Mono.empty();
    }
    return Mono.delay(Duration.ofMillis(ground.chance().skewed(5, 80)))
        .filter(_ -> !partition.over())
        .doOnNext(_ -> judge(machine, request))
        .flatMap(_ -> machine.executor().execute(request))
        .or(partition.ended().then(Mono.empty()));
  }

  /// A primary that is well is demoted or stopped only where an administrator wants it, the quorum
  /// is lost, or Pacemaker still has to recover it from a failure that was one.
  private void judge(Machine machine, OperationRequest request) {
    boolean ends =
        request instanceof OperationRequest.Demote || request instanceof OperationRequest.Stop;
    boolean wanted =
        !partition.quorate()
            || partition.cib().standby.contains(machine.name())
            || partition.cib().preferred.isPresent()
            || partition.cib().ill.contains(machine.name())
            || machine.excused();
    ground
        .laws()
        .require(
            !ends || !machine.server().isWellPrimary() || wanted,
            "%s is to %s a healthy primary".formatted(machine.name(), request.word()));
  }

  private Mono<Void> address() {
    if (aborted || partition.over()) {
      return Mono.empty();
    }
    return Mono.delay(Duration.ofMillis(ground.chance().between(30, 200)))
        .doOnNext(_ -> pacemaker.moveAddress(partition))
        .then();
  }
}

package io.matriarch.telemetry;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Policy;
import io.matriarch.agent.model.Repair;
import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.telemetry.event.Narrator;
import io.matriarch.telemetry.event.Role;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/// What is kept of one resource: its latest snapshot, and counters. Written by its loop alone, read
/// by any thread, without a lock.
final class ResourceTelemetry {

  private static final double MILLIS = 1000.0;

  private record Transition(Role from, Role to) {}

  private final Map<RuleId, LongAdder> decisions = adders(List.of(RuleId.values()));
  private final Map<Transition, LongAdder> transitions = adders(transitions());
  private final OperationMeters operations;
  private final LoopMeters loop;
  private final RepairMeters repairs;
  private final Narrator narrator;
  private final FailoverMetrics failovers = new FailoverMetrics();
  private volatile Optional<Observed> latest = Optional.empty();
  private volatile String unwritable = "";

  ResourceTelemetry(MeterRegistry registry, String resource, Narrator narrator) {
    this.operations = new OperationMeters(registry, resource);
    this.loop = new LoopMeters(registry, resource);
    this.repairs = new RepairMeters(registry, resource);
    this.narrator = narrator;
  }

  private static List<Transition> transitions() {
    return Stream.of(Role.values())
        .flatMap(from -> Stream.of(Role.values()).map(to -> new Transition(from, to)))
        .filter(transition -> transition.from() != transition.to())
        .toList();
  }

  private static <K> Map<K, LongAdder> adders(List<K> keys) {
    Map<K, LongAdder> adders = new LinkedHashMap<>();
    keys.forEach(key -> adders.put(key, new LongAdder()));
    return Collections.unmodifiableMap(adders);
  }

  private static <K> void increment(Map<K, LongAdder> adders, K key) {
    Objects.requireNonNull(adders.get(key), () -> "no counter for " + key).increment();
  }

  OperationMeters operations() {
    return operations;
  }

  /// A step of an operation, or of an action of the agent's own.
  void stepped(String step, String sentence) {
    operations.stepped(step);
    switch (step) {
      case "score/unwritable" -> unwritable = sentence;
      case "score/writable" -> unwritable = "";
      default -> {}
    }
    repairs.stepped(step, latest.flatMap(ResourceTelemetry::repairedBy));
  }

  private static Optional<Policy.Rejoin.Method> repairedBy(Observed observed) {
    return observed.snapshot().repair().progress() instanceof Repair.Progress.Running running
        ? Optional.of(running.method())
        : Optional.empty();
  }

  LoopMeters loop() {
    return loop;
  }

  Narrator narrator() {
    return narrator;
  }

  FailoverMetrics failovers() {
    return failovers;
  }

  Optional<Observed> latest() {
    return latest;
  }

  void decided(Snapshot snapshot, Decision decision, Instant now) {
    Optional<Observed> before = latest;
    Role role = Role.of(snapshot.server());
    Optional<Role> changedFrom =
        before.map(o -> Role.of(o.snapshot().server())).filter(earlier -> earlier != role);
    changedFrom.ifPresent(earlier -> increment(transitions, new Transition(earlier, role)));
    increment(decisions, decision.rule());
    latest =
        Optional.of(
            new Observed(
                snapshot,
                decision,
                observedAt(snapshot, now)
                    .orElseGet(() -> before.map(Observed::lastSuccess).orElse(Instant.EPOCH)),
                changedFrom.isPresent()
                    ? now
                    : before.map(Observed::roleChangedAt).orElse(Instant.EPOCH),
                MissingScore.at(
                    snapshot, decision, before.flatMap(Observed::missingScore), unwritable)));
  }

  private static Optional<Instant> observedAt(Snapshot snapshot, Instant now) {
    return switch (snapshot.server()) {
      case Fact.Unknown<ServerState> _ -> Optional.empty();
      case Fact.Known<ServerState>(var _, BootTime at) ->
          Optional.of(now.minus(snapshot.now().since(at)));
    };
  }

  void collect(Points points) {
    Optional<Observed> seen = latest;
    Optional<RuleId> made = seen.map(observed -> observed.decision().rule());
    decisions.forEach(
        (rule, count) ->
            collect(points, rule, count.doubleValue(), made.equals(Optional.of(rule))));
    transitions.forEach(
        (of, count) ->
            points.add(
                MetricName.ROLE_TRANSITIONS,
                count.doubleValue(),
                of.from().word(),
                of.to().word()));
    failovers.collect(points);
    seen.ifPresent(observed -> collect(points, observed));
  }

  /// Most rules never make a decision: four of five series would be zeros of theirs.
  private static void collect(Points points, RuleId rule, double count, boolean madeTheLatest) {
    if (count > 0) {
      points.add(MetricName.DECISIONS, count, rule.id());
      points.add(MetricName.DECISION_RULE, madeTheLatest, rule.id());
    }
  }

  private static void collect(Points points, Observed observed) {
    new ServerMetrics(points, observed.lastSuccess()).add(observed.snapshot().server());
    new HealthMetrics(points).add(observed.snapshot());
    new ClusterMetrics(points).add(observed.snapshot().cluster());
    points.add(MetricName.CONFIGURATION_FAULTS, observed.snapshot().faults().size());
    points.add(
        MetricName.PROMOTION_SCORE_MISSING,
        HealthMetrics.seconds(
            observed.snapshot(), observed.missingScore().map(MissingScore::since)));
    points.add(MetricName.DECISION_EXIT_CODE, observed.decision().verdict().code().code());
    points.add(MetricName.MONITOR_LAST_SUCCESS_TIMESTAMP, seconds(observed.lastSuccess()));
    points.add(MetricName.ROLE_CHANGED_TIMESTAMP, seconds(observed.roleChangedAt()));
  }

  private static double seconds(Instant instant) {
    return instant.toEpochMilli() / MILLIS;
  }
}

package io.matriarch.agent.loop;

import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Instance;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.SynchronousSet;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.port.ClusterControl;
import io.matriarch.agent.port.ClusterObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// A Pacemaker of a few nodes: roles that a test sets, scores, and private attributes that reach
/// the other nodes after a delay.
final class FakeCluster {

  final Map<String, Role> roles = new ConcurrentSkipListMap<>();
  final Map<String, Integer> scores = new ConcurrentSkipListMap<>();
  final Map<String, Refusal> refusals = new ConcurrentSkipListMap<>();
  final Map<String, WalPosition> dataLosses = new ConcurrentSkipListMap<>();
  final List<String> writes = new CopyOnWriteArrayList<>();
  final Map<String, Duration> delays = new ConcurrentSkipListMap<>();
  private final Map<String, Map<String, String>> attributes = new ConcurrentSkipListMap<>();

  volatile Optional<PromotionRecord> promotionRecord = Optional.empty();
  volatile Optional<SynchronousSet> synchronousSet = Optional.empty();
  volatile boolean writable = true;
  volatile boolean answering = true;
  volatile boolean readable = true;
  volatile boolean hanging;

  ClusterView view() {
    List<ClusterView.Node> nodes =
        roles.entrySet().stream().map(e -> node(e.getKey(), e.getValue())).toList();
    return new ClusterView(
        "0.1.0",
        true,
        "n1",
        false,
        true,
        ClusterView.INFINITY,
        true,
        nodes,
        promotionRecord,
        synchronousSet,
        List.of());
  }

  private ClusterView.Node node(String name, Role role) {
    Optional<Integer> score = Optional.ofNullable(scores.get(name));
    return new ClusterView.Node(
        name,
        true,
        false,
        false,
        false,
        role,
        score,
        0,
        Optional.ofNullable(refusals.get(name)),
        Optional.ofNullable(dataLosses.get(name)));
  }

  /// Sets the attribute as it is on all nodes at once, whoever wrote it.
  void put(String attribute, String node, String value) {
    attributes.computeIfAbsent(attribute, _ -> new ConcurrentSkipListMap<>()).put(node, value);
  }

  Map<String, String> attribute(String name) {
    return new TreeMap<>(attributes.getOrDefault(name, Map.of()));
  }

  ClusterControl control(String node) {
    return new Control(node);
  }

  ClusterObserver observer(String node, Instance instance) {
    return new Observer(node, instance);
  }

  private final class Control implements ClusterControl {

    private final String node;

    Control(String node) {
      this.node = node;
    }

    @Override
    public Mono<Void> publishScore(String resource, int score) {
      return write("score " + score, () -> scores.put(node, score));
    }

    @Override
    public Mono<Void> clearScore(String resource) {
      return write("score cleared", () -> scores.remove(node));
    }

    @Override
    public Mono<Void> publishPrivate(String name, String value) {
      return write("said", () -> spread(() -> put(name, node, value)));
    }

    @Override
    public Mono<Void> clearPrivate(String name) {
      return write("unsaid", () -> spread(() -> remove(name)));
    }

    private void remove(String name) {
      attributes.getOrDefault(name, new TreeMap<>()).remove(node);
    }

    private void spread(Runnable change) {
      Duration delay = delays.getOrDefault(node, Duration.ZERO);
      if (delay.isZero()) {
        change.run();
      } else {
        Mono.delay(delay).subscribe(_ -> change.run());
      }
    }

    @Override
    public Mono<Map<String, String>> readPrivate(String name) {
      if (hanging) {
        return Mono.never();
      }
      return answering
          ? Mono.fromSupplier(() -> attribute(name))
          : Mono.error(new IllegalStateException("attrd does not answer"));
    }

    @Override
    public Mono<Void> recordPromotion(String resource, PromotionRecord promoted) {
      return write("record " + promoted, () -> promotionRecord = Optional.of(promoted));
    }

    @Override
    public Mono<Void> recordSynchronousSet(String resource, SynchronousSet set) {
      return write("synchronous " + set, () -> synchronousSet = Optional.of(set));
    }

    @Override
    public Mono<Void> withdrawSynchronousSet(String resource) {
      return write("synchronous withdrawn", () -> synchronousSet = Optional.empty());
    }

    @Override
    public Mono<Void> refuse(String resource, Refusal refusal) {
      return write("refused " + refusal, () -> refusals.put(node, refusal));
    }

    @Override
    public Mono<Void> withdrawRefusal(String resource) {
      return write("refusal withdrawn", () -> refusals.remove(node));
    }

    @Override
    public Mono<Void> allowDataLoss(String resource, WalPosition at) {
      return write("data loss allowed at " + at, () -> dataLosses.put(node, at));
    }

    @Override
    public Mono<Void> withdrawDataLoss(String resource) {
      return write("data loss not allowed", () -> dataLosses.remove(node));
    }

    private Mono<Void> write(String what, Runnable change) {
      return Mono.defer(
          () -> {
            writes.add(node + " " + what);
            if (hanging) {
              return Mono.never();
            }
            if (!writable) {
              return Mono.error(new IllegalStateException("attrd does not answer"));
            }
            change.run();
            return Mono.empty();
          });
    }
  }

  private final class Observer implements ClusterObserver {

    private final String node;
    private final Instance instance;

    Observer(String node, Instance instance) {
      this.node = node;
      this.instance = instance;
    }

    @Override
    public Flux<Fact<Reading>> readings() {
      return Flux.never();
    }

    @Override
    public void wake() {}

    @Override
    public void wakeAtOnce() {}

    @Override
    public Mono<Reading> readNow() {
      return readable
          ? Mono.fromSupplier(
              () -> new Reading(List.of(new Configured(instance, view(), List.of()))))
          : Mono.error(new IllegalStateException("cibadmin: connection refused"));
    }

    @Override
    public Mono<String> nodeName() {
      return Mono.just(node);
    }
  }
}

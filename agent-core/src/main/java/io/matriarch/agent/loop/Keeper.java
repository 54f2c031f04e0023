package io.matriarch.agent.loop;

import io.matriarch.agent.model.Action;
import io.matriarch.agent.model.Memory;
import io.matriarch.agent.model.SynchronousSet;
import io.matriarch.agent.model.Upkeep;
import io.matriarch.agent.model.Upkeep.AdvanceSlot;
import io.matriarch.agent.model.Upkeep.CreateSlot;
import io.matriarch.agent.model.Upkeep.DropSlot;
import io.matriarch.agent.model.Upkeep.RecordSynchronousSet;
import io.matriarch.agent.model.Upkeep.RenewSlot;
import io.matriarch.agent.model.Upkeep.SetSynchronousNames;
import io.matriarch.agent.model.Upkeep.SlotChange;
import io.matriarch.agent.model.Upkeep.WithdrawSynchronousSet;
import io.matriarch.agent.model.UpkeepMemory;
import io.matriarch.agent.model.UpkeepMemory.Asked;
import io.matriarch.agent.model.UpkeepMemory.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Carries the upkeep out beside the loop: at most one change of synchronous replication at a time,
/// so that each begins from what a look has shown, and one after the other the changes of slots.
final class Keeper {

  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
  private static final Duration CHANGE_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CHECKPOINT_MOST = Duration.ofSeconds(60);

  private final World world;
  private final Consumer<UnaryOperator<Memory>> remember;
  private final AtomicBoolean synchronising = new AtomicBoolean();
  private final AtomicBoolean slotting = new AtomicBoolean();

  Keeper(World world, Consumer<UnaryOperator<Memory>> remember) {
    this.world = world;
    this.remember = remember;
  }

  boolean isBusy() {
    return synchronising.get() || slotting.get();
  }

  /// Begins what is due, unless the last of its kind is still under way.
  void keep(String resource, List<Action> actions) {
    List<Upkeep> due =
        actions.stream().filter(Upkeep.class::isInstance).map(Upkeep.class::cast).toList();
    due.stream()
        .filter(step -> !(step instanceof SlotChange))
        .findFirst()
        .ifPresent(step -> once(synchronising, synchronise(resource, step)));
    List<SlotChange> slots =
        due.stream().filter(SlotChange.class::isInstance).map(SlotChange.class::cast).toList();
    if (!slots.isEmpty()) {
      once(slotting, Flux.fromIterable(slots).concatMap(slot -> change(resource, slot)).then());
    }
  }

  private void once(AtomicBoolean running, Mono<Void> work) {
    if (running.compareAndSet(false, true)) {
      work.doFinally(
              _ -> {
                running.set(false);
                world.cluster().wake();
              })
          .subscribe(_ -> {}, failure -> LOG.warn("{}", Looking.reason(failure, CHANGE_TIMEOUT)));
    }
  }

  private Mono<Void> synchronise(String resource, Upkeep step) {
    return switch (step) {
      case SetSynchronousNames(var setting, var because) ->
          world
              .control()
              .setSynchronousStandbyNames(setting.toString())
              .timeout(CHANGE_TIMEOUT)
              .doOnSuccess(
                  _ -> {
                    asked(setting.toString(), "");
                    told(resource, "synchronous/set", "'%s': %s".formatted(setting, because));
                  })
              .doOnError(
                  failure -> asked(setting.toString(), Looking.reason(failure, CHANGE_TIMEOUT)));
      case RecordSynchronousSet(var set, var because) ->
          Mono.<Void>fromRunnable(() -> written(set))
              .then(world.clusterControl().recordSynchronousSet(resource, set))
              .timeout(CHANGE_TIMEOUT)
              .doOnSuccess(
                  _ -> told(resource, "synchronous/recorded", "%s: %s".formatted(set, because)));
      case WithdrawSynchronousSet(var because) ->
          world
              .clusterControl()
              .withdrawSynchronousSet(resource)
              .timeout(CHANGE_TIMEOUT)
              .doOnSuccess(_ -> told(resource, "synchronous/withdrawn", because));
      case SlotChange slot -> change(resource, slot);
    };
  }

  private void asked(String text, String failure) {
    Asked asked = new Asked(text, world.clock().now(), failure);
    recall(upkeep -> upkeep.withSynchronous(upkeep.synchronous().withAsked(asked)));
  }

  /// Noted before the write begins: one that fails may have been done all the same.
  private void written(SynchronousSet set) {
    recall(upkeep -> upkeep.withSynchronous(upkeep.synchronous().withWritten(set)));
  }

  /// One that fails does not keep the others from theirs.
  private Mono<Void> change(String resource, SlotChange slot) {
    return world
        .control()
        .changeSlot(slot)
        .timeout(CHANGE_TIMEOUT)
        .then(Mono.defer(() -> done(resource, slot)))
        .onErrorResume(
            failure -> {
              String why =
                  "slot %s: %s".formatted(slot.name(), Looking.reason(failure, CHANGE_TIMEOUT));
              LOG.warn("resource={} {}", resource, why);
              recall(
                  upkeep ->
                      upkeep.withSlots(
                          upkeep
                              .slots()
                              .withTrouble(Optional.of(new Trouble(why, world.clock().now())))));
              return Mono.empty();
            });
  }

  private Mono<Void> done(String resource, SlotChange slot) {
    String sentence = "%s: %s".formatted(slot.name(), slot.because());
    return switch (slot) {
      case CreateSlot _ -> tell(resource, "slot/created", sentence);
      case AdvanceSlot _ -> Mono.empty();
      case RenewSlot _ -> tell(resource, "slot/renewed", sentence);
      case DropSlot drop -> tell(resource, "slot/dropped", sentence).then(freed(drop));
    };
  }

  /// The WAL that was held goes with the next checkpoint.
  private Mono<Void> freed(DropSlot drop) {
    if (!drop.forSpace()) {
      return Mono.empty();
    }
    recall(upkeep -> upkeep.withSlots(upkeep.slots().withDrop(drop.name(), world.clock().now())));
    return world
        .control()
        .checkpoint(CHECKPOINT_MOST)
        .timeout(CHECKPOINT_MOST)
        .onErrorResume(
            failure -> {
              LOG.warn("checkpoint: {}", Looking.reason(failure, CHECKPOINT_MOST));
              return Mono.empty();
            });
  }

  private Mono<Void> tell(String resource, String step, String sentence) {
    return Mono.fromRunnable(() -> told(resource, step, sentence));
  }

  private void told(String resource, String step, String sentence) {
    LOG.info("resource={} {}: {}", resource, step, sentence);
    world.listener().stepped(resource, step, sentence);
  }

  private void recall(UnaryOperator<UpkeepMemory> change) {
    remember.accept(memory -> memory.withUpkeep(change.apply(memory.upkeep())));
  }
}

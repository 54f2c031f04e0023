package io.matriarch.agent.port;

import io.matriarch.agent.model.Action;
import io.matriarch.agent.model.Health;
import io.matriarch.agent.model.Policy;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Repair;
import io.matriarch.agent.model.Repair.Progress;
import io.matriarch.agent.model.RepairNote;
import io.matriarch.agent.model.WalPosition;
import reactor.core.publisher.Mono;

/// Neither watches nor repairs: for a process that answers one operation and ends.
public final class Unwatched {

  public static final HealthObserver HEALTH =
      new HealthObserver() {
        @Override
        public Mono<Void> watch() {
          return Mono.never();
        }

        @Override
        public Health latest() {
          return Health.UNKNOWN;
        }

        @Override
        public Mono<Health> fresh() {
          return Mono.just(Health.UNKNOWN);
        }

        @Override
        public void close() {}
      };

  /// Knows of no repair.
  public static final Repairer REPAIRER = new Nobody();

  private Unwatched() {}

  /// Knows of a repair that was begun, and carries none on.
  public static Repairer repairer(RepairTools tools) {
    return new Bystander(tools);
  }

  /// What a note says to whoever did not write it.
  public static Progress progress(RepairNote note) {
    return note.phase().failed()
        ? new Progress.Failed(note.reason(), note.tries(), note.phase().startable())
        : new Progress.Pending(note.method(), note.reason(), note.phase().startable());
  }

  private static class Nobody implements Repairer {

    @Override
    public Repair latest() {
      return Repair.NONE;
    }

    @Override
    public Mono<Void> ask(WalPosition held, String systemIdentifier) {
      return Mono.empty();
    }

    @Override
    public Mono<Void> reconnect() {
      return Mono.empty();
    }

    @Override
    public void begin(Action.Repair order, Policy policy) {}

    @Override
    public Mono<Void> owe(Action.Repair order) {
      return Mono.error(
          new IllegalStateException(
              "it cannot start before it is repaired: start matriarch.service, which does that"));
    }

    @Override
    public void resume(PromotionRecord primary, Policy policy) {}

    @Override
    public Mono<Void> renew() {
      return Mono.empty();
    }

    @Override
    public Mono<Void> forget() {
      return Mono.empty();
    }

    @Override
    public Mono<Void> halt() {
      return Mono.empty();
    }

    @Override
    public Mono<Void> follow(String node, Policy policy) {
      return Mono.empty();
    }

    @Override
    public void close() {}
  }

  private static final class Bystander extends Nobody {

    private final RepairTools tools;

    Bystander(RepairTools tools) {
      this.tools = tools;
    }

    @Override
    public Repair latest() {
      return tools
          .noted()
          .map(note -> Repair.NONE.withProgress(progress(note)).withLacks(note.lacks()))
          .orElse(Repair.NONE);
    }

    @Override
    public Mono<Void> renew() {
      return latest().progress().blocksStart()
          ? Mono.error(
              new IllegalStateException(
                  "its data directory is being repaired: start matriarch.service, which finishes"
                      + " it"))
          : Mono.empty();
    }

    @Override
    public Mono<Void> halt() {
      return tools.endPrograms();
    }

    @Override
    public Mono<Void> follow(String node, Policy policy) {
      return tools
          .pointAt(node, policy.slots().managed())
          .filter(changed -> changed)
          .flatMap(_ -> tools.reload());
    }
  }
}

package io.matriarch.agent.port;

import io.matriarch.agent.model.Health;
import io.matriarch.agent.model.Repair;
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

  public static final Repairer REPAIRER =
      new Repairer() {
        @Override
        public Repair latest() {
          return Repair.NONE;
        }

        @Override
        public void close() {}
      };

  private Unwatched() {}
}

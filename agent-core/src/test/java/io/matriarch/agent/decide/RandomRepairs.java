package io.matriarch.agent.decide;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Policy.Rejoin.Method;
import io.matriarch.agent.model.Repair;
import io.matriarch.agent.model.Repair.Progress;
import io.matriarch.agent.model.Repair.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Makes up repairs and answers of upstreams; most of the time there is no repair.
record RandomRepairs(RandomWorld world, BootTime now) {

  private static final List<Long> AGES = List.of(0L, 4999L, 5000L, 29_999L, 30_000L, 600_000L);

  Repair repair() {
    return new Repair(progress(), world.maybe() ? Optional.of(upstream()) : Optional.empty());
  }

  private Progress progress() {
    return switch (world.upTo(11)) {
      case 0 -> new Progress.Running(method(), "pg_rewind 42 %", now);
      case 1 -> new Progress.Pending(method(), "it was interrupted", world.maybe());
      case 2 -> new Progress.Failed("pg_rewind exited with 1", 3, world.maybe());
      default -> new Progress.Idle();
    };
  }

  private Method method() {
    return world.one(List.of(Method.REWIND, Method.REBUILD));
  }

  private Upstream upstream() {
    BootTime at = before(world.one(AGES));
    return new Upstream(
        world.one(List.of(Upstream.Kind.values())),
        "n1:5432 said so",
        world.maybe() ? Optional.of(world.history(1 + world.upTo(3))) : Optional.empty(),
        at,
        before(world.maybe() ? 0 : 1000));
  }

  private BootTime before(long millis) {
    return now.plus(Duration.ofMillis(millis).negated());
  }
}

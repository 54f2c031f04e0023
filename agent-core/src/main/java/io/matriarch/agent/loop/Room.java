package io.matriarch.agent.loop;

import io.matriarch.agent.decide.Sickness;
import io.matriarch.agent.model.Health;
import io.matriarch.agent.model.Memory.Comeback;
import io.matriarch.agent.model.Verdict;
import java.util.Optional;
import reactor.core.publisher.Mono;

/// What operations do about a server that waiting cannot help, and about one that a full disk would
/// only make crash again.
final class Room {

  private Room() {}

  /// Whether there is no prospect in waiting for the server to do something in order.
  static boolean hung(ControlLoop loop) {
    return loop.latest().filter(cycle -> Sickness.hung(cycle.snapshot())).isPresent();
  }

  private static Optional<Health.Disk> full(ControlLoop loop) {
    return loop.latest().flatMap(cycle -> Sickness.full(cycle.snapshot()));
  }

  /// The answer to a start of a server without room: success, as Pacemaker would try no failed
  /// start again. The agent starts it once there is room, and until then the monitor says why it is
  /// degraded. Empty when there is room.
  static Optional<Mono<Verdict>> waitFor(ControlLoop loop) {
    return full(loop).map(disk -> Mono.defer(() -> waiting(loop, disk)));
  }

  private static Mono<Verdict> waiting(ControlLoop loop, Health.Disk disk) {
    loop.remember(memory -> memory.withComeback(Comeback.NOW));
    loop.world()
        .listener()
        .stepped(
            loop.instance().resource(),
            "start/no-room",
            "%d bytes free on %s".formatted(disk.freeBytes(), disk.path()));
    return Looking.success();
  }
}

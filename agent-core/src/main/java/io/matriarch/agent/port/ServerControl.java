package io.matriarch.agent.port;

import io.matriarch.agent.model.Upkeep.SlotChange;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/// Acts on one PostgreSQL instance.
public interface ServerControl {

  /// How PostgreSQL is told to stop.
  enum StopMode {
    FAST,
    IMMEDIATE,
    KILL
  }

  /// Launches the postmaster as a standby (`standby.signal` is written first) in a session of its
  /// own with its output in a file, and returns as soon as it runs; recovery goes on behind. Fails
  /// with the server's last FATAL line when the postmaster exits before `within` is over.
  Mono<Void> startAsStandby(Duration within);

  /// Sends the signal of that mode; KILL goes to every process of the instance. Does not wait.
  Mono<Void> requestStop(StopMode mode);

  /// Whether the data directory says that the shutdown's checkpoint is written, whatever processes
  /// there still are.
  Mono<Boolean> cleanlyShutDown();

  /// The ids of all processes of the instance: the postmaster, and whatever outlived it.
  Mono<List<Long>> processes();

  /// Makes sure that the next promotion of the standby on timeline `own` begins one after `newest`,
  /// and after all that its own directory has WAL of.
  Mono<Void> reserveTimelines(int own, int newest);

  /// Asks the standby to become primary (`pg_promote` without waiting).
  Mono<Void> requestPromotion();

  /// Runs `CHECKPOINT`, at most so long.
  Mono<Void> checkpoint(Duration atMost);

  /// Sets `synchronous_standby_names` by ALTER SYSTEM, and has the configuration reloaded. Whether
  /// that has an effect is seen at the next look.
  Mono<Void> setSynchronousStandbyNames(String text);

  /// Makes the slot anew, advances or drops it, as the step says; one that is not there any more,
  /// or is in use meanwhile, is left alone.
  Mono<Void> changeSlot(SlotChange change);

  /// Writes the instance's faults, one sentence each, naming input, rule and remedy.
  Mono<List<SetupFault>> validate(String node);
}

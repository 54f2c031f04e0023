package io.matriarch.telemetry.event;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Tells the story of one resource on this node: turns what the loop and its operations tell into
/// events, each with the failover that it belongs to. The loop and the operations are different
/// threads, so it takes one at a time; none of it waits for anything.
public final class Narrator {

  /// Some events of one moment.
  ///
  /// @param correlation the failover that they belong to
  public record Told(Optional<String> correlation, List<Event> events) {

    public Told {
      events = List.copyOf(events);
    }
  }

  private static final List<String> FREQUENT = List.of("monitor", "probe", "validate-all");

  private record Look(Snapshot snapshot, Decision decision) {}

  private final FailoverWatch watch;
  private Optional<Look> latest = Optional.empty();

  public Narrator(String resource) {
    this.watch = new FailoverWatch(resource);
  }

  public synchronized Told decided(Snapshot snapshot, Decision decision) {
    Optional<String> before = watch.correlation();
    List<Event> events =
        new ArrayList<>(
            latest
                .map(l -> Changes.between(l.snapshot(), l.decision(), snapshot, decision))
                .orElseGet(() -> Changes.first(snapshot, decision)));
    latest = Optional.of(new Look(snapshot, decision));
    events.addAll(watch.decided(snapshot));
    return new Told(before.or(watch::correlation), events);
  }

  /// Recurring monitors are told of by what they make Pacemaker do.
  public synchronized Told operated(String operation, Verdict result, Duration took, BootTime now) {
    boolean succeeded = isSuccess(result.code());
    List<Event> events = new ArrayList<>(watch.operated(operation, succeeded, took, now));
    if (!FREQUENT.contains(operation)) {
      events.add(
          new AgentEvent.OperationEnded(
              operation,
              succeeded,
              result.code().name().toLowerCase(Locale.ROOT),
              result.reason(),
              took.toMillis()));
    }
    return new Told(watch.correlation(), events);
  }

  /// What Pacemaker does not take for a failure.
  public static boolean isSuccess(OcfExitCode code) {
    return switch (code) {
      case SUCCESS, NOT_RUNNING, RUNNING_PROMOTED, DEGRADED, DEGRADED_PROMOTED -> true;
      case ERR_GENERIC,
          ERR_ARGS,
          ERR_UNIMPLEMENTED,
          ERR_PERM,
          ERR_INSTALLED,
          ERR_CONFIGURED,
          FAILED_PROMOTED ->
          false;
    };
  }

  public synchronized Told stepped(String step, String sentence, BootTime now) {
    watch.stepped(step, now);
    return new Told(watch.correlation(), List.of(new AgentEvent.StepTaken(step, sentence)));
  }

  /// Pacemaker fenced a node, or failed to.
  public synchronized Told fenced(String node, boolean succeeded, BootTime now) {
    List<Event> events = watch.fenced(node, succeeded, now);
    return new Told(watch.correlation(), events);
  }

  /// Pacemaker did a task with another resource on this node.
  public synchronized Told placed(String resource, String task, BootTime now) {
    List<Event> events = watch.placed(resource, task, now);
    return new Told(watch.correlation(), events);
  }

  /// The failover that is under way.
  public synchronized Optional<String> correlation() {
    return watch.correlation();
  }
}

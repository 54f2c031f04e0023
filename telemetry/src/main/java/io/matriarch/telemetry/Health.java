package io.matriarch.telemetry;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.ServerState;
import io.matriarch.telemetry.event.StateName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Answers load balancers and watchdogs; whatever is not known to be well is not well.
final class Health {

  /// Older than this, an observation proves nothing: as with the verdict of the monitor.
  static final Duration FRESH = Duration.ofSeconds(3);

  /// An HTTP status with a sentence.
  record Answer(int status, String sentence) {}

  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  private final Telemetry telemetry;

  Health(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  /// Whether every loop made its round lately.
  Answer agent() {
    BootTime now = telemetry.now();
    List<String> stale =
        telemetry.latest().entrySet().stream()
            .filter(e -> !isFresh(e.getValue().snapshot().now(), now))
            .map(Map.Entry::getKey)
            .toList();
    return stale.isEmpty()
        ? new Answer(OK, "the agent observes " + telemetry.latest().size() + " instance(s)")
        : new Answer(UNAVAILABLE, "not observed within 3 s: " + String.join(", ", stale));
  }

  /// What a load balancer may ask of one resource on this node.
  sealed interface Question {

    /// Read-write, and the one that Pacemaker promoted.
    record Primary() implements Question {}

    /// A standby that streams or replays, at most so many bytes behind its upstream.
    record Replica(long lagMax) implements Question {}

    /// Answers queries, as primary or as standby.
    record ReadOnly() implements Question {}

    /// A standby that streams and is in the set of nodes that hold every acknowledged commit.
    record Synchronous() implements Question {}
  }

  /// Whether the resource on this node is now what was asked for.
  ///
  /// @param resource may be empty on a node with one resource
  Answer ask(Question question, String resource) {
    Map<String, Observed> latest = telemetry.latest();
    if (latest.isEmpty()) {
      return new Answer(UNAVAILABLE, "no instance has been observed on this node yet");
    }
    String known = String.join(", ", latest.keySet());
    if (resource.isEmpty() && latest.size() > 1) {
      return new Answer(BAD_REQUEST, "name one of the resources: add ?resource=, known: " + known);
    }
    String name = resource.isEmpty() ? known : resource;
    Observed observed = latest.get(name);
    return observed == null
        ? new Answer(NOT_FOUND, "no resource '" + name + "' on this node, known: " + known)
        : ask(question, name, observed);
  }

  private Answer ask(Question question, String name, Observed observed) {
    return switch (observed.snapshot().server()) {
      case Fact.Unknown<ServerState>(var reason) -> new Answer(UNAVAILABLE, name + ": " + reason);
      case Fact.Known<ServerState>(var _, BootTime at) when !isFresh(at, telemetry.now()) ->
          new Answer(UNAVAILABLE, name + " was not observed within 3 s");
      case Fact.Known<ServerState>(var state, var _) ->
          switch (question) {
            case Question.Primary _ -> primary(name, state, observed);
            case Question.Replica(long lagMax) -> replica(name, state, lagMax);
            case Question.ReadOnly _ -> readOnly(name, state, observed);
            case Question.Synchronous _ -> synchronous(name, state, observed);
          };
    };
  }

  private static Answer is(boolean well, String name, ServerState state, String wanted) {
    String word = StateName.of(state).word();
    return well
        ? new Answer(OK, name + " is " + word)
        : new Answer(UNAVAILABLE, name + " is " + word + ", not " + wanted);
  }

  /// Without quorum the others may promote one of theirs, and Pacemaker stops this one.
  private static Answer primary(String name, ServerState state, Observed observed) {
    if (isUsurper(observed)) {
      return new Answer(UNAVAILABLE, name + ": " + observed.decision().because());
    }
    boolean quorate = observed.snapshot().cluster().map(ClusterView::quorate).orElse(true);
    return quorate
        ? is(state instanceof ServerState.Primary, name, state, "primary")
        : new Answer(UNAVAILABLE, name + ": this partition has no quorum");
  }

  private static Answer replica(String name, ServerState state, long lagMax) {
    if (!(state instanceof ServerState.Standby standby)) {
      return is(false, name, state, "replica");
    }
    if (lagMax < Long.MAX_VALUE && !standby.streaming()) {
      return new Answer(UNAVAILABLE, name + " does not stream: its lag is unknown");
    }
    return standby.lagBytes() <= lagMax
        ? is(true, name, state, "replica")
        : new Answer(UNAVAILABLE, "%s is %d bytes behind".formatted(name, standby.lagBytes()));
  }

  private static Answer readOnly(String name, ServerState state, Observed observed) {
    return state instanceof ServerState.Primary
        ? primary(name, state, observed)
        : is(state instanceof ServerState.Standby, name, state, "answering queries");
  }

  private static Answer synchronous(String name, ServerState state, Observed observed) {
    boolean member =
        observed
            .snapshot()
            .cluster()
            .map(ClusterView::synchronousSet)
            .orElse(Optional.empty())
            .filter(set -> set.members().contains(observed.snapshot().node()))
            .isPresent();
    if (!(state instanceof ServerState.Standby standby)) {
      return is(false, name, state, "a synchronous standby");
    }
    return member && standby.streaming()
        ? new Answer(OK, name + " is a synchronous standby")
        : new Answer(
            UNAVAILABLE, name + (member ? " does not stream" : " is not in the synchronous set"));
  }

  /// A second primary must not get any traffic.
  private static boolean isUsurper(Observed observed) {
    return observed.decision().rule() == RuleId.PRIMARY_NOT_ASKED_FOR;
  }

  private static boolean isFresh(BootTime at, BootTime now) {
    return now.since(at).compareTo(FRESH) <= 0;
  }
}

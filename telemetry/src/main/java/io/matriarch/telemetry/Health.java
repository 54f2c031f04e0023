package io.matriarch.telemetry;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.ServerState;
import io.matriarch.telemetry.event.Role;
import io.matriarch.telemetry.event.StateName;
import java.time.Duration;
import java.util.List;
import java.util.Map;

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

  /// Whether the resource on this node is in the role now.
  ///
  /// @param resource may be empty on a node with one resource
  Answer role(Role role, String resource) {
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
        : role(role, name, observed);
  }

  private Answer role(Role role, String name, Observed observed) {
    return switch (observed.snapshot().server()) {
      case Fact.Unknown<ServerState>(var reason) -> new Answer(UNAVAILABLE, name + ": " + reason);
      case Fact.Known<ServerState>(var _, BootTime at) when !isFresh(at, telemetry.now()) ->
          new Answer(UNAVAILABLE, name + " was not observed within 3 s");
      case Fact.Known<ServerState> _ when isUsurper(observed) ->
          new Answer(UNAVAILABLE, name + ": " + observed.decision().because());
      case Fact.Known<ServerState> server ->
          Role.of(server) == role
              ? new Answer(OK, name + " is " + StateName.of(server).word())
              : new Answer(
                  UNAVAILABLE,
                  name + " is " + StateName.of(server).word() + ", not " + role.word());
    };
  }

  /// A second primary must not get any traffic.
  private static boolean isUsurper(Observed observed) {
    return observed.decision().rule() == RuleId.PRIMARY_NOT_ASKED_FOR;
  }

  private static boolean isFresh(BootTime at, BootTime now) {
    return now.since(at).compareTo(FRESH) <= 0;
  }
}

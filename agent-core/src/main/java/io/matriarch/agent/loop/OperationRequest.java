package io.matriarch.agent.loop;

import io.matriarch.agent.model.ClusterView.Role;
import java.time.Duration;
import java.util.Optional;

/// A resource operation that Pacemaker asks for; `budget` is the time it has given.
public sealed interface OperationRequest {

  Duration budget();

  /// The state of the instance; a probe is asked before anything is known of it. Pacemaker may say
  /// which role it monitors.
  record Monitor(boolean probe, Optional<Role> role, Duration budget) implements OperationRequest {}

  record Start(Duration budget) implements OperationRequest {}

  record Stop(Duration budget) implements OperationRequest {}

  record Promote(Roster roster, Duration budget) implements OperationRequest {}

  record Demote(Duration budget) implements OperationRequest {}

  /// `phase` is `pre` or `post`, `operation` what is to be done or was done.
  record Notify(String phase, String operation, Roster roster, Duration budget)
      implements OperationRequest {}

  record ReloadAgent(Duration budget) implements OperationRequest {}

  record ValidateAll(Duration budget) implements OperationRequest {}

  /// How much of the budget is left after that, and nothing once it is over. A tenth is kept back,
  /// for what is answered too late counts as a failure.
  default Duration left(Duration spent) {
    Duration left = Looking.part(budget(), 90).minus(spent);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /// The word for it in logs and metrics.
  default String word() {
    return switch (this) {
      case Monitor(boolean probe, var _, var _) -> probe ? "probe" : "monitor";
      case Start _ -> "start";
      case Stop _ -> "stop";
      case Promote _ -> "promote";
      case Demote _ -> "demote";
      case Notify(var phase, var operation, var _, var _) -> phase + "-" + operation;
      case ReloadAgent _ -> "reload-agent";
      case ValidateAll _ -> "validate-all";
    };
  }
}

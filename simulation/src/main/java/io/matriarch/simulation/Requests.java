package io.matriarch.simulation;

import io.matriarch.agent.loop.OperationRequest;
import io.matriarch.agent.loop.OperationRequest.Demote;
import io.matriarch.agent.loop.OperationRequest.Monitor;
import io.matriarch.agent.loop.OperationRequest.Notify;
import io.matriarch.agent.loop.OperationRequest.Promote;
import io.matriarch.agent.loop.OperationRequest.ReloadAgent;
import io.matriarch.agent.loop.OperationRequest.Start;
import io.matriarch.agent.loop.OperationRequest.Stop;
import io.matriarch.agent.loop.OperationRequest.ValidateAll;
import java.time.Duration;

/// Requests as the script passes them on.
final class Requests {

  private static final Duration LEAST = Duration.ofSeconds(1);

  private Requests() {}

  /// The same with the time that is left of its budget.
  static OperationRequest shortened(OperationRequest request, long spentMillis) {
    Duration rest = request.budget().minusMillis(spentMillis);
    Duration left = rest.compareTo(LEAST) < 0 ? LEAST : rest;
    return switch (request) {
      case Monitor(boolean probe, var role, var _) -> new Monitor(probe, role, left);
      case Start _ -> new Start(left);
      case Stop _ -> new Stop(left);
      case Promote(var roster, var _) -> new Promote(roster, left);
      case Demote _ -> new Demote(left);
      case Notify(var phase, var operation, var roster, var _) ->
          new Notify(phase, operation, roster, left);
      case ReloadAgent _ -> new ReloadAgent(left);
      case ValidateAll _ -> new ValidateAll(left);
    };
  }
}

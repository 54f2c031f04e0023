package io.matriarch.simulation;

import io.matriarch.agent.loop.OperationRequest;
import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.OcfExitCode;

/// What Pacemaker makes of the exit code of an operation.
final class Results {

  /// What follows for the instance.
  ///
  /// @param failed whether the result was not the expected one
  /// @param restart whether only a stop and a start cures that
  /// @param fence whether only fencing does
  record Meaning(Role role, boolean failed, boolean restart, boolean fence) {

    static Meaning well(Role role) {
      return new Meaning(role, false, false, false);
    }

    static Meaning failed(Role role) {
      return new Meaning(role, true, false, false);
    }

    static Meaning restart(Role role) {
      return new Meaning(role, true, true, false);
    }
  }

  private Results() {}

  static Meaning of(OperationRequest request, OcfExitCode code, Role before) {
    boolean success = code == OcfExitCode.SUCCESS;
    return switch (request) {
      case OperationRequest.Monitor(boolean probe, var _, var _) ->
          probe ? probed(code) : monitored(code, before);
      case OperationRequest.Start _ ->
          success ? Meaning.well(Role.UNPROMOTED) : Meaning.restart(Role.UNPROMOTED);
      case OperationRequest.Stop _ ->
          success ? Meaning.well(Role.STOPPED) : new Meaning(before, true, true, true);
      case OperationRequest.Promote _ ->
          success ? Meaning.well(Role.PROMOTED) : Meaning.restart(Role.PROMOTED);
      case OperationRequest.Demote _ ->
          success ? Meaning.well(Role.UNPROMOTED) : Meaning.restart(Role.UNPROMOTED);
      case OperationRequest.Notify _,
          OperationRequest.ReloadAgent _,
          OperationRequest.ValidateAll _ ->
          Meaning.well(before);
    };
  }

  private static boolean promoted(OcfExitCode code) {
    return code == OcfExitCode.RUNNING_PROMOTED || code == OcfExitCode.DEGRADED_PROMOTED;
  }

  private static boolean running(OcfExitCode code) {
    return code == OcfExitCode.SUCCESS || code == OcfExitCode.DEGRADED;
  }

  private static Meaning probed(OcfExitCode code) {
    if (promoted(code)) {
      return Meaning.well(Role.PROMOTED);
    }
    if (running(code)) {
      return Meaning.well(Role.UNPROMOTED);
    }
    if (code == OcfExitCode.NOT_RUNNING) {
      return Meaning.well(Role.STOPPED);
    }
    return code == OcfExitCode.FAILED_PROMOTED
        ? Meaning.failed(Role.PROMOTED)
        : Meaning.restart(Role.UNPROMOTED);
  }

  /// `on-fail=demote` for the monitor of a Promoted instance.
  private static Meaning monitored(OcfExitCode code, Role before) {
    boolean expected = before == Role.PROMOTED ? promoted(code) : running(code);
    if (expected) {
      return Meaning.well(before);
    }
    return before == Role.PROMOTED ? Meaning.failed(before) : Meaning.restart(before);
  }
}

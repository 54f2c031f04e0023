package io.matriarch.ocf;

import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.Verdict;

/// What the resource agent's script is told: exit code, exit reason, and text for standard output.
public record OcfReply(OcfExitCode code, String reason, String output) {

  /// The reason is what Pacemaker can take, wherever it comes from.
  public OcfReply {
    reason = new Verdict(code, reason).reason();
  }

  public static OcfReply of(Verdict verdict) {
    return new OcfReply(verdict.code(), verdict.reason(), "");
  }

  /// The answer to an action that no resource agent of ours has.
  public static OcfReply unimplemented(String action) {
    return new OcfReply(
        OcfExitCode.ERR_UNIMPLEMENTED,
        "unknown action '%s': known are start stop monitor promote demote notify reload-agent validate-all meta-data"
            .formatted(action.length() > 30 ? action.substring(0, 30) : action),
        "");
  }

  /// Line 1 the exit code, line 2 the reason, then the output.
  public String text() {
    return code.code() + "\n" + reason + "\n" + output;
  }
}

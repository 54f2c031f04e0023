package io.matriarch.agent.model;

/// What the resource agent's monitor answers: an exit code and, unless all is well, a reason.
public record Verdict(OcfExitCode code, String reason) {

  /// Pacemaker cuts an exit reason after this many bytes.
  public static final int REASON_LENGTH_MAX = 128;

  private static final String CUT = "...";

  /// Pacemaker cuts a reason after so many bytes. Half of a character makes its own message
  /// unreadable, and the result of the operation is lost with it: only ASCII can be cut anywhere.
  public Verdict {
    reason = reason.replaceAll("\\s+", " ").strip().replaceAll("[^ -~]", "?");
    if (reason.length() > REASON_LENGTH_MAX) {
      reason = reason.substring(0, REASON_LENGTH_MAX - CUT.length()) + CUT;
    }
  }

  public static Verdict of(OcfExitCode code) {
    return new Verdict(code, "");
  }
}

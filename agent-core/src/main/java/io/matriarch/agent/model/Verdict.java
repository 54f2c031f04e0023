package io.matriarch.agent.model;

/// What the resource agent's monitor answers: an exit code and, unless all is well, a reason.
public record Verdict(OcfExitCode code, String reason) {

  /// Pacemaker cuts an exit reason after this many characters.
  public static final int REASON_LENGTH_MAX = 128;

  public Verdict {
    reason = reason.replaceAll("\\s+", " ").strip();
    if (reason.length() > REASON_LENGTH_MAX) {
      reason = reason.substring(0, REASON_LENGTH_MAX - 1) + "…";
    }
  }

  public static Verdict of(OcfExitCode code) {
    return new Verdict(code, "");
  }
}

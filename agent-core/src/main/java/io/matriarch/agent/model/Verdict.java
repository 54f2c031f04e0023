package io.matriarch.agent.model;

/// What the resource agent's monitor answers: an exit code and, unless all is well, a reason.
public record Verdict(OcfExitCode code, String reason) {

  /// Pacemaker cuts an exit reason after this many bytes, and cannot bear half a character: a
  /// reason is ASCII.
  public static final int REASON_LENGTH_MAX = 128;

  public Verdict {
    reason = reason.replaceAll("\\s+", " ").replaceAll("[^ -~]", "?").strip();
    if (reason.length() > REASON_LENGTH_MAX) {
      reason = reason.substring(0, REASON_LENGTH_MAX - 3) + "...";
    }
  }

  public static Verdict of(OcfExitCode code) {
    return new Verdict(code, "");
  }
}

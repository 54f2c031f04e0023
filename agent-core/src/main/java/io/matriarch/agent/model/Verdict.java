package io.matriarch.agent.model;

/// What the resource agent's monitor answers: an exit code and, unless all is well, a reason.
public record Verdict(OcfExitCode code, String reason) {

  /// Pacemaker cuts an exit reason after this many bytes. One that it cuts within a character is no
  /// XML any more, and then the result of the whole operation is lost: so it is ASCII only.
  public static final int REASON_LENGTH_MAX = 128;

  private static final String CUT = "...";

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

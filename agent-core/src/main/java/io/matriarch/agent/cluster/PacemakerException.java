package io.matriarch.agent.cluster;

/// Pacemaker did not answer, refused, or answered what cannot be understood; the message says
/// which.
public class PacemakerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public PacemakerException(String message) {
    super(message);
  }

  public PacemakerException(String message, Throwable cause) {
    super(message, cause);
  }
}

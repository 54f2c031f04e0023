package io.matriarch.agent.model;

import java.util.Arrays;
import java.util.Optional;

/// The exit codes of the OCF resource agent API 1.1, with the degraded ones.
public enum OcfExitCode {
  SUCCESS(0),
  ERR_GENERIC(1),
  ERR_ARGS(2),
  ERR_UNIMPLEMENTED(3),
  ERR_PERM(4),
  ERR_INSTALLED(5),
  ERR_CONFIGURED(6),
  NOT_RUNNING(7),
  RUNNING_PROMOTED(8),
  FAILED_PROMOTED(9),
  DEGRADED(190),
  DEGRADED_PROMOTED(191);

  private final int code;

  OcfExitCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public static Optional<OcfExitCode> of(int code) {
    return Arrays.stream(values()).filter(c -> c.code == code).findFirst();
  }
}

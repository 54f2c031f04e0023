package io.matriarch.reliability;

import java.util.Locale;

/// Whether commits wait for standbys, and what comes first when those are lost.
public enum Mode {
  OFF,
  PREFER,
  STRICT;

  /// As the resource's parameter has it.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package io.matriarch.app.doctor;

import java.util.Locale;

/// Something that is wrong or risky, and what to do about it.
///
/// @param where whose configuration it is: `pacemaker`, `corosync`, `postgresql` or `agents`
public record Finding(Weight weight, String where, String sentence, String remedy) {

  /// How bad it is.
  public enum Weight {
    /// It keeps a failover from working, or loses data.
    PROBLEM,
    /// It works until something else happens.
    RISK;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Finding problem(String where, String sentence, String remedy) {
    return new Finding(Weight.PROBLEM, where, sentence, remedy);
  }

  static Finding risk(String where, String sentence, String remedy) {
    return new Finding(Weight.RISK, where, sentence, remedy);
  }
}

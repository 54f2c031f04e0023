package io.matriarch.telemetry.event;

import java.util.SortedMap;

/// How the primary role moved, or was about to.
public sealed interface FailoverEvent extends Event {

  /// A failover or switchover is seen to begin.
  record FailoverBegun(String primary, String sign) implements FailoverEvent {
    @Override
    public String type() {
      return "failover.begun";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String sentence() {
      return sign;
    }
  }

  /// A phase of it that this node saw: `detect`, `demote`, `fence`, `elect`, `promote`, `writable`
  /// or `address`.
  record FailoverPhase(String phase, long tookMs) implements FailoverEvent {
    @Override
    public String type() {
      return "failover.phase";
    }

    @Override
    public String sentence() {
      return phase + " took " + tookMs + " ms";
    }
  }

  /// It ended, as this node saw it.
  ///
  /// @param outcome `promoted`, or `averted` when the primary came back without a promotion
  /// @param trigger `failure`, `switchover`, `recovery` of the same node, or `first`
  /// @param tookMs from the first sign
  /// @param phasesMs the phases that this node saw
  /// @param lostWalBytes WAL that this node knows to have been written and that the new timeline
  ///   lacks
  record FailoverEnded(
      String outcome,
      String trigger,
      String primary,
      int timeline,
      long tookMs,
      SortedMap<String, Long> phasesMs,
      long lostWalBytes)
      implements FailoverEvent {
    @Override
    public String type() {
      return "failover.ended";
    }

    @Override
    public Severity severity() {
      return Event.warn(trigger.equals("failure"));
    }

    @Override
    public String sentence() {
      if (outcome.equals("averted")) {
        return primary + " went on without a promotion after " + tookMs + " ms";
      }
      String loss = lostWalBytes == 0 ? "" : "; " + lostWalBytes + " bytes of WAL were left behind";
      return "%s: %s is primary on timeline %d after %d ms%s"
          .formatted(trigger, primary, timeline, tookMs, loss);
    }
  }

  /// The CIB has a new last promotion.
  record PromotionRecorded(String primary, int timeline, String lsn) implements FailoverEvent {
    @Override
    public String type() {
      return "promotion.recorded";
    }

    @Override
    public String sentence() {
      return primary + " began timeline " + timeline + " at " + lsn;
    }
  }
}

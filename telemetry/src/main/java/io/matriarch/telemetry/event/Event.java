package io.matriarch.telemetry.event;

/// Something that happened, as one node's agent saw it. The components of each record are what
/// programs get, and [#sentence] is for people; `docs/events.schema.json` is made from them.
public sealed interface Event permits AgentEvent, ClusterEvent, FailoverEvent, ServerEvent {

  /// How soon somebody should look.
  enum Severity {
    INFO,
    WARNING,
    CRITICAL
  }

  /// The stable name, without the prefix `io.matriarch.`.
  String type();

  default Severity severity() {
    return Severity.INFO;
  }

  /// One sentence without a full stop.
  String sentence();

  static Severity warn(boolean bad) {
    return bad ? Severity.WARNING : Severity.INFO;
  }

  static Severity alarm(boolean bad) {
    return bad ? Severity.CRITICAL : Severity.INFO;
  }
}

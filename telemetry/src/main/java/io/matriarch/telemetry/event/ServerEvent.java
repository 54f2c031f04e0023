package io.matriarch.telemetry.event;

/// What became of this node's PostgreSQL.
public sealed interface ServerEvent extends Event {

  /// The role in which PostgreSQL runs changed: `primary`, `replica` or `unknown`.
  record RoleChanged(String from, String to) implements ServerEvent {
    @Override
    public String type() {
      return "role.changed";
    }

    @Override
    public Severity severity() {
      return Event.warn(to.equals("unknown"));
    }

    @Override
    public String sentence() {
      return "the role changed from " + from + " to " + to;
    }
  }

  /// What the server is changed.
  ///
  /// @param described with the cause where there is one
  record StateChanged(String from, String to, String described) implements ServerEvent {
    @Override
    public String type() {
      return "postgres.changed";
    }

    @Override
    public Severity severity() {
      return Event.warn(to.equals("crashed") || to.equals("unreachable"));
    }

    @Override
    public String sentence() {
      return "PostgreSQL was " + from + " and is " + described;
    }
  }

  /// A standby of this server connected, left, or changed its state.
  record StandbyChanged(String standby, String from, String to) implements ServerEvent {
    @Override
    public String type() {
      return "standby.changed";
    }

    @Override
    public Severity severity() {
      return Event.warn(to.equals("gone"));
    }

    @Override
    public String sentence() {
      return "standby " + standby + " was " + from + " and is " + to;
    }
  }

  /// This standby began or ceased to stream.
  record StreamingChanged(boolean streaming, String upstream) implements ServerEvent {
    @Override
    public String type() {
      return "streaming.changed";
    }

    @Override
    public Severity severity() {
      return Event.warn(!streaming);
    }

    @Override
    public String sentence() {
      return (streaming ? "streams from " : "no longer streams from ") + upstream;
    }
  }

  /// A slot appeared, went, or changed the availability of its WAL.
  record SlotChanged(String slot, String from, String to) implements ServerEvent {
    @Override
    public String type() {
      return "slot.changed";
    }

    @Override
    public Severity severity() {
      return to.equals("lost") ? Severity.CRITICAL : Event.warn(to.equals("unreserved"));
    }

    @Override
    public String sentence() {
      return "slot " + slot + " was " + from + " and is " + to;
    }
  }

  /// This node must not be promoted, or may be again.
  record RefusalChanged(String refusal) implements ServerEvent {
    @Override
    public String type() {
      return "refusal.changed";
    }

    @Override
    public Severity severity() {
      return Event.warn(!refusal.isEmpty());
    }

    @Override
    public String sentence() {
      return refusal.isEmpty()
          ? "this node is refused no more"
          : "this node is refused: it " + refusal;
    }
  }
}

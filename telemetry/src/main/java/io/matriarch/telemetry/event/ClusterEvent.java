package io.matriarch.telemetry.event;

import java.util.List;

/// What Pacemaker and its CIB told.
public sealed interface ClusterEvent extends Event {

  /// The nodes that may be promoted under synchronous replication changed.
  record SynchronousSetChanged(String from, String to) implements ClusterEvent {
    @Override
    public String type() {
      return "synchronous.changed";
    }

    @Override
    public String sentence() {
      return "the synchronous set was " + from + " and is " + to;
    }
  }

  record QuorumChanged(boolean quorate) implements ClusterEvent {
    @Override
    public String type() {
      return "cluster.quorum";
    }

    @Override
    public Severity severity() {
      return Event.alarm(!quorate);
    }

    @Override
    public String sentence() {
      return quorate ? "this partition has quorum" : "this partition lost quorum";
    }
  }

  /// Maintenance mode, management or fencing was switched.
  record SwitchChanged(String what, boolean on) implements ClusterEvent {
    @Override
    public String type() {
      return "cluster.switch";
    }

    @Override
    public Severity severity() {
      return Event.warn(what.equals("maintenance") == on);
    }

    @Override
    public String sentence() {
      return what + " is " + (on ? "on" : "off");
    }
  }

  /// The CIB can be read again, or not any more.
  record ClusterKnownChanged(boolean known, String reason) implements ClusterEvent {
    @Override
    public String type() {
      return "cluster.known";
    }

    @Override
    public Severity severity() {
      return Event.warn(!known);
    }

    @Override
    public String sentence() {
      return known ? "the CIB can be read" : "the CIB cannot be read: " + reason;
    }
  }

  /// A node joined, left, is to be fenced, or was put into standby or maintenance mode.
  record NodeChanged(String peer, String from, String to) implements ClusterEvent {
    @Override
    public String type() {
      return "node.changed";
    }

    @Override
    public Severity severity() {
      return to.equals("unclean") ? Severity.CRITICAL : Event.warn(!to.equals("online"));
    }

    @Override
    public String sentence() {
      return "node " + peer + " was " + from + " and is " + to;
    }
  }

  record FailCountChanged(String peer, int from, int to) implements ClusterEvent {
    @Override
    public String type() {
      return "failcount.changed";
    }

    @Override
    public Severity severity() {
      return Event.warn(to > from);
    }

    @Override
    public String sentence() {
      return "the fail count on " + peer + " changed from " + from + " to " + to;
    }
  }

  /// Pacemaker tells of a fencing.
  record FencingTold(String peer, String action, int exitCode, String description)
      implements ClusterEvent {
    @Override
    public String type() {
      return "node.fenced";
    }

    @Override
    public Severity severity() {
      return Severity.CRITICAL;
    }

    @Override
    public String sentence() {
      String end = exitCode == 0 ? " succeeded" : " failed (" + exitCode + ")";
      return "fencing of " + peer + end + (description.isEmpty() ? "" : ": " + description);
    }
  }

  /// Pacemaker tells of an operation of some resource on this node, such as the virtual address.
  record ResourceTold(String name, String task, int exitCode, String description)
      implements ClusterEvent {

    private static final List<Integer> WELL = List.of(0, 7, 8);

    @Override
    public String type() {
      return "resource.told";
    }

    @Override
    public Severity severity() {
      return Event.warn(!WELL.contains(exitCode));
    }

    @Override
    public String sentence() {
      return task + " of " + name + ": " + (description.isEmpty() ? exitCode : description);
    }
  }
}

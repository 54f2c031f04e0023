package io.matriarch.stories;

/// Faults of the agent, of Pacemaker's daemons and of Corosync.
enum DaemonFault implements Fault {
  AGENT_KILLED(Need.AGENT),
  AGENT_PAUSED(Need.AGENT),
  ATTRIBUTE_DAEMON_KILLED(Need.NOTHING),
  CIB_DAEMON_KILLED(Need.NOTHING),
  CIB_DAEMON_PAUSED(Need.NOTHING),
  CONTROLLER_KILLED(Need.NOTHING),
  EXECUTOR_KILLED(Need.NOTHING),
  FENCER_KILLED(Need.NOTHING),
  SCHEDULER_KILLED(Need.NOTHING),
  COROSYNC_KILLED(Need.NOTHING),
  COROSYNC_PAUSED(Need.NOTHING);

  private final Need need;

  DaemonFault(Need need) {
    this.need = need;
  }

  @Override
  public Need need() {
    return need;
  }

  @Override
  public void strike(Target target) {
    Node node = target.node();
    switch (this) {
      case AGENT_KILLED -> {
        node.holdAgent();
        node.releaseAgent();
      }
      case AGENT_PAUSED -> node.pauseAgent(target.between(1, 8));
      case ATTRIBUTE_DAEMON_KILLED -> Program.ATTRD.killOn(node);
      case CIB_DAEMON_KILLED -> Program.BASED.killOn(node);
      case CIB_DAEMON_PAUSED -> Program.BASED.pauseOn(node);
      case CONTROLLER_KILLED -> Program.CONTROLD.killOn(node);
      case EXECUTOR_KILLED -> Program.EXECD.killOn(node);
      case FENCER_KILLED -> Program.FENCED.killOn(node);
      case SCHEDULER_KILLED -> Program.SCHEDULERD.killOn(node);
      case COROSYNC_KILLED -> Program.COROSYNC.killOn(node);
      case COROSYNC_PAUSED -> Program.COROSYNC.pauseOn(node, target.between(1, 4));
    }
  }
}

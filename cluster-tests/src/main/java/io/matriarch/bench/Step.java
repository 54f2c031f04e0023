package io.matriarch.bench;

import java.util.regex.Pattern;

/// The steps between a fault and the next write, as the logs of Pacemaker and of the agents tell
/// them; in the order in which they happen.
enum Step {
  NODE_LOST("Corosync: the node is lost", "state is now lost"),
  DETECTED("the agent sees the crash", "ControlLoop: .* rule=crashed/"),
  MONITOR_FAILED(
      "a monitor fails",
      "log_executor_event.*Result of monitor operation for pgsqld.*:"
          + " (?!OK|ok|Promoted|promoted|Cancelled)"),
  SCORE("its score is given up", "abort_transition_graph.*aborted by .*master-pgsqld"),
  CONSTRAINT("the constraint is in the CIB", "abort_transition_graph.*aborted by .*cli-prefer"),
  TRANSITION(
      "the scheduler's plan begins", "State transition S_POLICY_ENGINE -> S_TRANSITION_ENGINE"),
  FENCED("the node is fenced", "was terminated \\(reboot\\)"),
  DEMOTE_BEGUN("demote begins", "Initiating demote operation pgsqld"),
  DEMOTED("demoted", "Result of demote operation for pgsqld"),
  PRE_PROMOTE("election (pre-promote)", "Initiating notify operation pgsqld_pre_notify_promote"),
  PROMOTE_BEGUN("promote begins", "Initiating promote operation pgsqld"),
  PROMOTED("promoted", "Result of promote operation for pgsqld.*: (OK|ok)"),
  VIP_BEGUN("the VIP's start begins", "Initiating start operation vip"),
  VIP("the VIP is there", "Result of start operation for vip.*: (OK|ok)");

  private final String title;
  private final Pattern pattern;

  Step(String title, String pattern) {
    this.title = title;
    this.pattern = Pattern.compile(pattern);
  }

  String title() {
    return title;
  }

  /// Whether it leads to the plan: what looks like it once the plan is carried out is of its own
  /// making.
  boolean isCause() {
    return compareTo(TRANSITION) < 0;
  }

  boolean isToldBy(String line) {
    return pattern.matcher(line).find();
  }
}

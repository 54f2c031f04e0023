package io.matriarch.agent.model;

/// The stable name of each rule: the same in logs, metrics, events, documentation and tests.
public enum RuleId {
  SERVER_UNKNOWN_PRIMARY("server/unknown-primary"),
  SERVER_UNKNOWN("server/unknown"),
  SERVER_ABSENT("server/absent"),

  PRIMARY_NOT_ASKED_FOR("primary/not-asked-for"),
  PRIMARY_MISCONFIGURED("primary/misconfigured"),
  PRIMARY_NEW("primary/new"),
  PRIMARY_COMMITS_WAIT("primary/commits-wait"),
  PRIMARY_UPKEEP_HINDERED("primary/upkeep-hindered"),
  PRIMARY_RUNNING("primary/running"),

  STANDBY_DIVERGED("standby/diverged"),
  STANDBY_REPLAY_PAUSED("standby/replay-paused"),
  STANDBY_BEYOND_MAXLAG("standby/beyond-maxlag"),
  STANDBY_MISCONFIGURED("standby/misconfigured"),
  STANDBY_NOT_SYNCHRONOUS("standby/not-synchronous"),
  STANDBY_UPKEEP_HINDERED("standby/upkeep-hindered"),
  STANDBY_STREAMING("standby/streaming"),
  STANDBY_CLUSTER_UNKNOWN("standby/cluster-unknown"),
  STANDBY_LOST_ELECTION("standby/lost-election"),
  STANDBY_CONNECTING("standby/connecting"),
  STANDBY_APART("standby/apart"),
  STANDBY_HOLDS_CLAIM("standby/holds-claim"),
  STANDBY_FIRST_CLAIM("standby/first-claim"),
  STANDBY_NO_CLAIM("standby/no-claim"),

  STARTING_TOO_LONG("starting/too-long"),
  STARTING_PRIMARY("starting/primary"),
  STARTING_STANDBY_BRIEFLY("starting/standby-briefly"),
  STARTING_IN_PLACE("starting/in-place"),
  STARTING_STANDBY("starting/standby"),

  UNREACHABLE_HUNG("unreachable/hung"),
  UNREACHABLE_PRIMARY("unreachable/primary"),
  UNREACHABLE_STANDBY("unreachable/standby"),

  CRASHED_COMEBACK("crashed/comeback"),
  CRASHED_STANDBY("crashed/standby"),
  CRASHED_HANDS_OFF("crashed/hands-off"),
  CRASHED_NOBODY_ELSE("crashed/nobody-else"),
  CRASHED_FAILOVER("crashed/failover"),
  CRASHED_SYNCHRONOUS_FAILOVER("crashed/synchronous-failover"),
  CRASHED_TOO_LONG("crashed/too-long"),
  CRASHED_RESTART("crashed/restart"),

  STOPPED_LATELY("stopped/lately"),
  STOPPED("stopped/stopped"),

  ELECTION_WON("election/won"),
  ELECTION_OWN_POSITION_UNKNOWN("election/own-position-unknown"),
  ELECTION_RECORD_UNKNOWN("election/record-unknown"),
  ELECTION_OTHER_SYSTEM("election/other-system"),
  ELECTION_OUTSIDE_LINEAGE("election/outside-lineage"),
  ELECTION_PEER_SILENT("election/peer-silent"),
  ELECTION_PEER_AHEAD("election/peer-ahead");

  private final String id;

  RuleId(String id) {
    this.id = id;
  }

  public String id() {
    return id;
  }
}

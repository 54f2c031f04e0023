package io.matriarch.agent.model;

/// The stable name of each rule: the same in logs, metrics, events, documentation and tests.
public enum RuleId {
  SERVER_STORAGE_FROZEN("server/storage-frozen"),
  SERVER_UNKNOWN_PRIMARY("server/unknown-primary"),
  SERVER_UNKNOWN_STANDBY("server/unknown-standby"),
  SERVER_UNKNOWN("server/unknown"),
  SERVER_ABSENT("server/absent"),

  REPAIR_RUNNING("repair/running"),
  REPAIR_PENDING("repair/pending"),
  REPAIR_FAILED("repair/failed"),

  PRIMARY_ACCEPTS_NOBODY("primary/accepts-nobody"),
  PRIMARY_STORAGE_FROZEN("primary/storage-frozen"),
  PRIMARY_NOT_ASKED_FOR("primary/not-asked-for"),
  PRIMARY_MISCONFIGURED("primary/misconfigured"),
  PRIMARY_NEW("primary/new"),
  PRIMARY_SICK("primary/sick"),
  PRIMARY_DISK_LOW("primary/disk-low"),
  PRIMARY_COMMITS_WAIT("primary/commits-wait"),
  PRIMARY_UPKEEP_HINDERED("primary/upkeep-hindered"),
  PRIMARY_RUNNING("primary/running"),

  STANDBY_ACCEPTS_NOBODY("standby/accepts-nobody"),
  STANDBY_SICK("standby/sick"),
  STANDBY_DISK_FULL("standby/disk-full"),
  STANDBY_DATA_LOSS_ALLOWED("standby/data-loss-allowed"),
  STANDBY_DIVERGED("standby/diverged"),
  STANDBY_REFUSED("standby/refused"),
  STANDBY_REPLAY_PAUSED("standby/replay-paused"),
  STANDBY_BEYOND_MAXLAG("standby/beyond-maxlag"),
  STANDBY_MISCONFIGURED("standby/misconfigured"),
  STANDBY_NOT_SYNCHRONOUS("standby/not-synchronous"),
  STANDBY_UPKEEP_HINDERED("standby/upkeep-hindered"),
  STANDBY_DISK_LOW("standby/disk-low"),
  STANDBY_STREAMING("standby/streaming"),
  STANDBY_CLUSTER_UNKNOWN("standby/cluster-unknown"),
  STANDBY_CANNOT_FOLLOW("standby/cannot-follow"),
  STANDBY_CONNECTING("standby/connecting"),
  STANDBY_APART("standby/apart"),
  STANDBY_HOLDS_MORE("standby/holds-more"),
  STANDBY_QUORUM_MISSING("standby/quorum-missing"),
  STANDBY_HOLDS_CLAIM("standby/holds-claim"),
  STANDBY_FIRST_CLAIM("standby/first-claim"),
  STANDBY_QUORUM_CLAIM("standby/quorum-claim"),
  STANDBY_WAITS("standby/waits"),
  STANDBY_NO_CLAIM("standby/no-claim"),

  STARTING_DISK_FULL("starting/disk-full"),
  STARTING_TOO_LONG("starting/too-long"),
  STARTING_PRIMARY("starting/primary"),
  STARTING_STANDBY_BRIEFLY("starting/standby-briefly"),
  STARTING_IN_PLACE("starting/in-place"),
  STARTING_STANDBY("starting/standby"),

  UNREACHABLE_STORAGE_FROZEN("unreachable/storage-frozen"),
  UNREACHABLE_HUNG("unreachable/hung"),
  UNREACHABLE_PRIMARY("unreachable/primary"),
  UNREACHABLE_STANDBY("unreachable/standby"),

  CRASHED_NO_ROOM("crashed/no-room"),
  CRASHED_COMEBACK_LATER("crashed/comeback-later"),
  CRASHED_COMEBACK("crashed/comeback"),
  CRASHED_STANDBY("crashed/standby"),
  CRASHED_HANDS_OFF("crashed/hands-off"),
  CRASHED_NOBODY_ELSE("crashed/nobody-else"),
  CRASHED_FAILOVER("crashed/failover"),
  CRASHED_SYNCHRONOUS_FAILOVER("crashed/synchronous-failover"),
  CRASHED_DISK_FULL("crashed/disk-full"),
  CRASHED_TOO_LONG("crashed/too-long"),
  CRASHED_RESTART("crashed/restart"),

  STOPPED_NO_ROOM("stopped/no-room"),
  STOPPED_COMEBACK_LATER("stopped/comeback-later"),
  STOPPED_COMEBACK("stopped/comeback"),
  STOPPED_LATELY("stopped/lately"),
  STOPPED("stopped/stopped"),

  ELECTION_WON("election/won"),
  ELECTION_OWN_POSITION_UNKNOWN("election/own-position-unknown"),
  ELECTION_RECORD_UNKNOWN("election/record-unknown"),
  ELECTION_OTHER_SYSTEM("election/other-system"),
  ELECTION_DATA_LOSS_ALLOWED("election/data-loss-allowed"),
  ELECTION_OUTSIDE_LINEAGE("election/outside-lineage"),
  ELECTION_REFUSED("election/refused"),
  ELECTION_PEER_SILENT("election/peer-silent"),
  ELECTION_QUORUM_MISSING("election/quorum-missing"),
  ELECTION_PEER_AHEAD("election/peer-ahead");

  private final String id;

  RuleId(String id) {
    this.id = id;
  }

  public String id() {
    return id;
  }
}

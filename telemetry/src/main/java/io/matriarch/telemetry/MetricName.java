package io.matriarch.telemetry;

import java.util.List;
import java.util.Optional;

/// Every metric that the agent exposes: dashboards and alert rules take their names from here.
public enum MetricName {
  BUILD_INFO(
      Kind.INFO,
      "build_info",
      "The agent's version, and the commit that it was built from.",
      "version",
      "revision",
      "java_version"),

  POSTGRES_UP("postgres_up", "1 while PostgreSQL answers this agent, be it with a refusal."),
  POSTGRES_INFO(
      Kind.INFO,
      "postgres_info",
      "The server's version, its system identifier, and whether its pages have checksums.",
      "server_version",
      "system_identifier",
      "data_checksums"),
  ROLE("role", "1 for the role in which PostgreSQL runs, 0 for the others.", "role"),
  POSTGRES_STATE("postgres_state", "1 for the server's state, 0 for the others.", "state"),
  POSTGRES_TIMELINE_ID("postgres_timeline_id", "The timeline of this instance's data."),
  POSTGRES_START_TIMESTAMP(
      "postgres_start_timestamp_seconds", "When PostgreSQL started, in Unix time."),
  POSTGRES_PENDING_RESTART(
      "postgres_pending_restart", "How many settings wait for a restart of PostgreSQL."),
  ROLE_TRANSITIONS(
      Kind.COUNTER, "role_transitions_total", "Changes of role seen by this agent.", "from", "to"),
  ROLE_CHANGED_TIMESTAMP(
      "role_changed_timestamp_seconds",
      "When this agent last saw the role change, in Unix time; 0 when it never did."),

  FAILOVERS(
      Kind.COUNTER,
      "failovers_total",
      "Promotions that this agent saw, by what led to them.",
      "trigger"),
  LAST_FAILOVER_TIMESTAMP(
      "last_failover_timestamp_seconds",
      "When the last promotion that this agent saw ended, in Unix time."),
  LAST_FAILOVER_DURATION(
      "last_failover_duration_seconds",
      "From this node's first sign of the last failover until it saw the new primary; on that one"
          + " until its address is there."),
  LAST_FAILOVER_PHASE_DURATION(
      "last_failover_phase_duration_seconds",
      "The phases of the last failover that this node saw.",
      "phase"),
  LAST_FAILOVER_LOST_WAL(
      "last_failover_lost_wal_bytes",
      "WAL that this node saw written and that the last failover left behind."),

  FAILOVER_DURATION(
      Kind.HISTOGRAM,
      "failover_duration_seconds",
      "How long failovers took, from this node's first sign until it saw the new primary.",
      "trigger"),
  FAILOVER_DURATION_MAX(
      "failover_duration_seconds_max", "The longest failover of the last minutes.", "trigger"),

  WAL_AT_RISK(
      "wal_at_risk_bytes", "WAL of this primary that no connected standby has flushed yet."),
  WAL_WRITE_POSITION("wal_write_position_bytes", "WAL location written by the primary."),
  WAL_FLUSH_POSITION("wal_flush_position_bytes", "WAL location flushed by the primary."),
  WAL_RECEIVE_POSITION("wal_receive_position_bytes", "WAL location received by the standby."),
  WAL_REPLAY_POSITION("wal_replay_position_bytes", "WAL location replayed by the standby."),

  REPLICATION_STANDBYS("replication_standbys", "Standbys and backup tools that are connected."),
  REPLICATION_STATE(
      "replication_state", "1 for the state of the connected standby.", "standby", "state"),
  REPLICATION_SYNC_STATE(
      "replication_sync_state",
      "1 for the synchronous state of the connected standby.",
      "standby",
      "sync_state"),
  REPLICATION_SENT_LAG_BYTES(
      "replication_sent_lag_bytes", "WAL not yet sent to the standby.", "standby"),
  REPLICATION_WRITE_LAG_BYTES(
      "replication_write_lag_bytes", "WAL not yet written by the standby.", "standby"),
  REPLICATION_FLUSH_LAG_BYTES(
      "replication_flush_lag_bytes", "WAL not yet flushed by the standby.", "standby"),
  REPLICATION_REPLAY_LAG_BYTES(
      "replication_replay_lag_bytes", "WAL not yet replayed by the standby.", "standby"),
  REPLICATION_WRITE_LAG_SECONDS(
      "replication_write_lag_seconds", "Time from flush here to write there.", "standby"),
  REPLICATION_FLUSH_LAG_SECONDS(
      "replication_flush_lag_seconds", "Time from flush here to flush there.", "standby"),
  REPLICATION_REPLAY_LAG_SECONDS(
      "replication_replay_lag_seconds", "Time from flush here to replay there.", "standby"),

  SYNC_STANDBYS_REQUIRED(
      "replication_sync_standbys_required", "How many standbys a commit waits for."),
  SYNC_STANDBYS_STREAMING(
      "replication_sync_standbys_streaming", "Streaming standbys that a commit may wait for."),

  WAL_RECEIVER_UP("wal_receiver_up", "1 while this standby streams from its upstream."),
  WAL_RECEIVER_LAST_MESSAGE_TIMESTAMP(
      "wal_receiver_last_message_timestamp_seconds",
      "When the upstream last sent a message, in Unix time."),
  REPLICATION_RECEIVE_LAG_BYTES(
      "replication_receive_lag_bytes", "WAL that the upstream has and this standby has not."),
  REPLAY_PAUSED("replay_paused", "1 while replay is paused on this standby."),
  REPLAY_LAG_SECONDS(
      "replay_lag_seconds",
      "Age of the last replayed transaction; 0 while all that was received is replayed."),
  LAST_REPLAYED_TRANSACTION_TIMESTAMP(
      "last_replayed_transaction_timestamp_seconds",
      "When the last replayed transaction was committed, in Unix time."),

  REPLICATION_SLOTS("replication_slots", "Replication slots of this instance."),
  REPLICATION_SLOT_ACTIVE(
      "replication_slot_active", "1 while the slot is in use.", "slot_name", "slot_type"),
  REPLICATION_SLOT_RETAINED_WAL(
      "replication_slot_retained_wal_bytes",
      "WAL that the slot holds back.",
      "slot_name",
      "slot_type"),
  REPLICATION_SLOT_SAFE_WAL(
      "replication_slot_safe_wal_bytes",
      "WAL that may be written before the slot may lose what it holds; no series without a bound.",
      "slot_name",
      "slot_type"),
  REPLICATION_SLOT_WAL_STATUS(
      "replication_slot_wal_status",
      "1 for the availability of the WAL that the slot claims.",
      "slot_name",
      "slot_type",
      "status"),

  REPAIR_STATE("repair_state", "1 for how far a repair of this instance is.", "state"),
  REPAIRS(
      Kind.COUNTER,
      "repairs_total",
      "Repairs after which this instance streamed, by what repaired it.",
      "method"),
  REPAIR_FAILURES(
      Kind.COUNTER,
      "repair_failures_total",
      "Tries to repair this instance that failed, by what was tried.",
      "method"),
  CONFIGURATION_FAULTS(
      "configuration_faults", "What is wrong with the resource's parameters, in number."),
  ACCEPTS_CONNECTIONS(
      "accepts_connections", "0 while a new connection waits for an answer for 1 s or more."),
  STORAGE_PROBE_STUCK(
      "storage_probe_stuck_seconds",
      "For how long a write and its fsync have not ended; 0 when they end."),
  FILESYSTEM_FREE(
      "filesystem_free_bytes", "Free space where the data or the WAL has the least of it.", "path"),
  FILESYSTEM_SIZE("filesystem_size_bytes", "Size of that file system.", "path"),
  CLUSTER_KNOWN("cluster_known", "1 while this agent can read Pacemaker's CIB."),
  CLUSTER_QUORATE("cluster_quorate", "1 while this node's partition has quorum."),
  CLUSTER_MAINTENANCE("cluster_maintenance", "1 while the cluster is in maintenance mode."),
  CLUSTER_FENCING_ENABLED("cluster_fencing_enabled", "1 if Pacemaker may fence nodes."),
  CLUSTER_NODE_ONLINE("cluster_node_online", "1 while the node is a member.", "peer"),
  CLUSTER_NODE_UNCLEAN("cluster_node_unclean", "1 while the node is to be fenced.", "peer"),
  CLUSTER_NODE_STANDBY_MODE(
      "cluster_node_standby_mode", "1 while the node is put into standby mode.", "peer"),
  CLUSTER_NODE_MAINTENANCE(
      "cluster_node_maintenance", "1 while the node is in maintenance mode.", "peer"),
  CLUSTER_CONTROLLER("cluster_controller", "1 for the designated controller.", "peer"),
  FENCINGS(Kind.COUNTER, "fencings_total", "Fencings that Pacemaker told this node of."),
  FENCING_FAILURES(
      Kind.COUNTER, "fencing_failures_total", "Failed fencings that Pacemaker told of."),
  LAST_FENCING_TIMESTAMP(
      "last_fencing_timestamp_seconds", "When Pacemaker last told of a fencing, 0 for never."),
  LAST_PROMOTION_TIMELINE(
      "last_promotion_timeline_id", "The timeline of the last promotion that the CIB records."),
  SYNCHRONOUS_MEMBER(
      "synchronous_member", "1 for a node that may hold every acknowledged commit.", "peer"),
  PROMOTION_REFUSED(
      "promotion_refused", "1 while the node must not be promoted until it holds more.", "peer"),
  RESOURCE_MANAGED("resource_managed", "1 while Pacemaker manages the resource."),
  RESOURCE_ROLE(
      "resource_role", "1 for the role that Pacemaker has for the instance.", "peer", "role"),
  RESOURCE_FAILURES(
      "resource_failures", "Pacemaker's fail count of the instance on the node.", "peer"),
  RESOURCE_MIGRATION_THRESHOLD(
      "resource_migration_threshold",
      "At how many failures Pacemaker leaves a node; 1000000, its INFINITY, where it never does."),
  PROMOTION_SCORE(
      "promotion_score", "The node's promotion score; no series while it has none.", "peer"),
  PROMOTION_SCORE_MISSING(
      "promotion_score_missing_seconds",
      "For how long the CIB has not had the score that this agent decided, or could not be given"
          + " another; 0 when all is well."),

  DECISION_RULE(
      "decision_rule",
      "1 for the rule that made the latest decision, 0 for those that made earlier ones.",
      "rule"),
  DECISION_EXIT_CODE("decision_exit_code", "The OCF exit code that the monitor answers."),
  DECISIONS(Kind.COUNTER, "decisions_total", "Decisions made by the rule.", "rule"),
  MONITOR_LAST_SUCCESS_TIMESTAMP(
      "monitor_last_success_timestamp_seconds",
      "When PostgreSQL was last observed, in Unix time; 0 when it never was."),
  MONITOR_DURATION(
      Kind.HISTOGRAM,
      "monitor_duration_seconds",
      "How long the agent's looks took: at postgresql, or with one of Pacemaker's tools.",
      "check"),
  MONITOR_DURATION_MAX(
      "monitor_duration_seconds_max", "The agent's longest look of the last minutes.", "check"),
  MONITOR_FAILURES(
      Kind.COUNTER,
      "monitor_failures_total",
      "The agent's looks that failed or were not answered in time.",
      "check"),

  CYCLE_DURATION(
      Kind.HISTOGRAM,
      "cycle_duration_seconds",
      "How long the loop's cycles took, from the look at PostgreSQL until the decision was told."),
  CYCLE_DURATION_MAX(
      "cycle_duration_seconds_max", "The longest cycle of the loop of the last minutes."),

  OPERATIONS(Kind.COUNTER, "operations_total", "Resource operations that ended.", "operation"),
  OPERATION_FAILURES(
      Kind.COUNTER,
      "operation_failures_total",
      "Resource operations that failed, by the exit code's name.",
      "operation",
      "reason"),
  OPERATION_DURATION(
      Kind.HISTOGRAM, "operation_duration_seconds", "How long operations took.", "operation"),
  OPERATION_DURATION_MAX(
      "operation_duration_seconds_max", "The longest operation of the last minutes.", "operation"),
  STEPS(Kind.COUNTER, "steps_total", "Steps of operations and of the agent's actions.", "step"),

  EVENTS(Kind.COUNTER, "events_total", "Events that were told.", "event_type", "severity"),
  EVENTS_DROPPED(
      Kind.COUNTER, "events_dropped_total", "Events that could not be kept over a restart."),
  SYSTEMD_JOURNAL_DROPPED(
      Kind.COUNTER,
      "systemd_journal_dropped_total",
      "Events that systemd's journal was there for and did not take."),
  WEBHOOK_DELIVERED(Kind.COUNTER, "webhook_delivered_total", "Events that the webhook took."),
  WEBHOOK_FAILURES(
      Kind.COUNTER, "webhook_failures_total", "Tries to post an event to the webhook that failed."),
  WEBHOOK_DROPPED(
      Kind.COUNTER, "webhook_dropped_total", "Events that were given up for the webhook."),
  WEBHOOK_QUEUED("webhook_queued_events", "Events that wait for the webhook."),
  WEBHOOK_FAILING(
      "webhook_failing", "1 while the latest try to post an event to the webhook failed."),
  EVENT_READERS("event_readers", "Who follows the events now."),
  EVENT_GAPS(Kind.COUNTER, "event_gaps_total", "How often a reader was too slow."),

  PROCESS_RESIDENT_MEMORY(
      "process_resident_memory_bytes", "Resident memory of the agent's process."),
  PROCESS_CPU(Kind.COUNTER, "process_cpu_seconds_total", "Processor time used by the agent."),
  PROCESS_START_TIMESTAMP(
      "process_start_timestamp_seconds", "When the agent started, in Unix time."),
  PROCESS_HEAP_USED("process_heap_used_bytes", "Heap in use by the agent.");

  /// How Prometheus treats the values.
  public enum Kind {
    GAUGE,
    COUNTER,
    HISTOGRAM,
    INFO
  }

  /// The labels on every metric of an instance; a metric of the agent itself lacks `resource`.
  public static final List<String> COMMON_LABELS = List.of("cluster_name", "node", "resource");

  private static final String PREFIX = "matriarch_";
  private static final String TOTAL = "_total";
  private static final String SECONDS = "_seconds";

  private final Kind kind;
  private final String name;
  private final String help;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> labels;

  MetricName(String name, String help, String... labels) {
    this(Kind.GAUGE, name, help, labels);
  }

  MetricName(Kind kind, String name, String help, String... labels) {
    this.kind = kind;
    this.name = PREFIX + name;
    this.help = help;
    this.labels = List.of(labels);
  }

  public Kind kind() {
    return kind;
  }

  /// The name as PromQL has it; a histogram's series add `_bucket`, `_count` and `_sum`.
  public String text() {
    return name;
  }

  public String help() {
    return help;
  }

  /// The labels beside the common ones.
  public List<String> labels() {
    return labels;
  }

  /// The unit that the name ends with, before `_total`; empty for states, counts and identifiers.
  public Optional<String> unit() {
    String base = without(name, TOTAL);
    return base.endsWith(SECONDS)
        ? Optional.of("seconds")
        : base.endsWith("_bytes") ? Optional.of("bytes") : Optional.empty();
  }

  /// The name without the suffix that the exposition adds by itself.
  String baseName() {
    return switch (kind) {
      case COUNTER -> without(name, TOTAL);
      case INFO -> without(name, "_info");
      case GAUGE, HISTOGRAM -> name;
    };
  }

  /// The name by which Micrometer knows the meter: it adds suffixes of its own.
  String meterName() {
    return without(without(name, TOTAL), SECONDS).replace('_', '.');
  }

  private static String without(String text, String suffix) {
    return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
  }
}

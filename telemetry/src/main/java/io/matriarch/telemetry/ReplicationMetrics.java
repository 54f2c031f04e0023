package io.matriarch.telemetry;

import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.ReplicationSlot;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.StandbyLink;
import io.matriarch.agent.model.SynchronousSetting;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Turns what hangs on one server, its standbys and slots, into points.
final class ReplicationMetrics {

  /// Whoever may connect or create a slot chooses names: no more than so many become labels. The
  /// totals count all of them.
  static final int NAMES_MAX = 64;

  private static final List<String> STATES =
      List.of("startup", "catchup", "streaming", "backup", "stopping");
  private static final List<String> SYNC_STATES = List.of("async", "potential", "sync", "quorum");
  private static final List<String> WAL_STATUSES =
      List.of("reserved", "extended", "unreserved", "lost");
  private static final double NANOS = 1e9;

  /// Of two connections under one name the older one is often a dead one that is not yet noticed.
  private static final Comparator<StandbyLink> ALIVE =
      Comparator.comparing(StandbyLink::streaming).thenComparing(StandbyLink::flushed);

  private final Points points;

  ReplicationMetrics(Points points) {
    this.points = points;
  }

  void addStandbys(Lsn end, List<StandbyLink> standbys) {
    points.add(MetricName.REPLICATION_STANDBYS, standbys.size());
    distinct(standbys).stream().limit(NAMES_MAX).forEach(standby -> addStandby(end, standby));
  }

  /// What would be lost with this primary, and whether commits wait so that nothing is.
  void addRisk(ServerState.Primary primary) {
    primary.standbys().stream()
        .filter(StandbyLink::streaming)
        .map(StandbyLink::flushed)
        .max(Comparator.naturalOrder())
        .ifPresent(
            best -> points.add(MetricName.WAL_AT_RISK, primary.written().lsn().bytesPast(best)));
    points.add(MetricName.SYNC_STANDBYS_REQUIRED, required(primary));
    points.add(
        MetricName.SYNC_STANDBYS_STREAMING,
        primary.standbys().stream().filter(s -> s.streaming() && s.synchronous()).count());
  }

  /// A setting that cannot be read is PostgreSQL's to complain about.
  private static int required(ServerState.Primary primary) {
    try {
      return SynchronousSetting.parse(primary.settings().synchronousStandbyNames()).count();
    } catch (IllegalArgumentException e) {
      return 0;
    }
  }

  private static Collection<StandbyLink> distinct(List<StandbyLink> standbys) {
    Map<String, StandbyLink> byName = new TreeMap<>();
    standbys.forEach(
        link ->
            byName.merge(
                link.standby(), link, (one, two) -> ALIVE.compare(one, two) < 0 ? two : one));
    return byName.values();
  }

  private void addStandby(Lsn end, StandbyLink link) {
    String name = link.standby();
    STATES.forEach(
        state -> points.add(MetricName.REPLICATION_STATE, state.equals(link.state()), name, state));
    SYNC_STATES.forEach(
        state ->
            points.add(
                MetricName.REPLICATION_SYNC_STATE, state.equals(link.syncState()), name, state));
    bytes(MetricName.REPLICATION_SENT_LAG_BYTES, end, link.sent(), name);
    bytes(MetricName.REPLICATION_WRITE_LAG_BYTES, end, link.written(), name);
    bytes(MetricName.REPLICATION_FLUSH_LAG_BYTES, end, link.flushed(), name);
    bytes(MetricName.REPLICATION_REPLAY_LAG_BYTES, end, link.replayed(), name);
    seconds(MetricName.REPLICATION_WRITE_LAG_SECONDS, link.writeLag(), name);
    seconds(MetricName.REPLICATION_FLUSH_LAG_SECONDS, link.flushLag(), name);
    seconds(MetricName.REPLICATION_REPLAY_LAG_SECONDS, link.replayLag(), name);
  }

  /// No series where PostgreSQL has no location yet: the whole WAL would read as lag.
  private void bytes(MetricName metric, Lsn end, Lsn reached, String standby) {
    if (!reached.equals(Lsn.ZERO)) {
      points.add(metric, end.bytesPast(reached), standby);
    }
  }

  private void seconds(MetricName metric, Duration lag, String standby) {
    points.add(metric, lag.toNanos() / NANOS, standby);
  }

  void addSlots(List<ReplicationSlot> slots) {
    points.add(MetricName.REPLICATION_SLOTS, slots.size());
    slots.stream()
        .sorted(Comparator.comparing(ReplicationSlot::name))
        .limit(NAMES_MAX)
        .forEach(this::addSlot);
  }

  private void addSlot(ReplicationSlot slot) {
    String name = slot.name();
    String kind = slot.slotType();
    points.add(MetricName.REPLICATION_SLOT_ACTIVE, slot.active(), name, kind);
    points.add(MetricName.REPLICATION_SLOT_RETAINED_WAL, slot.retainedBytes(), name, kind);
    slot.safeBytes()
        .ifPresent(safe -> points.add(MetricName.REPLICATION_SLOT_SAFE_WAL, safe, name, kind));
    WAL_STATUSES.forEach(
        status ->
            points.add(
                MetricName.REPLICATION_SLOT_WAL_STATUS,
                status.equals(slot.walStatus()),
                name,
                kind,
                status));
  }
}

package io.matriarch.app.view;

import io.matriarch.agent.model.Lsn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Whether a standby can take over from a primary without making anybody wait.
final class StandbyChecks {

  /// A segment of WAL: what more than that takes to send and to replay is felt as an outage.
  static final long LAG_MOST_BYTES = 16L << 20;

  private StandbyChecks() {}

  static List<String> faults(String node, InstanceStatus primary, InstanceStatus standby) {
    if (!standby.state().equals("standby")) {
      return List.of("%s is no standby: %s".formatted(node, standby.because()));
    }
    List<String> faults = new ArrayList<>();
    if (!standby.fresh()) {
      faults.add(
          "%s was last observed %s ago".formatted(node, Units.duration(standby.ageMillis())));
    }
    if (!standby.server().path("streaming").asBoolean()) {
      faults.add("%s does not stream: %s".formatted(node, standby.because()));
    }
    if (standby.server().path("replay_paused").asBoolean()) {
      faults.add(
          "replay is paused on %s: SELECT pg_wal_replay_resume() there ends that".formatted(node));
    }
    if (!standby.well()) {
      faults.add("%s is not well: %s".formatted(node, standby.because()));
    }
    addLineage(faults, node, primary, standby);
    addLag(faults, node, primary, standby);
    return faults;
  }

  private static void addLineage(
      List<String> faults, String node, InstanceStatus primary, InstanceStatus standby) {
    String system = primary.server().path("system_identifier").asText();
    if (!system.equals(standby.server().path("system_identifier").asText())) {
      faults.add("%s is another database cluster than the primary".formatted(node));
    } else if (!primary.timeline().equals(standby.timeline())) {
      faults.add(
          "%s is on timeline %s, the primary on %s"
              .formatted(node, standby.timeline(), primary.timeline()));
    }
  }

  private static void addLag(
      List<String> faults, String node, InstanceStatus primary, InstanceStatus standby) {
    OptionalLong received = standby.lagBytes(primary.position());
    if (received.orElse(0) > LAG_MOST_BYTES) {
      faults.add(
          "%s lags by %s, more than %s: wait until it has caught up"
              .formatted(node, Units.bytes(received.getAsLong()), Units.bytes(LAG_MOST_BYTES)));
    }
    Optional<Lsn> held = lsn(standby, "held");
    Optional<Lsn> replayed = lsn(standby, "replayed");
    long unreplayed =
        held.isPresent() && replayed.isPresent() ? held.get().bytesPast(replayed.get()) : 0;
    if (unreplayed > LAG_MOST_BYTES) {
      faults.add(
          "%s has %s left to replay, more than %s: wait until it has"
              .formatted(node, Units.bytes(unreplayed), Units.bytes(LAG_MOST_BYTES)));
    }
  }

  private static Optional<Lsn> lsn(InstanceStatus instance, String key) {
    return instance.server().path(key).isTextual()
        ? Optional.of(Lsn.parse(instance.server().path(key).asText()))
        : Optional.empty();
  }
}

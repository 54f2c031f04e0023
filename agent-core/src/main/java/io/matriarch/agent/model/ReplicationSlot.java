package io.matriarch.agent.model;

import java.util.Locale;
import java.util.Optional;

/// One row of `pg_replication_slots`.
///
/// @param slotType `physical` or `logical`
/// @param temporary whether it ends with the session that made it
/// @param retainedBytes WAL that the slot holds back, in bytes
/// @param walStatus `reserved`, `extended`, `unreserved`, `lost`, or empty
/// @param restart where the WAL begins that it holds, empty while it holds none
/// @param xmin whether it holds back vacuum
/// @param safeBytes WAL that may still be written before the slot is in danger of losing what it
///   holds, empty while nothing bounds what it may hold
public record ReplicationSlot(
    String name,
    String slotType,
    boolean temporary,
    boolean active,
    long retainedBytes,
    String walStatus,
    Optional<Lsn> restart,
    boolean xmin,
    Optional<Long> safeBytes) {

  private static final String PREFIX = "matriarch_";
  private static final int NAME_LENGTH_MAX = 63;

  /// The name of the slot that belongs to a node: PostgreSQL takes small letters, digits and
  /// underscores only.
  public static String nameFor(String node) {
    String name = PREFIX + node.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    return name.substring(0, Math.min(name.length(), NAME_LENGTH_MAX));
  }

  /// Whether the agent may have made it.
  public boolean ours() {
    return name.startsWith(PREFIX) && slotType.equals("physical") && !temporary;
  }
}

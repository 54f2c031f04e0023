package io.matriarch.agent.model;

/// One row of `pg_replication_slots`.
///
/// @param slotType `physical` or `logical`
/// @param retainedBytes WAL that the slot holds back, in bytes
/// @param walStatus `reserved`, `extended`, `unreserved`, `lost`, or empty
public record ReplicationSlot(
    String name, String slotType, boolean active, long retainedBytes, String walStatus) {}

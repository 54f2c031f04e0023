package io.matriarch.agent.model;

/// The settings of a running server that matter to its availability.
///
/// @param applicationName the `application_name` in `primary_conninfo`, empty when there is none
/// @param maxReplicationSlots how many slots of all kinds there may be
/// @param pendingRestart how many settings wait for a restart
/// @param dataChecksums whether pages have checksums, which pg_rewind can do with
public record ServerSettings(
    int versionNumber,
    String systemIdentifier,
    String synchronousStandbyNames,
    String synchronousCommit,
    String applicationName,
    String walLevel,
    String recoveryTargetTimeline,
    int maxReplicationSlots,
    int pendingRestart,
    long startedAtEpochMillis,
    boolean dataChecksums) {}

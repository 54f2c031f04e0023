package io.matriarch.agent.model;

import java.nio.file.Path;
import java.time.Duration;

/// One PostgreSQL instance as the CIB configures it: the parameters of its
/// `ocf:matriarch:postgres`.
///
/// @param resource the primitive's id
/// @param maxlagBytes 0 means no limit
/// @param notifications whether the clone's `notify` meta attribute is true
public record Instance(
    String resource,
    String systemUser,
    Path bindir,
    Path pgdata,
    Path datadir,
    String pghost,
    int pgport,
    String startOpts,
    long maxlagBytes,
    CrashPolicy crashPolicy,
    Duration recoveryWait,
    Duration electionWait,
    Duration hangTimeout,
    boolean notifications) {}

package io.matriarch.agent.model;

import java.nio.file.Path;

/// One PostgreSQL instance as the CIB configures it: the parameters of its
/// `ocf:matriarch:postgres`.
///
/// @param resource the primitive's id
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
    Policy policy,
    boolean notifications) {}

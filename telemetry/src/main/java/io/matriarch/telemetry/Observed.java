package io.matriarch.telemetry;

import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Snapshot;
import java.time.Instant;
import java.util.Optional;

/// The latest snapshot of a resource and what was decided.
///
/// @param lastSuccess when the server was last really observed, [Instant#EPOCH] when it never was
/// @param roleChangedAt when the role last changed, [Instant#EPOCH] when it never did
/// @param missingScore whether the CIB lacks the score that was decided
record Observed(
    Snapshot snapshot,
    Decision decision,
    Instant lastSuccess,
    Instant roleChangedAt,
    Optional<MissingScore> missingScore) {}

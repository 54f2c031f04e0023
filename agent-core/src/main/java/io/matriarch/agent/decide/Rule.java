package io.matriarch.agent.decide;

import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.RuleId;
import io.matriarch.agent.model.Snapshot;
import java.util.Optional;
import java.util.function.BiFunction;

/// One row of a section of the decision table, for a server state of type `S`.
///
/// @param when the condition as a sentence for operators
/// @param then what follows, likewise
/// @param apply the decision, empty when the condition does not hold
record Rule<S>(
    RuleId id, String when, String then, BiFunction<Snapshot, S, Optional<Decision>> apply) {}

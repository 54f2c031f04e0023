package io.matriarch.agent.loop;

import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Snapshot;

/// One look at an instance and what was decided.
public record Cycle(Snapshot snapshot, Decision decision) {}

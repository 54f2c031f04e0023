package io.matriarch.agent.loop;

import io.matriarch.agent.port.BootClock;
import io.matriarch.agent.port.ClusterControl;
import io.matriarch.agent.port.ClusterObserver;
import io.matriarch.agent.port.DecisionListener;
import io.matriarch.agent.port.HealthObserver;
import io.matriarch.agent.port.Repairer;
import io.matriarch.agent.port.ServerControl;
import io.matriarch.agent.port.ServerObserver;
import io.matriarch.agent.port.VerdictSink;

/// The ports through which one instance is seen and acted upon.
public record World(
    String node,
    ServerObserver server,
    ServerControl control,
    HealthObserver health,
    Repairer repairer,
    ClusterObserver cluster,
    ClusterControl clusterControl,
    BootClock clock,
    VerdictSink verdicts,
    DecisionListener listener) {}

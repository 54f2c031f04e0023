package io.matriarch.agent.port;

import io.matriarch.agent.model.OcfExitCode;

/// One thing that is wrong with an instance's configuration, and what to do about it.
public record SetupFault(OcfExitCode code, String sentence) {}

package io.matriarch.app.web;

import java.nio.file.Path;
import java.util.Optional;

/// Where the network port is, what guards it, and how those of the other nodes are asked.
///
/// @param webConfigFile in the format of Prometheus' exporters; without it the port speaks plain
///   HTTP to everybody
public record NetworkSettings(
    String host, int port, Optional<Path> webConfigFile, PeerSettings peers) {}

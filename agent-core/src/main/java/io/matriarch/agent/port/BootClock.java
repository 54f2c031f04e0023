package io.matriarch.agent.port;

import io.matriarch.agent.model.BootTime;

/// The clock of `/proc/uptime`.
public interface BootClock {
  BootTime now();
}

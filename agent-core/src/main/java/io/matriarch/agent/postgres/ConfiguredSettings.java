package io.matriarch.agent.postgres;

import io.matriarch.agent.model.Instance;
import io.matriarch.agent.process.Command;
import io.matriarch.agent.process.CommandResult;
import io.matriarch.agent.process.Commands;
import java.time.Duration;
import reactor.core.publisher.Mono;

/// The settings as an instance's configuration files and start options have them, whether it runs
/// or not.
public record ConfiguredSettings(Instance instance) {

  private static final Duration DEADLINE = Duration.ofSeconds(5);

  /// `-C` has to come first: so the program answers whoever runs it.
  public Mono<CommandResult> read(String name) {
    return Commands.run(
        Command.of(
                "/bin/sh",
                "-c",
                "exec \"$0\" -C \"$1\" -D \"$2\" " + instance.startOpts(),
                instance.bindir().resolve("postgres").toString(),
                name,
                instance.pgdata().toString())
            .within(DEADLINE));
  }
}

package io.matriarch.agent.cluster;

import io.matriarch.agent.process.Command;
import io.matriarch.agent.process.CommandResult;
import io.matriarch.agent.process.Commands;
import java.time.Duration;
import reactor.core.publisher.Mono;

/// Runs one of Pacemaker's command-line tools, without a shell.
@FunctionalInterface
public interface Tool {

  /// The tools that are installed on this node.
  Tool INSTALLED = (deadline, argv) -> Commands.run(Command.of(argv).within(deadline));

  /// Runs the program `argv[0]` with the other arguments; fails when it cannot be run or has not
  /// ended by the deadline.
  Mono<CommandResult> run(Duration deadline, String... argv);
}

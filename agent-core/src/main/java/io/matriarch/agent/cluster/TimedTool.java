package io.matriarch.agent.cluster;

import io.matriarch.agent.port.CheckListener;
import io.matriarch.agent.process.CommandResult;
import java.time.Duration;
import reactor.core.publisher.Mono;

/// Tells how long each run of another tool took.
public record TimedTool(Tool tool, CheckListener listener) implements Tool {

  @Override
  public Mono<CommandResult> run(Duration deadline, String... argv) {
    return Mono.defer(
        () -> {
          long began = System.nanoTime();
          return tool.run(deadline, argv)
              .doOnNext(result -> tell(argv[0], began, PacemakerTools.isAnswer(result)))
              .doOnError(_ -> tell(argv[0], began, false));
        });
  }

  private void tell(String program, long began, boolean answered) {
    listener.checked(program, Duration.ofNanos(System.nanoTime() - began), answered);
  }
}

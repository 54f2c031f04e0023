package io.matriarch.agent.cluster;

import io.matriarch.agent.process.CommandResult;
import java.time.Duration;
import java.util.Set;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/// Runs Pacemaker's tools with a deadline, and says in words how they failed.
final class PacemakerTools {

  static final Duration DEADLINE = Duration.ofSeconds(5);

  private static final int CLUSTER_DOWN = 102;
  private static final Set<Integer> REFUSED = Set.of(4, 77);
  private static final Set<Integer> NO_SUCH_ATTRIBUTE = Set.of(78, 105);
  private static final Duration GRACE = Duration.ofSeconds(1);

  /// No connection to Pacemaker: all the tools say so at once when it does not run.
  static final class ClusterDown extends PacemakerException {

    private static final long serialVersionUID = 1L;

    ClusterDown(String message) {
      super(message);
    }
  }

  private final Tool tool;
  private final Scheduler timer;

  PacemakerTools(Tool tool, Scheduler timer) {
    this.tool = tool;
    this.timer = timer;
  }

  /// What the tool wrote, if it ended with exit code 0.
  Mono<String> output(String... argv) {
    return run(argv).flatMap(result -> success(result));
  }

  /// How the tool ended, well or not.
  Mono<CommandResult> run(String... argv) {
    return tool.run(DEADLINE, argv)
        .timeout(DEADLINE.plus(GRACE), timer)
        .onErrorMap(
            e -> new PacemakerException(argv[0] + " could not be run: " + e.getMessage(), e));
  }

  /// Whether the cluster was asked for an attribute that nobody has set.
  static boolean isOfNothing(CommandResult result) {
    return NO_SUCH_ATTRIBUTE.contains(result.exitCode());
  }

  /// Whether the cluster answered, be it that there is no such thing.
  static boolean isAnswer(CommandResult result) {
    return result.exitCode() == 0 || isOfNothing(result);
  }

  /// The attribute daemon can be away for good while the rest of Pacemaker is well.
  private static String down(String program) {
    return program.equals("attrd_updater")
        ? "pacemaker-attrd or the cluster is down on this node"
        : "the cluster is down on this node";
  }

  static Mono<String> success(CommandResult result) {
    String program = result.program();
    int code = result.exitCode();
    if (code == 0) {
      return Mono.just(result.stdout());
    }
    if (code == CLUSTER_DOWN) {
      return Mono.error(
          new ClusterDown(
              "%s, or this user is not in the group haclient (%s exit %d)"
                  .formatted(down(program), program, code)));
    }
    if (REFUSED.contains(code)) {
      return Mono.error(
          new PacemakerException(
              ("%s was refused (exit %d): the user needs the group haclient,"
                      + " and a permission where ACLs are enabled")
                  .formatted(program, code)));
    }
    return Mono.error(new PacemakerException(result.failure()));
  }
}

package io.matriarch.app;

import io.matriarch.agent.loop.ControlLoop;
import io.matriarch.agent.loop.OperationRequest;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.InstanceParameters;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.Verdict;
import io.matriarch.agent.port.ClusterObserver;
import io.matriarch.ocf.OcfReply;
import io.matriarch.ocf.OcfRequest;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The one-shot resource agent: answers one operation without the daemon, by the same code.
@Command(
    name = "ocf",
    description = "Carries out one operation of the resource agent without the daemon.",
    mixinStandardHelpOptions = true)
final class OcfCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(OcfCommand.class);
  private static final Duration CIB_WAIT = Duration.ofSeconds(3);
  private static final Duration SETTLE_WAIT = Duration.ofSeconds(25);

  @Parameters(index = "0", paramLabel = "ACTION", description = "such as monitor, start or stop")
  private String action = "";

  @Override
  public Integer call() {
    return run(action);
  }

  /// Answers the action on standard output and error; returns the OCF exit code.
  static int run(String action) {
    OcfReply reply = answered(request(action));
    if (!reply.reason().isEmpty()) {
      System.err.println("ocf-exit-reason:" + reply.reason());
    }
    System.out.print(reply.output());
    return reply.code().code();
  }

  private static OcfRequest request(String action) {
    Map<String, String> environment =
        System.getenv().entrySet().stream()
            .filter(e -> e.getKey().startsWith("OCF_"))
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, Map.Entry::getValue, (a, b) -> b, TreeMap::new));
    return new OcfRequest(action, environment);
  }

  /// Pacemaker shows a reason; a stack trace it would only log.
  private static OcfReply answered(OcfRequest request) {
    try {
      return answer(request);
    } catch (RuntimeException e) {
      LOG.error("{} of {} failed", request.action(), request.resource(), e);
      return OcfReply.of(
          new Verdict(OcfExitCode.ERR_GENERIC, request.action() + " failed: " + e.getMessage()));
    }
  }

  private static OcfReply answer(OcfRequest request) {
    if (request.resource().isEmpty()) {
      return new OcfReply(
          OcfExitCode.ERR_GENERIC,
          "OCF_RESOURCE_INSTANCE is not set: call the agent through Pacemaker",
          "");
    }
    return request
        .operation()
        .map(operation -> OcfReply.of(run(request, operation)))
        .orElseGet(() -> OcfReply.unimplemented(request.action()));
  }

  private static Verdict run(OcfRequest request, OperationRequest operation) {
    long begun = System.nanoTime();
    InstanceParameters.Parsed parsed = request.instance();
    OneShotWorlds worlds = new OneShotWorlds(request.node());
    ControlLoop loop =
        new ControlLoop(worlds.world(parsed.instance()), parsed.instance(), parsed.faults());
    try (InstanceAgent agent = new InstanceAgent(loop, Flux.never())) {
      configure(loop);
      Mono<Verdict> answered = agent.operations().run(operation);
      Verdict verdict =
          answered.blockOptional().orElseGet(() -> Verdict.of(OcfExitCode.ERR_GENERIC));
      loop.concluded().timeout(settling(operation, begun), Mono.empty()).block();
      return verdict;
    } finally {
      loop.world().verdicts().remove(parsed.instance().resource());
    }
  }

  /// What was begun beside the answer is waited for only while Pacemaker waits.
  private static Duration settling(OperationRequest operation, long begun) {
    Duration left = operation.left(Duration.ofNanos(System.nanoTime() - begun));
    return left.compareTo(SETTLE_WAIT) < 0 ? left : SETTLE_WAIT;
  }

  /// Without the CIB the operation goes on: nothing that stops or watches may depend on it.
  private static void configure(ControlLoop loop) {
    BootTime at = loop.world().clock().now();
    Fact<ClusterObserver.Reading> reading =
        loop.world()
            .cluster()
            .readNow()
            .timeout(CIB_WAIT)
            .map(r -> Fact.known(r, at))
            .onErrorResume(failure -> Mono.just(Fact.unknown(String.valueOf(failure.getMessage()))))
            .blockOptional()
            .orElseGet(() -> Fact.unknown("the CIB is empty"));
    switch (reading) {
      case Fact.Unknown<ClusterObserver.Reading>(var reason) -> loop.clusterUnknown(reason);
      case Fact.Known<ClusterObserver.Reading>(var known, var _) ->
          known
              .of(loop.instance().resource())
              .filter(c -> InstanceAgent.samePlace(c.instance(), loop.instance()))
              .ifPresent(c -> loop.configure(c, at));
    }
  }
}

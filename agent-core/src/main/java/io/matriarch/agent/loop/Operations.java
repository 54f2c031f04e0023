package io.matriarch.agent.loop;

import io.matriarch.agent.model.Memory.Operation;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.Verdict;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import reactor.core.publisher.Mono;

/// Carries out the resource operations on one instance, one of those that change it at a time.
public final class Operations {

  private static final Logger LOG = LoggerFactory.getLogger(Operations.class);

  private static final Duration FRESH_VERDICT_WAIT = Duration.ofSeconds(1);

  private final ControlLoop loop;
  private final ElectionBoard board;

  public Operations(ControlLoop loop) {
    this.loop = loop;
    this.board = new ElectionBoard(loop.world(), loop.instance().resource());
  }

  public ControlLoop loop() {
    return loop;
  }

  /// Answers the request within its budget; never fails: what goes wrong is a verdict.
  public Mono<Verdict> run(OperationRequest request) {
    Duration limit = Looking.part(request.budget(), 95);
    return Mono.defer(() -> marked(request))
        .timeout(limit)
        .onErrorResume(failure -> Mono.just(failed(request, limit, failure)))
        .elapsed()
        .doOnNext(timed -> tell(request, timed.getT2(), Duration.ofMillis(timed.getT1())))
        .map(timed -> timed.getT2());
  }

  private void tell(OperationRequest request, Verdict result, Duration took) {
    boolean routine = request instanceof OperationRequest.Monitor;
    LOG.atLevel(routine ? Level.DEBUG : Level.INFO)
        .log(
            "resource={} operation={} code={} reason=\"{}\" took={}ms",
            loop.instance().resource(),
            request.word(),
            result.code().code(),
            result.reason(),
            took.toMillis());
    loop.world().listener().operated(loop.instance().resource(), request.word(), result, took);
  }

  /// The instance's operation is noted while it runs: what the loop sees meanwhile is its doing.
  private Mono<Verdict> marked(OperationRequest request) {
    Operation operation = operation(request);
    if (operation == Operation.NONE) {
      return answer(request);
    }
    return Mono.usingWhen(
        Mono.fromSupplier(() -> mark(operation)),
        _ -> answer(request).flatMap(this::withFreshVerdict),
        _ -> Mono.fromRunnable(this::unmark));
  }

  private Operation mark(Operation operation) {
    loop.remember(memory -> memory.withOperation(operation));
    return operation;
  }

  private void unmark() {
    mark(Operation.NONE);
    loop.nudge();
  }

  /// The next recurring monitor must not read what was true before the operation. What has been
  /// done is done, though: no fault in looking at it makes a failure of it.
  private Mono<Verdict> withFreshVerdict(Verdict result) {
    return Mono.fromRunnable(() -> loop.world().verdicts().remove(loop.instance().resource()))
        .then(loop.look())
        .timeout(FRESH_VERDICT_WAIT)
        .onErrorComplete()
        .thenReturn(result);
  }

  private Mono<Verdict> answer(OperationRequest request) {
    return switch (request) {
      case OperationRequest.Monitor monitor -> new MonitorOperation(loop).run(monitor);
      case OperationRequest.Start start ->
          board.takeBack().then(Mono.defer(() -> new StartOperation(loop).run(start)));
      case OperationRequest.Stop stop -> new StopOperation(loop).run(stop);
      case OperationRequest.Promote promote ->
          Repairs.promotion(loop)
              .switchIfEmpty(Mono.defer(() -> new PromoteOperation(loop, board).run(promote)));
      case OperationRequest.Demote demote -> new DemoteOperation(loop).run(demote);
      case OperationRequest.Notify notify -> new NotifyOperation(loop, board).run(notify);
      case OperationRequest.ReloadAgent _ -> Mono.just(Verdict.of(OcfExitCode.SUCCESS));
      case OperationRequest.ValidateAll _ -> new ValidateOperation(loop).run();
    };
  }

  private static Operation operation(OperationRequest request) {
    return switch (request) {
      case OperationRequest.Start _ -> Operation.START;
      case OperationRequest.Stop _ -> Operation.STOP;
      case OperationRequest.Promote _ -> Operation.PROMOTE;
      case OperationRequest.Demote _ -> Operation.DEMOTE;
      case OperationRequest.Monitor _,
          OperationRequest.Notify _,
          OperationRequest.ReloadAgent _,
          OperationRequest.ValidateAll _ ->
          Operation.NONE;
    };
  }

  private static Verdict failed(OperationRequest request, Duration limit, Throwable failure) {
    String message = failure.getMessage();
    String reason =
        failure instanceof TimeoutException
            ? "%s was not done within %.1f s".formatted(request.word(), limit.toMillis() / 1000.0)
            : "%s failed: %s"
                .formatted(
                    request.word(), message == null ? failure.getClass().getSimpleName() : message);
    return new Verdict(OcfExitCode.ERR_GENERIC, reason);
  }
}

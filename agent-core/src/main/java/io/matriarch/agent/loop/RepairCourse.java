package io.matriarch.agent.loop;

import io.matriarch.agent.decide.Diagnosis;
import io.matriarch.agent.decide.RepairPlan;
import io.matriarch.agent.decide.RepairPlan.Failure;
import io.matriarch.agent.model.Policy;
import io.matriarch.agent.model.Policy.Rejoin.Method;
import io.matriarch.agent.model.RepairNote;
import io.matriarch.agent.model.RepairNote.Phase;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.ServerState.Crashed;
import io.matriarch.agent.model.ServerState.Standby;
import io.matriarch.agent.model.ServerState.Starting;
import io.matriarch.agent.port.RepairTools;
import io.matriarch.agent.port.RepairTools.Outcome;
import io.matriarch.agent.port.ServerControl;
import io.matriarch.agent.port.ServerControl.StopMode;
import io.matriarch.agent.port.ServerObserver;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import reactor.core.publisher.Mono;

/// Carries one repair through its phases. Each phase is noted on disk before its work begins, so
/// that whatever interrupts it, the note tells how to go on.
///
/// @param point points `primary_conninfo` at a node, where that is the agent's; never fails
/// @param say is told what is being done, in a few words
/// @param noted is told of each note that is on disk
/// @param tell is told of each begin, end and failure: a stable name and a sentence
record RepairCourse(
    RepairTools tools,
    ServerControl control,
    ServerObserver server,
    Policy.Rejoin policy,
    Function<String, Mono<Void>> point,
    Consumer<String> say,
    Consumer<RepairNote> noted,
    BiConsumer<String, String> tell) {

  private static final Duration FILES = Duration.ofSeconds(60);
  private static final Duration ANSWER = Duration.ofSeconds(15);
  private static final Duration FAST = Duration.ofSeconds(60);
  private static final Duration FORCED = Duration.ofSeconds(15);
  private static final Duration START = Duration.ofSeconds(20);
  private static final Duration RECOVERY = Duration.ofHours(1);
  private static final Duration CONNECT = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Duration POLL = Duration.ofSeconds(1);

  /// How a course ended.
  sealed interface End {

    /// It streams.
    record Repaired() implements End {}

    /// It cannot go on now; nothing failed.
    ///
    /// @param begun what is noted, nothing where nothing had been done yet
    record Waits(String reason, Optional<RepairNote> begun) implements End {}

    record GivenUp(RepairNote note) implements End {}
  }

  /// What must be as it was meant, and is not: the course waits.
  private static final class NotNow extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotNow(String reason) {
      super(reason);
    }
  }

  /// What failed, and how much of the directory is left.
  private static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Failure failure;

    Broken(Failure failure) {
      super(failure.reason());
      this.failure = failure;
    }
  }

  /// What follows a phase.
  private sealed interface Step {

    /// @param pause how long to wait before it
    record Next(RepairNote note, Duration pause) implements Step {}

    record Last(End end) implements Step {}
  }

  /// Goes on from a note, of this course's order or of an earlier course; never fails.
  Mono<End> run(RepairNote note) {
    return interrupted(note)
        .flatMap(next -> go(new Step.Next(next, Duration.ZERO)))
        .onErrorResume(
            failure ->
                Mono.just(
                    new End.Waits(
                        Looking.reason(failure, FILES),
                        Optional.of(note).filter(n -> !n.phase().startable()))));
  }

  /// A program that was interrupted may have left anything behind.
  private Mono<RepairNote> interrupted(RepairNote note) {
    return tools
        .endPrograms()
        .then(Mono.defer(() -> protect(note)))
        .timeout(FILES)
        .map(
            left ->
                left.phase() == Phase.DAMAGED && RepairPlan.allows(policy, Method.REBUILD)
                    ? new RepairNote(
                        Method.REBUILD, Phase.REPLACING, 0, left.primary(), left.reason())
                    : left);
  }

  /// Leaves a directory that pg_rewind was at work on so that nothing can start it.
  Mono<RepairNote> protect(RepairNote note) {
    return switch (note.phase()) {
      case REWINDING -> {
        RepairNote next = note.interrupted();
        yield tools.putControlAside().then(write(next)).thenReturn(next);
      }
      case DAMAGED, REPLACING -> tools.putControlAside().thenReturn(note);
      case PLANNED, REWOUND, COPYING, SWAPPING, STARTED, FAILED, FAILED_DAMAGED -> Mono.just(note);
    };
  }

  private Mono<Void> write(RepairNote note) {
    return tools.note(note).doOnSuccess(_ -> noted.accept(note)).timeout(FILES);
  }

  private Mono<End> go(Step step) {
    return switch (step) {
      case Step.Last(var end) -> Mono.just(end);
      case Step.Next(var note, var pause) ->
          write(note).then(rest(pause)).then(Mono.defer(() -> phase(note))).flatMap(this::go);
    };
  }

  private Mono<Void> rest(Duration pause) {
    if (pause.isZero()) {
      return Mono.empty();
    }
    say.accept("the next try begins %d s after a failure".formatted(pause.toSeconds()));
    return Mono.delay(pause).then();
  }

  private Mono<Step> phase(RepairNote note) {
    Mono<RepairNote> work =
        switch (note.phase()) {
          case PLANNED -> plan(note);
          case REWINDING, DAMAGED -> rewind(note);
          case REWOUND ->
              tools
                  .complete(note.primary().begunAt())
                  .timeout(FILES)
                  .thenReturn(note.in(Phase.STARTED));
          case COPYING, REPLACING -> copy(note);
          case SWAPPING -> swap(note);
          case STARTED -> started(note);
          case FAILED, FAILED_DAMAGED -> Mono.empty();
        };
    return work.<Step>map(next -> new Step.Next(next, Duration.ZERO))
        .switchIfEmpty(Mono.defer(() -> last(note)))
        .onErrorResume(failure -> failed(note, failure));
  }

  private Mono<Step> last(RepairNote note) {
    if (note.phase().failed()) {
      tell.accept("repair/failed", note.reason());
      return (note.phase().whole() ? startAgain() : Mono.<Void>empty())
          .thenReturn(new Step.Last(new End.GivenUp(note)));
    }
    String method = note.method().name().toLowerCase(Locale.ROOT);
    tell.accept("repair/done", "it streams after a repair by " + method);
    return tools
        .retire()
        .then(tools.erase())
        .timeout(LONGEST)
        .thenReturn(new Step.Last(new End.Repaired()));
  }

  private Mono<Step> failed(RepairNote note, Throwable error) {
    if (error instanceof NotNow) {
      return waits(note, String.valueOf(error.getMessage()));
    }
    Failure failure =
        error instanceof Broken broken
            ? broken.failure
            : new Failure(Looking.reason(error, FILES), note.phase().whole(), false);
    RepairNote next = RepairPlan.after(note, failure, policy);
    tell.accept("repair/try-failed", failure.reason());
    boolean aside =
        !failure.whole() && note.phase() != Phase.SWAPPING && note.phase() != Phase.REWOUND;
    return (aside ? tools.putControlAside().timeout(FILES) : Mono.<Void>empty())
        .thenReturn(
            new Step.Next(next, RepairPlan.pause(next.phase().failed() ? 0 : next.tries())));
  }

  /// Nothing has been done to a directory that is whole: it is as if no repair had been ordered.
  private Mono<Step> waits(RepairNote note, String reason) {
    if (!note.phase().startable()) {
      return Mono.just(new Step.Last(new End.Waits(reason, Optional.of(note))));
    }
    return startAgain()
        .then(tools.erase().timeout(FILES))
        .thenReturn(new End.Waits(reason, Optional.empty()))
        .onErrorReturn(new End.Waits(reason, Optional.of(note)))
        .map(Step.Last::new);
  }

  private Mono<RepairNote> plan(RepairNote note) {
    return unlessFollowing(
        note,
        confirm(note)
            .then(Mono.defer(this::stopInOrder))
            .then(confirm(note))
            .then(
                Mono.fromSupplier(
                    () -> {
                      tell.accept("repair/rewind-begun", note.reason());
                      return note.in(Phase.REWINDING);
                    })));
  }

  /// The repair takes its data from the primary that the cluster has recorded, and from no other.
  private Mono<Void> confirm(RepairNote note) {
    return point
        .apply(note.primary().node())
        .then(tools.ask(Optional.empty()))
        .timeout(ANSWER)
        .onErrorMap(failure -> new NotNow(Looking.reason(failure, ANSWER)))
        .flatMap(
            answer ->
                Mono.justOrEmpty(Diagnosis.objection(answer, note.primary()))
                    .flatMap(objection -> Mono.<Void>error(new NotNow(objection))));
  }

  private Mono<RepairNote> unlessFollowing(RepairNote note, Mono<RepairNote> work) {
    return state()
        .filter(state -> RepairedStandby.follows(state, note))
        .hasElement()
        .flatMap(streaming -> streaming ? Mono.<RepairNote>empty() : work);
  }

  /// pg_rewind wants a server that was shut down in order; one that crashed is recovered first.
  private Mono<Void> stopInOrder() {
    say.accept("the server is being stopped");
    return state()
        .filter(state -> state instanceof Crashed)
        .flatMap(_ -> recover())
        .then(Mono.defer(() -> stop(StopMode.FAST, FAST)))
        .flatMap(gone -> control.cleanlyShutDown().map(clean -> gone && clean))
        .timeout(FAST.plus(RECOVERY))
        .flatMap(
            clean ->
                clean
                    ? Mono.<Void>empty()
                    : Mono.error(broken("the fast shutdown was not done in 60 s", true, false)));
  }

  private Mono<ServerState> recover() {
    return Processes.reap(control, FORCED)
        .then(control.startAsStandby(START))
        .then(Mono.defer(() -> await(state -> state instanceof Standby, RECOVERY)));
  }

  private Mono<Boolean> stop(StopMode mode, Duration within) {
    return control.requestStop(mode).onErrorComplete().then(Processes.gone(control, within));
  }

  private Mono<RepairNote> rewind(RepairNote note) {
    boolean wasWhole = note.phase() == Phase.REWINDING;
    say.accept("pg_rewind begins");
    return (wasWhole ? Mono.<Void>empty() : confirm(note))
        .then(Mono.defer(() -> tools.rewind(policy, say)))
        .timeout(LONGEST)
        .flatMap(
            outcome ->
                switch (outcome) {
                  case Outcome.Done _ -> Mono.just(note.in(Phase.REWOUND));
                  case Outcome.Failed(var reason, boolean changed, boolean lasting) ->
                      Mono.error(broken(reason, wasWhole && !changed, lasting));
                });
  }

  private Mono<RepairNote> copy(RepairNote note) {
    boolean whole = note.phase() == Phase.COPYING;
    Mono<RepairNote> work =
        confirm(note)
            .then(tools.obstacle().timeout(RECOVERY))
            .flatMap(
                obstacle ->
                    obstacle.isPresent()
                        ? Mono.<Outcome>error(broken(obstacle.get(), whole, true))
                        : copied(note))
            .flatMap(
                outcome ->
                    switch (outcome) {
                      case Outcome.Done _ -> Mono.just(note.in(Phase.SWAPPING));
                      case Outcome.Failed(var reason, var _, boolean lasting) ->
                          Mono.error(broken(reason, whole, lasting));
                    });
    return whole ? unlessFollowing(note, work) : work;
  }

  private Mono<Outcome> copied(RepairNote note) {
    tell.accept("repair/rebuild-begun", note.reason());
    say.accept("pg_basebackup begins");
    return tools.copy(policy, say).timeout(LONGEST);
  }

  private Mono<RepairNote> swap(RepairNote note) {
    say.accept("the base backup takes the data directory's place");
    return control
        .processes()
        .flatMap(left -> left.isEmpty() ? Mono.just(true) : stopByAllMeans())
        .timeout(FAST.multipliedBy(2))
        .flatMap(
            gone ->
                gone
                    ? tools.swap().timeout(LONGEST).thenReturn(note.in(Phase.STARTED))
                    : Mono.error(broken("the server's processes survive SIGKILL", false, false)));
  }

  private Mono<Boolean> stopByAllMeans() {
    return stop(StopMode.FAST, FAST)
        .flatMap(gone -> gone ? Mono.just(true) : stop(StopMode.IMMEDIATE, FORCED))
        .flatMap(gone -> gone ? Mono.just(true) : stop(StopMode.KILL, FORCED));
  }

  /// Empty once it streams.
  private Mono<RepairNote> started(RepairNote note) {
    say.accept("the server is being started");
    return point
        .apply(note.primary().node())
        .then(Mono.defer(this::startIfDown))
        .then(Mono.defer(() -> await(state -> !(state instanceof Starting), RECOVERY)))
        .doOnNext(_ -> say.accept("it waits for the first WAL from the primary"))
        .flatMap(_ -> await(state -> RepairedStandby.isSettled(state, note), CONNECT))
        .switchIfEmpty(Mono.error(broken("it has not streamed 60 s after it started", true, false)))
        .flatMap(
            state ->
                state instanceof Standby
                    ? Mono.<RepairNote>empty()
                    : Mono.error(
                        broken(
                            "it started and is %s".formatted(Looking.name(state)), true, false)));
  }

  private Mono<Void> startIfDown() {
    return control
        .processes()
        .flatMap(left -> left.isEmpty() ? control.startAsStandby(START) : Mono.<Void>empty())
        .timeout(START.plus(FORCED));
  }

  /// Readers get their server back, if it can be had.
  private Mono<Void> startAgain() {
    return startIfDown().onErrorComplete();
  }

  private Mono<ServerState> state() {
    return server.observe().timeout(LOOK).onErrorComplete();
  }

  private Mono<ServerState> await(Predicate<ServerState> wanted, Duration within) {
    return state()
        .filter(wanted)
        .repeatWhenEmpty(Integer.MAX_VALUE, each -> each.delayElements(POLL))
        .timeout(within, Mono.empty());
  }

  private static Broken broken(String reason, boolean whole, boolean lasting) {
    return new Broken(new Failure(reason, whole, lasting));
  }
}

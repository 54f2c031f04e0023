package io.matriarch.agent.loop;

import io.matriarch.agent.decide.Diagnosis;
import io.matriarch.agent.decide.Diagnosis.Asker;
import io.matriarch.agent.model.Action;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Policy;
import io.matriarch.agent.model.Policy.Rejoin.Method;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Repair;
import io.matriarch.agent.model.Repair.Progress;
import io.matriarch.agent.model.Repair.Upstream;
import io.matriarch.agent.model.RepairNote;
import io.matriarch.agent.model.RepairNote.Phase;
import io.matriarch.agent.model.UpstreamAnswer;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.port.BootClock;
import io.matriarch.agent.port.DecisionListener;
import io.matriarch.agent.port.RepairTools;
import io.matriarch.agent.port.Repairer;
import io.matriarch.agent.port.ServerControl;
import io.matriarch.agent.port.ServerObserver;
import io.matriarch.agent.port.Unwatched;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/// The daemon's repairer of one instance: at most one course at a time, beside Pacemaker's
/// operations.
public final class BackgroundRepairer implements Repairer {

  private static final Logger LOG = LoggerFactory.getLogger(BackgroundRepairer.class);
  private static final Pattern PERCENT = Pattern.compile("(\\d+) %");
  private static final Duration ASK_WITHIN = Duration.ofSeconds(10);
  private static final Duration FOLLOW_APART = Duration.ofSeconds(4);
  private static final Duration ASK_APART = Duration.ofSeconds(4);
  private static final Duration RETRY_APART = Duration.ofSeconds(10);
  private static final Duration SWEEP_WITHIN = Duration.ofHours(12);
  private static final Duration HALT_WITHIN = Duration.ofSeconds(10);

  /// Protecting a directory needs no policy.
  private static final Policy.Rejoin ANY = new Policy.Rejoin(Method.FOLLOW, "", 1, false);

  private final String resource;
  private final RepairTools tools;
  private final ServerControl control;
  private final ServerObserver server;
  private final BootClock clock;
  private final DecisionListener listener;

  private final AtomicReference<Repair> state = new AtomicReference<>(Repair.NONE);
  private final AtomicReference<Optional<RepairNote>> note;
  private final AtomicBoolean busy = new AtomicBoolean();

  /// The CIB says for a moment longer that the instance is active.
  private final AtomicBoolean halted = new AtomicBoolean();

  private final AtomicInteger quarter = new AtomicInteger();
  private final AtomicReference<Optional<BootTime>> ended = new AtomicReference<>(Optional.empty());
  private final AtomicReference<Optional<WalPosition>> askedFrom =
      new AtomicReference<>(Optional.empty());
  private final AtomicReference<Optional<BootTime>> askedAt =
      new AtomicReference<>(Optional.empty());
  private final AtomicReference<String> followed = new AtomicReference<>("");
  private final AtomicReference<Optional<BootTime>> followedAt =
      new AtomicReference<>(Optional.empty());
  private final Disposable.Swap running = Disposables.swap();

  /// A repairer that knows what an earlier agent noted.
  public BackgroundRepairer(
      String resource,
      RepairTools tools,
      ServerControl control,
      ServerObserver server,
      BootClock clock,
      DecisionListener listener) {
    this.resource = resource;
    this.tools = tools;
    this.control = control;
    this.server = server;
    this.clock = clock;
    this.listener = listener;
    this.note = new AtomicReference<>(tools.noted());
    note.get().ifPresentOrElse(n -> progress(Unwatched.progress(n)), this::sweep);
  }

  @Override
  public Repair latest() {
    return state.get().withLacks(note.get().flatMap(RepairNote::lacks));
  }

  private void progress(Progress now) {
    state.updateAndGet(before -> before.withProgress(now));
  }

  @Override
  public Mono<Void> ask(WalPosition held, String systemIdentifier) {
    return Mono.defer(
        () -> {
          BootTime now = clock.now();
          if (within(askedAt.get(), ASK_APART)) {
            return Mono.empty();
          }
          askedAt.set(Optional.of(now));
          return server
              .history(held.timeline())
              .map(Optional::of)
              .timeout(ASK_WITHIN)
              .onErrorReturn(Optional.empty())
              .map(own -> new Asker(held, systemIdentifier, own))
              .flatMap(this::ask);
        });
  }

  private Mono<Void> ask(Asker asker) {
    return tools
        .ask(Optional.of(asker.held()))
        .timeout(
            ASK_WITHIN,
            Mono.just(new UpstreamAnswer.Silent(false, "the upstream gave no answer in 10 s")))
        .doOnNext(answer -> learn(answer, asker))
        .then();
  }

  /// Whoever gets on, from an archive say, is not stuck.
  private void learn(UpstreamAnswer answer, Asker asker) {
    boolean moved =
        !askedFrom.getAndSet(Optional.of(asker.held())).equals(Optional.of(asker.held()));
    Optional<Upstream> before = moved ? Optional.empty() : latest().upstream();
    Upstream learnt = Diagnosis.of(answer, asker, before, clock.now());
    boolean news = latest().upstream().filter(u -> u.kind() == learnt.kind()).isEmpty();
    state.updateAndGet(s -> s.withUpstream(learnt));
    if (news) {
      String kind = learnt.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
      tell("upstream/" + kind, learnt.sentence());
    }
  }

  private boolean within(Optional<BootTime> since, Duration time) {
    return since.filter(s -> clock.now().since(s).compareTo(time) < 0).isPresent();
  }

  @Override
  public Mono<Void> reconnect() {
    return tools
        .reconnect()
        .timeout(ASK_WITHIN)
        .doOnSuccess(_ -> tell("upstream/reconnected", "the WAL receiver connects anew"));
  }

  @Override
  public void begin(Action.Repair order, Policy policy) {
    if (latest().progress() instanceof Progress.Idle && !within(ended.get(), RETRY_APART)) {
      halted.set(false); // A standby runs, whoever has started it.
      launch(first(order), policy);
    }
  }

  /// A repair that was begun is gone on with, also where the server could have been started.
  @Override
  public Mono<Void> owe(Action.Repair order) {
    return Mono.defer(
        () ->
            busy.get()
                ? Mono.<Void>empty()
                : note.get()
                    .map(n -> Mono.<Void>fromRunnable(() -> waitsForPrimary(n)))
                    .orElseGet(() -> waiting(first(order))));
  }

  private static RepairNote first(Action.Repair order) {
    Phase phase = order.method() == Method.REWIND ? Phase.PLANNED : Phase.COPYING;
    return new RepairNote(order.method(), phase, 0, order.primary(), order.reason());
  }

  private Mono<Void> waiting(RepairNote begun) {
    return tools
        .note(begun)
        .timeout(HALT_WITHIN)
        .doOnSuccess(
            _ -> {
              note.set(Optional.of(begun));
              waitsForPrimary(begun);
            });
  }

  private void waitsForPrimary(RepairNote begun) {
    ended.set(Optional.empty());
    progress(new Progress.Running(begun.method(), "it waits for the primary", clock.now()));
  }

  @Override
  public void resume(PromotionRecord primary, Policy policy) {
    if (!within(ended.get(), RETRY_APART)) {
      note.get().ifPresent(n -> launch(n.following(primary), policy));
    }
  }

  private void launch(RepairNote from, Policy policy) {
    if (halted.get() || !busy.compareAndSet(false, true)) {
      return;
    }
    quarter.set(0);
    note.set(Optional.of(from));
    progress(new Progress.Running(from.method(), "it begins", clock.now()));
    running.update(
        course(policy.rejoin(), node -> pointed(node, policy))
            .run(from)
            .doFinally(_ -> busy.set(false))
            .subscribe(this::end, failure -> LOG.error("repair of {} ended", resource, failure)));
  }

  private RepairCourse course(Policy.Rejoin policy, Function<String, Mono<Void>> point) {
    BiConsumer<String, String> tell = this::tell;
    return new RepairCourse(
        tools, control, server, policy, point, this::say, n -> note.set(Optional.of(n)), tell);
  }

  private void end(RepairCourse.End end) {
    ended.set(Optional.of(clock.now()));
    switch (end) {
      case RepairCourse.End.Repaired _ -> {
        note.set(Optional.empty());
        progress(new Progress.Idle());
        sweep();
      }
      case RepairCourse.End.Waits(var reason, var begun) -> {
        tell("repair/waits", reason);
        note.set(begun);
        begun.ifPresentOrElse(
            n -> progress(new Progress.Running(n.method(), "it waits: " + reason, clock.now())),
            () -> progress(new Progress.Idle()));
      }
      case RepairCourse.End.GivenUp(var last) -> {
        note.set(Optional.of(last));
        progress(Unwatched.progress(last));
      }
    }
  }

  /// A standby that streams is well, however long it takes to delete what it was made of.
  private void sweep() {
    tools
        .sweep()
        .timeout(SWEEP_WITHIN)
        .subscribe(
            _ -> {},
            failure ->
                LOG.warn(
                    "resource={} what a repair left is not deleted: {}",
                    resource,
                    failure.getMessage()));
  }

  private void say(String step) {
    Matcher percent = PERCENT.matcher(step);
    if (percent.find() && passes(Integer.parseInt(percent.group(1)) / 25)) {
      tell("repair/progress", step);
    }
    state.updateAndGet(
        s ->
            s.progress() instanceof Progress.Running(var method, var _, var since)
                ? s.withProgress(
                    new Progress.Running(
                        note.get().map(RepairNote::method).orElse(method), step, since))
                : s);
  }

  private boolean passes(int reached) {
    return quarter.getAndSet(reached) < reached;
  }

  private void tell(String step, String sentence) {
    LOG.info("resource={} step={} because=\"{}\"", resource, step, sentence);
    listener.stepped(resource, step, sentence);
  }

  @Override
  public Mono<Void> renew() {
    return Mono.defer(
        () -> {
          halted.set(false);
          ended.set(Optional.empty());
          Optional<RepairNote> begun = note.get();
          if (busy.get() || begun.isEmpty()) {
            return Mono.empty();
          }
          if (latest().progress() instanceof Progress.Failed(var _, var _, boolean startable)
              && startable) {
            return forget();
          }
          return begun.get().phase().startable() ? Mono.empty() : waiting(begun.get().afresh());
        });
  }

  @Override
  public Mono<Void> forget() {
    return Mono.defer(
        () ->
            busy.get()
                ? Mono.empty()
                : tools
                    .retire()
                    .then(tools.erase())
                    .timeout(HALT_WITHIN)
                    .doOnSuccess(
                        _ -> {
                          note.set(Optional.empty());
                          progress(new Progress.Idle());
                          sweep();
                        }));
  }

  @Override
  public Mono<Void> halt() {
    return Mono.defer(
        () -> {
          halted.set(true);
          running.update(Disposables.disposed());
          return tools
              .endPrograms()
              .then(tools.readNote())
              .flatMap(this::protect)
              .timeout(HALT_WITHIN)
              .doOnNext(this::rest)
              .doFinally(_ -> busy.set(false))
              .then();
        });
  }

  private Mono<Optional<RepairNote>> protect(Optional<RepairNote> begun) {
    return begun
        .map(n -> course(ANY, _ -> Mono.empty()).protect(n).map(Optional::of))
        .orElseGet(() -> Mono.just(Optional.empty()));
  }

  private void rest(Optional<RepairNote> left) {
    note.set(left);
    progress(left.map(Unwatched::progress).orElseGet(Progress.Idle::new));
  }

  @Override
  public Mono<Void> follow(String node, Policy policy) {
    return Mono.defer(
        () -> {
          boolean same = node.equals(followed.getAndSet(node));
          if (same && within(followedAt.get(), FOLLOW_APART)) {
            return Mono.empty();
          }
          followedAt.set(Optional.of(clock.now()));
          return pointAt(node, policy);
        });
  }

  /// The role may have moved, and nobody else points `primary_conninfo` while a repair goes on.
  private Mono<Void> pointed(String node, Policy policy) {
    return policy.rejoin().upstreamManaged()
        ? pointAt(node, policy).onErrorComplete()
        : Mono.empty();
  }

  private Mono<Void> pointAt(String node, Policy policy) {
    return tools
        .pointAt(node, policy.slots().managed())
        .filter(changed -> changed)
        .doOnNext(_ -> tell("upstream/followed", "primary_conninfo points at " + node))
        .flatMap(_ -> tools.reload())
        .timeout(ASK_WITHIN);
  }

  /// The note stays, so that the next agent goes on.
  @Override
  public void close() {
    running.dispose();
  }
}

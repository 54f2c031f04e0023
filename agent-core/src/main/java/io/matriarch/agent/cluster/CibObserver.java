package io.matriarch.agent.cluster;

import io.matriarch.agent.cluster.CibParser.Versioned;
import io.matriarch.agent.cluster.PacemakerTools.ClusterDown;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.port.BootClock;
import io.matriarch.agent.port.ClusterObserver;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/// Watches the CIB by asking for its version at intervals, and at once for all of it when woken.
///
/// There is one look at a time; waking it during a look, or within [#BREATH] after it, causes
/// exactly one more. On a node where a look takes long, as in the midst of a failover under load,
/// looking takes half of the time at most.
public final class CibObserver implements ClusterObserver {

  public static final Duration POLL_INTERVAL = Duration.ofSeconds(3);

  /// Between two looks. The first change of many is seen at once; those that follow it, as in a
  /// failover, are seen together: each look is a program, and takes the time of what hurries.
  static final Duration BREATH = Duration.ofMillis(200);

  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);
  private static final String TIMEOUT = "--timeout=" + PacemakerTools.DEADLINE.toSeconds();

  private final PacemakerTools tools;
  private final BootClock clock;
  private final Duration pollInterval;
  private final Scheduler timer;
  private final CibParser parser = new CibParser();
  private final AtomicReference<Sinks.Empty<Void>> bell = new AtomicReference<>(Sinks.empty());
  private final AtomicReference<Sinks.Empty<Void>> alarm = new AtomicReference<>(Sinks.empty());
  private final Flux<Fact<Reading>> readings;
  private final Mono<String> nodeName;

  /// @param wakeLines each line wakes the observer
  public CibObserver(Tool tool, BootClock clock, Flux<String> wakeLines) {
    this(tool, clock, wakeLines, POLL_INTERVAL, Schedulers.parallel());
  }

  public CibObserver(
      Tool tool, BootClock clock, Flux<String> wakeLines, Duration pollInterval, Scheduler timer) {
    this.tools = new PacemakerTools(tool, timer);
    this.clock = clock;
    this.pollInterval = pollInterval;
    this.timer = timer;
    this.readings =
        Flux.defer(() -> new Watch().facts())
            .mergeWith(wakeLines.doOnNext(_ -> wake()).then(Mono.empty()))
            .replay(1)
            .refCount();
    this.nodeName = askNodeName().cache(_ -> FOREVER, _ -> Duration.ZERO, () -> Duration.ZERO);
  }

  private static final Duration FOREVER = Duration.ofMillis(Long.MAX_VALUE);

  @Override
  public Flux<Fact<Reading>> readings() {
    return readings;
  }

  @Override
  public void wake() {
    var _ = bell.get().tryEmitEmpty();
  }

  @Override
  public void wakeAtOnce() {
    var _ = alarm.get().tryEmitEmpty();
  }

  @Override
  public Mono<Reading> readNow() {
    return readWhole().map(Versioned::reading);
  }

  /// Waits as long as the cluster is down on this node, so give it a timeout.
  @Override
  public Mono<String> nodeName() {
    return nodeName;
  }

  private Mono<String> askNodeName() {
    return tools
        .output("crm_node", "--name")
        .map(String::strip)
        .retryWhen(
            Retry.fixedDelay(Long.MAX_VALUE, RETRY_INTERVAL)
                .scheduler(timer)
                .filter(ClusterDown.class::isInstance));
  }

  private Mono<Versioned> readWhole() {
    return tools.output("cibadmin", "--query", TIMEOUT).map(parser::parseVersioned);
  }

  /// Looks from the first subscriber on, with what was seen before.
  private final class Watch {

    private Map<String, String> seen = Map.of();
    private Optional<String> trouble = Optional.empty();
    private Duration breath = BREATH;

    Flux<Fact<Reading>> facts() {
      Mono<Fact<Reading>> next = Mono.defer(this::pause).flatMap(this::look);
      return look(true).concatWith(next.repeat());
    }

    /// Whether the pause ended by being woken, rather than by itself.
    private Mono<Boolean> pause() {
      Mono<Boolean> woken = bell.get().asMono().thenReturn(true);
      Mono<Boolean> due = Mono.delay(pollInterval.minus(breath), timer).thenReturn(false);
      Mono<Boolean> alarmed = alarm.get().asMono().thenReturn(true);
      return Mono.firstWithSignal(
          alarmed, Mono.delay(breath, timer).then(Mono.firstWithSignal(woken, due)));
    }

    private Mono<Fact<Reading>> look(boolean woken) {
      bell.set(Sinks.empty());
      alarm.set(Sinks.empty());
      BootTime at = clock.now();
      return (woken ? readWhole() : readWholeIfChanged())
          .filter(read -> !read.root().equals(seen))
          .map(read -> known(read, at))
          .onErrorResume(this::unknown)
          .doOnTerminate(() -> breath = breathAfter(clock.now().since(at)));
    }

    private Duration breathAfter(Duration look) {
      Duration most = pollInterval.dividedBy(2);
      Duration least = look.compareTo(BREATH) < 0 ? BREATH : look;
      return least.compareTo(most) < 0 ? least : most;
    }

    private Mono<Versioned> readWholeIfChanged() {
      return tools
          .output("cibadmin", "--query", "--no-children", TIMEOUT)
          .filter(version -> !parser.parseRoot(version).equals(seen))
          .flatMap(_ -> readWhole());
    }

    private Fact<Reading> known(Versioned read, BootTime at) {
      seen = read.root();
      trouble = Optional.empty();
      return Fact.known(read.reading(), at);
    }

    /// Forgets what was seen, so that the next success is told even if nothing has changed.
    private Mono<Fact<Reading>> unknown(Throwable error) {
      String reason = Optional.ofNullable(error.getMessage()).orElseGet(error::toString);
      boolean told = trouble.filter(reason::equals).isPresent();
      seen = Map.of();
      trouble = Optional.of(reason);
      return told ? Mono.empty() : Mono.just(Fact.unknown(reason));
    }
  }
}

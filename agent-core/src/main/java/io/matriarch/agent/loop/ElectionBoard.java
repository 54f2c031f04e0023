package io.matriarch.agent.loop;

import io.matriarch.agent.decide.PeerPosition;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.WalPosition;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/// Where the instances of a resource tell each other their positions: a private attribute of each
/// node, with the promotion's target and a number, so that what was said for an earlier election is
/// never taken for this one.
final class ElectionBoard {

  private static final Duration TAKE_BACK_WAIT = Duration.ofSeconds(2);
  private static final int TAKE_BACK_RETRIES = 2;
  private static final Duration CLOSED_FOR = Duration.ofMillis(500);
  private static final Duration POLL = Duration.ofMillis(25);

  private final World world;
  private final String attribute;
  private final Map<String, String> spent = new ConcurrentHashMap<>();

  /// What all that took part said to this node, once it was asked to be promoted.
  private final AtomicReference<Optional<Map<String, String>>> heard =
      new AtomicReference<>(Optional.empty());

  /// Whether what this node said counts for an election that has not ended.
  private final AtomicBoolean open = new AtomicBoolean();

  private final AtomicBoolean clearing = new AtomicBoolean();

  /// One value of the attribute: `number|target|system|timeline:lsn`, with `>timeline:lsn` for what
  /// nobody recorded, or a word and a reason in place of the last two.
  record Bulletin(long number, String target, String system, String position) {

    private static final String ABSTAINS = "abstains";
    private static final String OUTSIDE = "outside";
    private static final String LACKS = "lacks";
    private static final String SILENT = "silent";
    private static final String REASON = "; ";
    private static final String PAST = ">";

    static Bulletin of(long number, String target, PeerPosition position) {
      return switch (position) {
        case PeerPosition.Holds(var system, var held, var past) ->
            new Bulletin(number, target, system, held + past.map(p -> PAST + p).orElse(""));
        case PeerPosition.Outside(var held, var reason) ->
            new Bulletin(number, target, OUTSIDE, held + REASON + reason);
        case PeerPosition.Lacks(var refusal, var reason) ->
            new Bulletin(number, target, LACKS, refusal + REASON + reason);
        case PeerPosition.Abstains(var reason) -> new Bulletin(number, target, ABSTAINS, reason);
        case PeerPosition.Silent(var reason) -> new Bulletin(number, target, SILENT, reason);
      };
    }

    /// What another version of the agent may have written is for no target, and so is not believed.
    static Bulletin parse(String text) {
      List<String> fields = List.of(text.split("\\|", 4));
      boolean whole = fields.size() == 4 && fields.getFirst().matches("\\d{1,18}");
      return whole
          ? new Bulletin(
              Long.parseLong(fields.get(0)), fields.get(1), fields.get(2), plain(fields.get(3)))
          : new Bulletin(0, "", SILENT, "it said '" + text + "'");
    }

    /// What cannot be read, from another version of the agent, counts as silence.
    PeerPosition said() {
      String[] parts = position.split(REASON, 2);
      String reason = parts.length > 1 ? parts[1] : "";
      try {
        return switch (system) {
          case ABSTAINS -> new PeerPosition.Abstains(position);
          case SILENT -> new PeerPosition.Silent(position);
          case OUTSIDE -> new PeerPosition.Outside(WalPosition.parse(parts[0]), reason);
          case LACKS -> new PeerPosition.Lacks(Refusal.parse(parts[0]), reason);
          default -> holds();
        };
      } catch (IllegalArgumentException e) {
        return new PeerPosition.Silent(String.valueOf(e.getMessage()));
      }
    }

    private PeerPosition holds() {
      String[] parts = position.split(PAST, 2);
      Optional<String> past = parts.length > 1 ? Optional.of(parts[1]) : Optional.empty();
      return new PeerPosition.Holds(
          system, WalPosition.parse(parts[0]), past.map(WalPosition::parse));
    }

    @Override
    public String toString() {
      return "%d|%s|%s|%s".formatted(number, target, system, plain(position));
    }

    /// The sign between the fields is in none of them: a name that holds one is no node's.
    private static String plain(String position) {
      return position.replace('|', ' ');
    }
  }

  ElectionBoard(World world, String resource) {
    this.world = world;
    this.attribute = "matriarch-position-" + resource;
  }

  /// Says this node's position for the promotion of `target`. What this node heard before was said
  /// for a promotion that never ended.
  Mono<Void> say(String target, PeerPosition position) {
    BootTime now = world.clock().now();
    return Mono.fromRunnable(this::open)
        .then(cleared())
        .then(
            Mono.defer(
                () ->
                    world
                        .clusterControl()
                        .publishPrivate(
                            attribute, Bulletin.of(now.millis(), target, position).toString())));
  }

  private void open() {
    open.set(true);
    heard.set(Optional.empty());
  }

  /// Nothing that is being taken back may take back what is said now.
  private Mono<Void> cleared() {
    return Mono.fromSupplier(clearing::get)
        .filter(busy -> !busy)
        .repeatWhenEmpty(Integer.MAX_VALUE, each -> each.delayElements(POLL))
        .timeout(TAKE_BACK_WAIT)
        .onErrorComplete()
        .then();
  }

  /// Ends the election for the promotion of `targets`. What was said to this node is spent: only a
  /// target ever believes it, and it is read again only where not everybody spoke in time.
  Mono<Void> close(List<String> targets) {
    open.set(false);
    if (!targets.contains(world.node())) {
      return Mono.empty();
    }
    return Mono.justOrEmpty(heard.getAndSet(Optional.empty()))
        .switchIfEmpty(Mono.defer(() -> world.clusterControl().readPrivate(attribute)))
        .doOnNext(spent::putAll)
        .then();
  }

  /// Takes back what this node said, a moment after the election: the clients that wait for their
  /// virtual address come first.
  Mono<Void> takeBackSoon() {
    return Mono.delay(CLOSED_FOR)
        .filter(_ -> !open.get() && clearing.compareAndSet(false, true))
        .flatMap(
            _ ->
                Mono.defer(this::clearUnlessOpen)
                    .retry(TAKE_BACK_RETRIES)
                    .doFinally(_ -> clearing.set(false)));
  }

  private Mono<Void> clearUnlessOpen() {
    return open.get()
        ? Mono.empty()
        : world.clusterControl().clearPrivate(attribute).timeout(TAKE_BACK_WAIT);
  }

  /// Takes back what this node said for an election whose end it did not see. Best effort: whoever
  /// reads it still finds a position that this node really held.
  Mono<Void> takeBack() {
    return world
        .clusterControl()
        .readPrivate(attribute)
        .filter(said -> said.containsKey(world.node()))
        .flatMap(_ -> world.clusterControl().clearPrivate(attribute))
        .timeout(TAKE_BACK_WAIT)
        .onErrorComplete();
  }

  /// What the peers say for the promotion of this node; those who say nothing in time are silent.
  ///
  /// @param peers asked anew at each look: who has left meanwhile is not waited for
  Mono<SortedMap<String, PeerPosition>> glance(
      Supplier<? extends Collection<String>> peers, Duration within) {
    return listen(peers, within).map(texts -> complete(texts, peers.get(), within));
  }

  /// The same once this node is asked to be promoted: what it hears then is what it spends.
  Mono<SortedMap<String, PeerPosition>> gather(
      Supplier<? extends Collection<String>> peers, Duration within) {
    return listen(peers, within)
        .doOnNext(
            texts -> heard.set(Optional.of(texts).filter(t -> t.keySet().containsAll(peers.get()))))
        .map(texts -> complete(texts, peers.get(), within));
  }

  private Mono<Map<String, String>> listen(
      Supplier<? extends Collection<String>> peers, Duration within) {
    return read()
        .filter(texts -> texts.keySet().containsAll(peers.get()))
        .repeatWhenEmpty(Integer.MAX_VALUE, each -> each.delayElements(POLL))
        .timeout(within, read());
  }

  /// The bulletins for this node's promotion that are not spent.
  private Mono<Map<String, String>> read() {
    return world
        .clusterControl()
        .readPrivate(attribute)
        .map(
            texts ->
                texts.entrySet().stream()
                    .filter(e -> !e.getValue().equals(spent.get(e.getKey())))
                    .filter(e -> Bulletin.parse(e.getValue()).target().equals(world.node()))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private static SortedMap<String, PeerPosition> complete(
      Map<String, String> texts, Collection<String> peers, Duration within) {
    SortedMap<String, PeerPosition> complete = new TreeMap<>();
    for (String peer : peers) {
      complete.put(
          peer,
          Optional.ofNullable(texts.get(peer))
              .map(text -> Bulletin.parse(text).said())
              .orElseGet(
                  () ->
                      new PeerPosition.Silent(
                          "said nothing within %d s".formatted(within.toSeconds()))));
    }
    return complete;
  }
}

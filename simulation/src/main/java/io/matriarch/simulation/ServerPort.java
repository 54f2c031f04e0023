package io.matriarch.simulation;

import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.TimelineHistory;
import io.matriarch.agent.model.Upkeep.SlotChange;
import io.matriarch.agent.port.ServerControl;
import io.matriarch.agent.port.ServerObserver;
import io.matriarch.agent.port.SetupFault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// An agent's access to the server of its machine; ends with the agent.
final class ServerPort implements ServerObserver, ServerControl {

  private final Machine machine;
  private final Server server;
  private final Ground ground;
  private final Life life;

  ServerPort(Ground ground, Machine machine, Life life) {
    this.ground = ground;
    this.machine = machine;
    this.life = life;
    this.server = machine.server();
  }

  private long moment() {
    return ground.chance().between(1, 6);
  }

  @Override
  public Mono<ServerState> observe() {
    return Mono.defer(
        () -> {
          long asked = server.frozen() ? 1000 : machine.lookTakes();
          return life.get(asked, server::state);
        });
  }

  @Override
  public Flux<String> connectionEnds() {
    return server.connectionEnds();
  }

  @Override
  public Mono<TimelineHistory> history(int timeline) {
    return Mono.defer(() -> life.get(moment(), () -> read(timeline)));
  }

  private TimelineHistory read(int timeline) {
    TimelineHistory whole = server.disk().wal.history();
    if (timeline == whole.timeline()) {
      return whole;
    }
    int known =
        whole.ancestors().stream()
            .map(TimelineHistory.Ancestor::timeline)
            .toList()
            .indexOf(timeline);
    if (known < 0) {
      throw new IllegalStateException("no history of timeline " + timeline + " in pg_wal");
    }
    return new TimelineHistory(timeline, whole.ancestors().subList(0, known));
  }

  @Override
  public Mono<Void> startAsStandby(Duration within) {
    return Mono.defer(
        () ->
            life.after(20 + moment(), () -> Mono.justOrEmpty(start()))
                .flatMap(why -> Mono.<Void>error(new IllegalStateException(why))));
  }

  /// Nothing is started that the note of a repair says is not whole.
  private Optional<String> start() {
    return server
        .disk()
        .note
        .filter(note -> !note.phase().startable())
        .map(note -> "its data directory is not whole: " + note.phase())
        .or(server::start);
  }

  @Override
  public Mono<Void> requestStop(StopMode mode) {
    return life.run(0, () -> server.requestStop(mode));
  }

  @Override
  public Mono<Boolean> cleanlyShutDown() {
    return life.get(1, () -> server.disk().cleanlyShutDown());
  }

  @Override
  public Mono<List<Long>> processes() {
    return life.get(
        1,
        () -> {
          int all = server.down() ? server.orphans() : 3;
          return LongStream.range(100, 100 + all).boxed().toList();
        });
  }

  @Override
  public Mono<Void> reserveTimelines(int own, int newest) {
    return life.run(
        1,
        () -> {
          for (int number = own + 1; number <= newest; number++) {
            server.disk().historyFiles.add(number);
          }
        });
  }

  @Override
  public Mono<Void> requestPromotion() {
    return Mono.defer(() -> life.run(moment(), server::promote));
  }

  @Override
  public Mono<Void> checkpoint(Duration atMost) {
    return Mono.defer(() -> life.run(ground.chance().skewed(5, 800), server::checkpoint));
  }

  @Override
  public Mono<Void> setSynchronousStandbyNames(String text) {
    return Mono.defer(
        () ->
            server.frozen() || server.down()
                ? Mono.error(new IllegalStateException("no connection"))
                : life.run(moment(), () -> server.setSynchronousNames(text)));
  }

  @Override
  public Mono<Void> changeSlot(SlotChange change) {
    return Mono.empty();
  }

  @Override
  public Mono<List<SetupFault>> validate(String node) {
    return Mono.just(List.of());
  }

  @Override
  public void close() {}
}

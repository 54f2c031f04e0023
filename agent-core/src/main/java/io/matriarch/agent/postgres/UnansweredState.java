package io.matriarch.agent.postgres;

import io.matriarch.agent.model.ControlData;
import io.matriarch.agent.model.Instance;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.TimelineHistory;
import io.matriarch.agent.postgres.InstanceProcesses.Postmaster;
import java.util.Optional;
import reactor.core.publisher.Mono;

/// What an instance is that cannot be asked: its files and processes tell.
final class UnansweredState {

  private final Instance instance;
  private final DataDirectory directory;
  private final InstanceProcesses processes;
  private final Storage storage;

  UnansweredState(Instance instance) {
    this.instance = instance;
    this.directory = new DataDirectory(instance.datadir());
    this.processes = new InstanceProcesses(instance.datadir());
    this.storage = new Storage(instance.datadir());
  }

  /// Asks the server only where there is a postmaster; what it does not answer is a state too.
  Mono<ServerState> look(Mono<ServerState> ask) {
    return postmaster()
        .flatMap(
            postmaster ->
                postmaster.isPresent()
                    ? ask.onErrorResume(error -> after(error, listensNotYet(postmaster.get())))
                    : withoutPostmaster());
  }

  /// The living postmaster, if there is one; reads files.
  Mono<Optional<Postmaster>> postmaster() {
    return storage.access(processes::postmaster);
  }

  /// The state after a connection or a query was refused; looks at the processes once more, for the
  /// postmaster may have ended since.
  Mono<ServerState> after(Throwable error) {
    return after(error, false);
  }

  /// @param early whether the postmaster did not listen when it began to be asked: it may have
  ///   begun to since, and say so now
  private Mono<ServerState> after(Throwable error, boolean early) {
    Refusal refusal = Refusal.of(error);
    return postmaster()
        .flatMap(
            alive ->
                alive.isPresent()
                    ? living(early || listensNotYet(alive.get()), refusal)
                    : withoutPostmaster());
  }

  Mono<ServerState> withoutPostmaster() {
    return storage
        .access(directory::absence)
        .flatMap(
            absence ->
                absence.isPresent()
                    ? Mono.just(new ServerState.Absent(absence.get()))
                    : control().flatMap(this::stoppedOrCrashed));
  }

  private Mono<ServerState> stoppedOrCrashed(ControlData control) {
    return storage.access(
        () -> {
          processes.locate();
          int orphans = processes.all().size();
          boolean inOrder = control.cleanlyShutDown() || directory.hasBackupLabel();
          return inOrder && orphans == 0
              ? new ServerState.Stopped(control)
              : new ServerState.Crashed(control, directory.hasStandbySignal(), orphans);
        });
  }

  private Mono<ServerState> living(boolean early, Refusal refusal) {
    return control()
        .flatMap(
            control ->
                storage.access(
                    () -> living(control, directory.hasStandbySignal(), early, refusal)));
  }

  private static ServerState living(
      ControlData control, boolean signal, boolean early, Refusal refusal) {
    return switch (refusal) {
      case Refusal.Answer answer when answer.transitional() ->
          new ServerState.Starting(control, signal, answer.message());
      case Refusal.Answer(var sqlState, var message) ->
          new ServerState.Unreachable(
              control, signal, true, "SQLSTATE " + sqlState + ": " + message);
      case Refusal.Silence _ when early ->
          new ServerState.Starting(control, signal, "the postmaster does not listen yet");
      case Refusal.Silence(var cause) -> new ServerState.Unreachable(control, signal, false, cause);
    };
  }

  /// The first status that a postmaster writes comes after it has opened its sockets.
  private static boolean listensNotYet(Postmaster postmaster) {
    return postmaster.status().isEmpty();
  }

  /// The history of that timeline from `pg_wal`.
  Mono<TimelineHistory> history(int timeline) {
    return storage.access(() -> directory.history(timeline));
  }

  private Mono<ControlData> control() {
    return storage.answers().then(ControlDataReader.read(instance.bindir(), instance.datadir()));
  }
}

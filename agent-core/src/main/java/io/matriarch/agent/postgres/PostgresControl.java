package io.matriarch.agent.postgres;

import io.matriarch.agent.model.ControlData;
import io.matriarch.agent.model.Instance;
import io.matriarch.agent.model.Upkeep.SlotChange;
import io.matriarch.agent.port.ServerControl;
import io.matriarch.agent.port.SetupFault;
import io.matriarch.agent.process.Command;
import io.matriarch.agent.process.Commands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/// Acts on one PostgreSQL instance: files, processes and signals, and SQL by either driver.
public final class PostgresControl implements ServerControl {

  /// Where the package's installation puts the servers' own output.
  public static final Path LOG_DIRECTORY = Path.of("/var/log/matriarch");

  private static final Duration UPKEEP_WITHIN = Duration.ofSeconds(5);
  private static final Duration SIGNAL_WITHIN = Duration.ofSeconds(5);

  private final Instance instance;
  private final Storage storage;
  private final InstanceProcesses processes;
  private final PostmasterLauncher launcher;
  private final SetupCheck setup;
  private final SqlRunner sql;
  private final RepairNotes repairs;

  /// @param repairs the notes of repairs: nothing is started that one says is not whole
  public PostgresControl(Instance instance, SqlRunner sql, Path logDirectory, RepairNotes repairs) {
    this.repairs = repairs;
    this.instance = instance;
    this.storage = new Storage(instance.datadir());
    this.processes = new InstanceProcesses(instance.datadir());
    this.launcher = new PostmasterLauncher(instance, logDirectory);
    this.setup = new SetupCheck(instance, storage);
    this.sql = sql;
  }

  @Override
  public Mono<Void> startAsStandby(Duration within) {
    return storage
        .access(
            within.plus(Storage.ANSWER_WITHIN),
            () -> {
              repairs.refuseStart();
              launcher.startAsStandby(within);
              return true;
            })
        .then();
  }

  @Override
  public Mono<Void> requestStop(StopMode mode) {
    return switch (mode) {
      case FAST -> postmaster().flatMap(pid -> signal("INT", pid));
      case IMMEDIATE -> postmaster().flatMap(pid -> signal("QUIT", pid));
      case KILL -> processes().flatMap(pids -> signal("KILL", pids));
    };
  }

  private Mono<List<Long>> postmaster() {
    return storage.access(
        () -> processes.postmaster().map(found -> List.of(found.pid())).orElse(List.of()));
  }

  /// A process that ended in the meantime is no failure: whoever asked looks whether it is gone.
  private static Mono<Void> signal(String name, List<Long> pids) {
    if (pids.isEmpty()) {
      return Mono.empty();
    }
    String script = "for pid; do kill -s \"$0\" \"$pid\"; done; exit 0";
    List<String> line =
        Stream.concat(Stream.of("/bin/sh", "-c", script, name), pids.stream().map(String::valueOf))
            .toList();
    return Commands.run(Command.of(line).within(SIGNAL_WITHIN)).then();
  }

  @Override
  public Mono<Boolean> cleanlyShutDown() {
    return storage
        .answers()
        .then(ControlDataReader.read(instance.bindir(), instance.datadir()))
        .map(ControlData::cleanlyShutDown);
  }

  @Override
  public Mono<List<Long>> processes() {
    return storage
        .access(
            () -> {
              processes.locate();
              return true;
            })
        .onErrorResume(failure -> processes.isLocated() ? Mono.empty() : Mono.error(failure))
        .then(Commands.blocking(processes::all));
  }

  @Override
  public Mono<Void> reserveTimelines(int own, int newest) {
    return Commands.blocking(
            () -> {
              Path wal = new DataDirectory(instance.datadir()).walDirectory();
              new TimelineNumbers(wal).reserve(own, newest);
              return true;
            })
        .then();
  }

  @Override
  public Mono<Void> requestPromotion() {
    return sql.run("select pg_promote(false)");
  }

  @Override
  public Mono<Void> checkpoint(Duration atMost) {
    return sql.runAside("checkpoint", atMost);
  }

  @Override
  public Mono<Void> setSynchronousStandbyNames(String text) {
    return sql.runAside(UpkeepSql.synchronousStandbyNames(text), UPKEEP_WITHIN);
  }

  @Override
  public Mono<Void> changeSlot(SlotChange change) {
    return sql.runAside(UpkeepSql.of(change), UPKEEP_WITHIN);
  }

  @Override
  public Mono<List<SetupFault>> validate(String node) {
    return setup.faults(node);
  }
}

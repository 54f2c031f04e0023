package io.matriarch.agent.postgres;

import io.matriarch.agent.model.Instance;
import io.matriarch.agent.model.Policy;
import io.matriarch.agent.model.RepairNote;
import io.matriarch.agent.model.ReplicationSlot;
import io.matriarch.agent.model.UpstreamAnswer;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.port.RepairTools;
import io.matriarch.agent.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/// Repairs the data directory of one instance with PostgreSQL's own programs.
public final class PostgresRepairTools implements RepairTools {

  private static final List<String> PROGRAMS = List.of("pg_rewind", "pg_basebackup");
  private static final long KILLED_SECONDS_MAX = 5;

  private final String node;
  private final Instance instance;
  private final RepairNotes notes;
  private final SqlRunner sql;
  private final DataDirectory directory;
  private final DirectorySwap swap;
  private final RepairPrograms programs;

  public PostgresRepairTools(String node, Instance instance, RepairNotes notes, SqlRunner sql) {
    this.node = node;
    this.instance = instance;
    this.notes = notes;
    this.sql = sql;
    this.directory = new DataDirectory(instance.datadir());
    this.swap = new DirectorySwap(instance.datadir());
    this.programs = new RepairPrograms(instance);
  }

  /// Work on files and processes.
  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private static Mono<Void> files(Work work) {
    return Commands.blocking(
            () -> {
              work.run();
              return true;
            })
        .then();
  }

  @Override
  public Optional<RepairNote> noted() {
    return notes.read();
  }

  @Override
  public Mono<Optional<RepairNote>> readNote() {
    return Commands.blocking(notes::read);
  }

  @Override
  public Mono<Void> note(RepairNote note) {
    return files(() -> notes.write(note));
  }

  @Override
  public Mono<Void> erase() {
    return files(notes::erase);
  }

  @Override
  public Mono<UpstreamAnswer> ask(Optional<WalPosition> from) {
    return UpstreamSettings.read(instance)
        .flatMap(
            s ->
                Commands.blocking(
                    () ->
                        new UpstreamClient(s.conninfo(), s.slot(), instance.systemUser())
                            .ask(from)));
  }

  @Override
  public Mono<Optional<String>> obstacle() {
    return Commands.blocking(swap::obstacle);
  }

  @Override
  public Mono<Outcome> rewind(Policy.Rejoin policy, Consumer<String> step) {
    return UpstreamSettings.read(instance)
        .flatMap(
            upstream ->
                Commands.blocking(this::prepareRewind)
                    .flatMap(
                        refused ->
                            refused.isPresent()
                                ? Mono.just(new Outcome.Failed(refused.get(), false, true))
                                : programs.rewind(upstream, policy, step)));
  }

  /// A file that cannot be written would stop pg_rewind in the middle.
  private Optional<String> prepareRewind() throws IOException {
    for (Path file : DurableFiles.configuration(directory.path())) {
      if (!Files.isWritable(file) || Files.isSymbolicLink(file)) {
        return Optional.of(file + " cannot be written by pg_rewind: move it out of there");
      }
    }
    if (Files.exists(directory.asideControl())) {
      DurableFiles.move(directory.asideControl(), directory.control());
    } else {
      keepConfiguration();
    }
    return Optional.empty();
  }

  private void keepConfiguration() throws IOException {
    Path fresh = notes.kept().resolveSibling(notes.kept().getFileName() + ".new");
    DurableFiles.delete(fresh);
    Files.createDirectory(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    for (Path file : DurableFiles.configuration(directory.path())) {
      DurableFiles.copy(file, fresh.resolve(file.getFileName()));
    }
    DurableFiles.delete(notes.kept());
    DurableFiles.move(fresh, notes.kept());
  }

  @Override
  public Mono<Void> putControlAside() {
    return files(
        () -> {
          if (Files.exists(directory.control())) {
            DurableFiles.move(directory.control(), directory.asideControl());
          }
          putBackConfiguration(directory.path());
        });
  }

  @Override
  public Mono<Void> complete(WalPosition begun) {
    return ControlDataReader.read(instance.bindir(), directory.path())
        .flatMap(
            control ->
                files(
                    () -> {
                      WalSegments segments = new WalSegments(directory.walDirectory());
                      segments.forgetAfter(
                          Math.max(control.timeline(), control.minRecoveryTimeline()));
                      segments.endAt(begun);
                      complete(directory.path());
                    }));
  }

  private void complete(Path into) throws IOException {
    putBackConfiguration(into);
    Path signal = into.resolve("standby.signal");
    if (!Files.exists(signal)) {
      DurableFiles.write(signal, "");
    }
  }

  /// This node's own configuration files, as they were before pg_rewind brought the primary's: they
  /// tell too whom the rest of the repair has to ask.
  private void putBackConfiguration(Path into) throws IOException {
    Path own = Files.isDirectory(notes.kept()) ? notes.kept() : directory.path();
    if (!own.equals(into) && Files.isDirectory(own)) {
      for (Path file : DurableFiles.configuration(own)) {
        DurableFiles.copy(file, into.resolve(file.getFileName()));
      }
    }
  }

  @Override
  public Mono<Outcome> copy(Policy.Rejoin policy, Consumer<String> step) {
    return Mono.zip(UpstreamSettings.read(instance), Commands.blocking(this::clearFresh))
        .flatMap(read -> programs.copy(read.getT1(), policy, swap.fresh(), step))
        .flatMap(
            outcome ->
                outcome instanceof Outcome.Done
                    ? files(() -> complete(swap.fresh())).thenReturn(outcome)
                    : Mono.just(outcome));
  }

  private boolean clearFresh() throws IOException {
    swap.clearFresh();
    return true;
  }

  @Override
  public Mono<Void> swap() {
    return files(swap::swap);
  }

  @Override
  public Mono<Void> retire() {
    return files(
        () -> {
          swap.retire();
          DurableFiles.delete(notes.kept());
        });
  }

  @Override
  public Mono<Void> sweep() {
    return files(swap::sweep);
  }

  @Override
  public Mono<Void> endPrograms() {
    return files(
        () -> {
          for (ProcessHandle process : ProcessHandle.allProcesses().filter(this::isOurs).toList()) {
            process.destroyForcibly();
            process.onExit().orTimeout(KILLED_SECONDS_MAX, TimeUnit.SECONDS).join();
          }
        });
  }

  /// An argument of theirs is the directory, or the one beside it.
  private boolean isOurs(ProcessHandle process) {
    String place = instance.datadir().toString();
    try {
      List<String> line =
          List.of(
              Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                  .split("\0", -1));
      String program = line.getFirst().substring(line.getFirst().lastIndexOf('/') + 1);
      return PROGRAMS.contains(program)
          && line.stream().anyMatch(a -> a.endsWith("=" + place) || a.endsWith("=" + swap.fresh()));
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  public Mono<Boolean> pointAt(String primary, boolean slot) {
    return UpstreamSettings.read(instance)
        .flatMap(now -> Commands.blocking(() -> pointAt(now, primary, slot)));
  }

  private boolean pointAt(UpstreamSettings now, String primary, boolean slot) throws IOException {
    Conninfo there = now.conninfo().at(primary);
    boolean moved = !now.conninfo().get("host").equals(primary) || now.conninfo().has("hostaddr");
    AutoConf conf = AutoConf.of(directory.path());
    if (moved) {
      conf.set("primary_conninfo", there.toConnectionString());
    }
    String own = ReplicationSlot.nameFor(node);
    Optional<Boolean> present =
        slot
            ? new UpstreamClient(there, "", instance.systemUser()).hasSlot(own)
            : Optional.of(false);
    boolean ours = now.slot().isEmpty() || now.slot().equals(own);
    String wanted = present.map(is -> is ? own : "").orElse(now.slot());
    boolean slotChanges = ours && !wanted.equals(now.slot());
    if (slotChanges) {
      conf.set("primary_slot_name", wanted);
    }
    return moved || slotChanges;
  }

  @Override
  public Mono<Void> reconnect() {
    return UpstreamSettings.read(instance)
        .map(
            upstream ->
                new Reconnection(
                    new InstanceProcesses(instance.datadir()), upstream.conninfo().targets()))
        .flatMap(reconnection -> files(reconnection::run));
  }

  @Override
  public Mono<Void> reload() {
    return sql.run("select pg_reload_conf()").onErrorComplete();
  }
}

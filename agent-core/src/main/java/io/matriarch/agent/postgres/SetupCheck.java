package io.matriarch.agent.postgres;

import io.matriarch.agent.model.Instance;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.port.SetupFault;
import io.matriarch.agent.process.CommandResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Finds all that is wrong with an instance's set-up on this node.
final class SetupCheck {

  private static final int OLDEST_VERSION = 14;
  private static final Path DEBIAN_SERVERS = Path.of("/usr/lib/postgresql");
  private static final List<String> PROGRAMS = List.of("postgres", "pg_ctl", "pg_controldata");

  private final Instance instance;
  private final Storage storage;

  SetupCheck(Instance instance, Storage storage) {
    this.instance = instance;
    this.storage = storage;
  }

  /// The configuration can only be asked for once programs and directories are in their places.
  Mono<List<SetupFault>> faults(String node) {
    return storage
        .access(this::placeFaults)
        .flatMap(found -> found.isEmpty() ? settingFaults(node).collectList() : Mono.just(found));
  }

  private List<SetupFault> placeFaults() {
    return Stream.of(
            Stream.of(directoryFault("pgdata", instance.pgdata())),
            Stream.of(directoryFault("datadir", instance.datadir())),
            Stream.of(versionFault(), userFault()),
            PROGRAMS.stream().map(this::programFault),
            Stream.of(
                leftoverFault(instance.datadir().resolve("recovery.conf")),
                leftoverFault(instance.pgdata().resolve("recovery.conf.pcmk"))))
        .flatMap(Function.identity())
        .flatMap(Optional::stream)
        .distinct()
        .toList();
  }

  private static Optional<SetupFault> directoryFault(String parameter, Path path) {
    if (Files.isDirectory(path)) {
      return Optional.empty();
    }
    return arguments(
        parameter
            + "="
            + path
            + " is not a directory: set "
            + parameter
            + " to the instance's own");
  }

  private Optional<SetupFault> versionFault() {
    Path file = instance.datadir().resolve("PG_VERSION");
    String text;
    try {
      text = Files.readString(file).strip();
    } catch (IOException _) {
      return arguments(
          file + " cannot be read: set datadir to an initialised data directory of PostgreSQL");
    }
    if (text.matches("[1-9][0-9]{1,3}") && Integer.parseInt(text) >= OLDEST_VERSION) {
      return Optional.empty();
    }
    return installation(
        "PostgreSQL '%s' (%s) is not supported: version %d or newer is needed"
            .formatted(text, file, OLDEST_VERSION));
  }

  private Optional<SetupFault> userFault() {
    String user = instance.systemUser();
    String self = System.getProperty("user.name", "");
    try {
      UserPrincipal wanted =
          instance
              .datadir()
              .getFileSystem()
              .getUserPrincipalLookupService()
              .lookupPrincipalByName(user);
      if (!self.equals("root") && !self.equals(user)) {
        return arguments(
            "system_user="
                + user
                + " is not "
                + self
                + ", who runs this agent: make them the same");
      }
      if (Files.isDirectory(instance.datadir())
          && !Files.getOwner(instance.datadir()).equals(wanted)) {
        return arguments(
            instance.datadir() + " is not owned by system_user=" + user + ": chown it, or set it");
      }
      return Optional.empty();
    } catch (IOException _) {
      return arguments("system_user=" + user + " does not exist: create the user, or set another");
    }
  }

  private Optional<SetupFault> programFault(String program) {
    Path path = instance.bindir().resolve(program);
    if (Files.isExecutable(path)) {
      return Optional.empty();
    }
    return installation(path + " is not an executable program: set bindir" + suggestedBindir());
  }

  private String suggestedBindir() {
    try {
      String version = Files.readString(instance.datadir().resolve("PG_VERSION")).strip();
      Path suggested = DEBIAN_SERVERS.resolve(version).resolve("bin");
      return Files.isDirectory(suggested)
          ? " to " + suggested
          : ", or install PostgreSQL " + version;
    } catch (IOException _) {
      return ", or install PostgreSQL";
    }
  }

  /// PostgreSQL 12 and newer refuse to start beside the one; the other is PAF's template for it.
  private static Optional<SetupFault> leftoverFault(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    return arguments(file + " belongs to PostgreSQL 11 or older: move its settings, and remove it");
  }

  private Flux<SetupFault> settingFaults(String node) {
    return Flux.just(
            settingFault("recovery_target_timeline", List.of("latest")),
            settingFault("wal_level", List.of("replica", "logical")),
            settingFault("hot_standby", List.of("on")),
            applicationNameFault(node))
        .concatMap(Function.identity())
        .distinct();
  }

  private Mono<SetupFault> settingFault(String name, List<String> allowed) {
    return setting(name)
        .flatMap(
            result ->
                fault(
                    result,
                    value ->
                        allowed.contains(value)
                            ? Optional.empty()
                            : arguments(
                                "%s is '%s': set it to %s"
                                    .formatted(name, value, String.join(" or ", allowed)))));
  }

  private Mono<SetupFault> applicationNameFault(String node) {
    return setting("primary_conninfo")
        .flatMap(
            result ->
                fault(
                    result,
                    conninfo -> {
                      String name = Conninfo.applicationName(conninfo);
                      return name.equals(node)
                          ? Optional.empty()
                          : arguments(
                              "application_name in primary_conninfo is '%s': set it to '%s'"
                                  .formatted(name, node));
                    }));
  }

  private Mono<SetupFault> fault(
      CommandResult result, Function<String, Optional<SetupFault>> judge) {
    return Mono.justOrEmpty(
        result.success() ? judge.apply(result.stdout().strip()) : unreadable(result.stderr()));
  }

  /// PostgreSQL says which parameter or line is wrong after a log prefix of its own; a token that
  /// it quotes from the file may be part of a secret.
  private Optional<SetupFault> unreadable(String said) {
    String reason =
        said.lines()
            .findFirst()
            .orElse("it says nothing")
            .replaceFirst("^.*?\\b(?:LOG|ERROR|FATAL|PANIC): +", "")
            .replaceFirst(", near token .*", "");
    return arguments(
        "PostgreSQL cannot read the configuration in %s: %s".formatted(instance.pgdata(), reason));
  }

  private Mono<CommandResult> setting(String name) {
    return new ConfiguredSettings(instance).read(name);
  }

  private static Optional<SetupFault> arguments(String sentence) {
    return Optional.of(new SetupFault(OcfExitCode.ERR_ARGS, sentence));
  }

  private static Optional<SetupFault> installation(String sentence) {
    return Optional.of(new SetupFault(OcfExitCode.ERR_INSTALLED, sentence));
  }
}

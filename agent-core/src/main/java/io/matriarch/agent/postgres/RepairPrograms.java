package io.matriarch.agent.postgres;

import io.matriarch.agent.model.Instance;
import io.matriarch.agent.model.Policy;
import io.matriarch.agent.port.RepairTools.Outcome;
import io.matriarch.agent.process.Command;
import io.matriarch.agent.process.ProgressRun;
import io.matriarch.agent.process.ProgressRun.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;

/// Runs pg_rewind and pg_basebackup against the server that the instance follows.
record RepairPrograms(Instance instance) {

  private static final Duration LONGEST = Duration.ofHours(23);
  private static final Duration SILENT_MOST = Duration.ofMinutes(15);
  private static final int KNOWS_CONFIG_FILE = 15;
  private static final Pattern PERCENT = Pattern.compile("\\((\\d+)%\\)");
  private static final Pattern COMPLAINT = Pattern.compile("\\b(?:error|fatal|FATAL): +(.*)$");

  /// With these words of pg_rewind another try ends the same way.
  private static final Pattern LASTING =
      Pattern.compile(
          "wal_log_hints|common ancestor|different systems|could not find previous WAL record"
              + "|could not open file \"|could not read WAL record|permission denied for"
              + "|is not a regular file|is of different type|WAL segment size");

  /// What pg_rewind says before it changes the first file.
  private static final Pattern CHANGING = Pattern.compile("need to copy|\\bcopied\\b");

  /// How the program's error is shown: the last complaint, failing that the last line.
  static String reason(String program, Ended ended) {
    List<String> complaints =
        ended.lines().stream()
            .map(COMPLAINT::matcher)
            .filter(Matcher::find)
            .map(found -> found.group(1))
            .toList();
    String said =
        complaints.isEmpty()
            ? ended.lines().isEmpty() ? "it said nothing" : ended.lines().getLast()
            : complaints.getLast();
    return "%s exited with %d: %s".formatted(program, ended.exitCode(), said);
  }

  Mono<Outcome> rewind(UpstreamSettings upstream, Policy.Rejoin policy, Consumer<String> step) {
    List<String> line =
        new ArrayList<>(
            List.of(
                program("pg_rewind"),
                "--target-pgdata=" + instance.datadir(),
                "--source-server=" + source(upstream, policy).toConnectionString(),
                "--progress"));
    boolean apart = !instance.pgdata().equals(instance.datadir());
    boolean knows = major() >= KNOWS_CONFIG_FILE;
    if (apart && knows) {
      line.add("--config-file=" + instance.pgdata().resolve("postgresql.conf"));
    }
    if (!upstream.restoreCommand().isEmpty() && (!apart || knows)) {
      line.add("--restore-target-wal");
    }
    return run(line, upstream, policy, percent("pg_rewind", step)).map(RepairPrograms::rewound);
  }

  static Outcome rewound(Ended ended) {
    String all = String.join("\n", ended.lines());
    if (ended.exitCode() != 0) {
      return new Outcome.Failed(
          reason("pg_rewind", ended),
          CHANGING.matcher(all).find() || ended.exitCode() > 128,
          LASTING.matcher(all).find());
    }
    return all.contains("are on the same timeline")
        ? new Outcome.Failed(
            "pg_rewind sees no divergence: the primary has had no checkpoint since its promotion",
            false,
            false)
        : new Outcome.Done();
  }

  Mono<Outcome> copy(
      UpstreamSettings upstream, Policy.Rejoin policy, Path into, Consumer<String> step) {
    List<String> line =
        List.of(
            program("pg_basebackup"),
            "--dbname=" + source(upstream, policy).toConnectionString(),
            "--pgdata=" + into,
            "--wal-method=stream",
            "--checkpoint=fast",
            "--progress",
            "--no-password");
    return run(line, upstream, policy, percent("pg_basebackup", step))
        .map(
            ended ->
                ended.exitCode() == 0
                    ? new Outcome.Done()
                    : new Outcome.Failed(reason("pg_basebackup", ended), false, false));
  }

  private static Consumer<String> percent(String program, Consumer<String> step) {
    return line -> {
      Matcher found = PERCENT.matcher(line);
      if (found.find()) {
        step.accept(program + " " + found.group(1) + " %");
      }
    };
  }

  /// Without a password: other users see the arguments of a program. And not under the standby's
  /// name, which may be in `synchronous_standby_names`.
  private Conninfo source(UpstreamSettings upstream, Policy.Rejoin policy) {
    Conninfo given = upstream.conninfo();
    return given
        .without("password", "replication", "sslpassword", "fallback_application_name", "options")
        .with("application_name", ConnectionSettings.APPLICATION_NAME)
        .with("user", user(given, policy))
        .with("dbname", ConnectionSettings.DATABASE);
  }

  private String user(Conninfo given, Policy.Rejoin policy) {
    if (!policy.user().isEmpty()) {
      return policy.user();
    }
    return given.has("user") ? given.get("user") : instance.systemUser();
  }

  private Mono<Ended> run(
      List<String> line, UpstreamSettings upstream, Policy.Rejoin policy, Consumer<String> lines) {
    Conninfo given = upstream.conninfo();
    Command command = Command.of(line).within(LONGEST);
    boolean itsOwn = policy.user().isEmpty() || policy.user().equals(given.get("user"));
    if (given.has("password") && itsOwn) {
      command = command.with("PGPASSWORD", given.get("password"));
    }
    return ProgressRun.of(command.with("PGCONNECT_TIMEOUT", "10"), SILENT_MOST, lines);
  }

  private String program(String name) {
    return instance.bindir().resolve(name).toString();
  }

  private int major() {
    try {
      return Integer.parseInt(Files.readString(instance.datadir().resolve("PG_VERSION")).strip());
    } catch (IOException | NumberFormatException _) {
      return 0;
    }
  }
}

package io.matriarch.agent.postgres;

import io.matriarch.agent.model.Instance;
import io.matriarch.agent.model.InstanceParameters;
import io.matriarch.agent.process.Command;
import io.matriarch.agent.process.Commands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/// A real PostgreSQL server in a directory of its own. PostgreSQL refuses to run as root, so root's
/// tests run its programs as the user postgres, through scripts that stand in `bindir`.
final class RealServer implements AutoCloseable {

  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
  private static final boolean ROOT = System.getProperty("user.name").equals("root");
  private static final String USER = ROOT ? "postgres" : System.getProperty("user.name");

  private final Path home;
  private final Path programs;
  private final Instance instance;

  private RealServer(Path home, Path programs, Instance instance) {
    this.home = home;
    this.programs = programs;
    this.instance = instance;
  }

  /// An initialised server of the newest installed version, with room for a standby.
  static RealServer initialised(String name) {
    return initialised(name, installed());
  }

  static RealServer initialised(String name, Path programs) {
    RealServer server = create(name, programs);
    server.program("initdb", "-D", server.datadir(), "-A", "trust", "-U", USER, "-N", "--locale=C");
    server.configure("listen_addresses = ''", "fsync = off", "shared_buffers = 16MB");
    server.configure("unix_socket_directories = '" + server.home + "'");
    return server;
  }

  /// A copy of this stopped server that follows it.
  RealServer standby(String name) {
    RealServer standby = create(name, programs);
    standby.shell("cp -a " + datadir() + "/. " + standby.datadir());
    standby.configure(
        "unix_socket_directories = '" + standby.home + "'",
        "primary_conninfo = 'host=%s user=%s password=secret application_name=%s'"
            .formatted(home, USER, name));
    standby.shell("touch " + standby.datadir() + "/standby.signal");
    return standby;
  }

  private static RealServer create(String name, Path programs) {
    try {
      Path home = Files.createTempDirectory("matriarch-" + name);
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
      Path data = Files.createDirectory(home.resolve("data"));
      Path bindir = Files.createDirectory(home.resolve("bin"));
      for (String program :
          List.of("postgres", "pg_ctl", "pg_controldata", "pg_rewind", "pg_basebackup")) {
        if (Files.exists(programs.resolve(program))) {
          script(bindir.resolve(program), programs.resolve(program));
        }
      }
      chown(home);
      chown(data);
      Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
      return new RealServer(home, programs, instance(name, bindir, data, home));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Instance instance(String name, Path bindir, Path data, Path home) {
    return new Instance(
        name,
        USER,
        bindir,
        data,
        data,
        home.toString(),
        5432,
        "",
        InstanceParameters.parse(name, Map.of(), true).instance().policy(),
        true);
  }

  private static void script(Path script, Path program) throws IOException {
    String line = String.join(" ", asUser(program.toString())) + " \"$@\"";
    Files.writeString(script, "#!/bin/sh\nexec " + line + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void chown(Path path) throws IOException {
    Files.setOwner(
        path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER));
  }

  private static List<String> asUser(String... line) {
    List<String> all = new ArrayList<>();
    if (ROOT) {
      all.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--init-groups"));
    }
    all.addAll(List.of(line));
    return all;
  }

  static Path installed() {
    try (Stream<Path> versions = Files.exists(DEBIAN) ? Files.list(DEBIAN) : Stream.empty()) {
      return versions
          .filter(version -> Files.isExecutable(version.resolve("bin/pg_controldata")))
          .filter(version -> Files.isExecutable(version.resolve("bin/postgres")))
          .max(Comparator.comparingInt(version -> Integer.parseInt(name(version))))
          .map(version -> version.resolve("bin"))
          .orElseThrow(
              () ->
                  new AssertionError(
                      "no PostgreSQL server in " + DEBIAN + ": apt-get install postgresql"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  Instance instance() {
    return instance;
  }

  Path home() {
    return home;
  }

  String datadir() {
    return instance.datadir().toString();
  }

  void configure(String... lines) {
    write("postgresql.conf", lines);
  }

  /// Replaces the rules of who may log in.
  void admit(String... rules) {
    shell(": > " + datadir() + "/pg_hba.conf");
    write("pg_hba.conf", rules);
  }

  private void write(String file, String... lines) {
    try {
      Path path = instance.datadir().resolve(file);
      Files.write(path, List.of(lines), StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RealServer start() {
    program("pg_ctl", "-D", datadir(), "-w", "-s", "-l", home.resolve("log").toString(), "start");
    return this;
  }

  void launch() {
    program("pg_ctl", "-D", datadir(), "-W", "-s", "-l", home.resolve("log").toString(), "start");
  }

  void stop() {
    program("pg_ctl", "-D", datadir(), "-w", "-s", "-m", "fast", "stop");
  }

  String controlData() {
    return program("pg_controldata", "-D", datadir());
  }

  void sql(String statement) {
    try (Connection session = connect();
        Statement running = session.createStatement()) {
      running.execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(statement, e);
    }
  }

  /// A session of an ordinary client.
  Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", USER);
    properties.setProperty("sslmode", "disable");
    properties.setProperty("gssEncMode", "disable");
    properties.setProperty("socketFactory", UnixSocketFactory.class.getName());
    properties.setProperty("socketFactoryArg", home.resolve(".s.PGSQL.5432").toString());
    return DriverManager.getConnection("jdbc:postgresql://localhost/postgres", properties);
  }

  long postmaster() {
    return new InstanceProcesses(instance.datadir()).postmaster().orElseThrow().pid();
  }

  void signal(String signal, long pid) {
    shell("kill -s " + signal + " " + pid);
  }

  private String program(String program, String... arguments) {
    List<String> line = new ArrayList<>(asUser(programs.resolve(program).toString()));
    line.addAll(List.of(arguments));
    return run(line);
  }

  void shell(String script) {
    run(asUser("/bin/sh", "-c", script));
  }

  private static String run(List<String> line) {
    return Commands.run(Command.of(line).within(Duration.ofSeconds(60)))
        .blockOptional()
        .orElseThrow()
        .orFail()
        .stdout();
  }

  @Override
  public void close() {
    for (long pid : new InstanceProcesses(instance.datadir()).all()) {
      shell("kill -s CONT " + pid + "; kill -s KILL " + pid + "; exit 0");
    }
    run(List.of("rm", "-rf", home.toString()));
  }
}

package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.Policy;
import io.matriarch.agent.model.WalPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// Passwords stand where administrators keep them. Nothing that the adapters of PostgreSQL give to
/// the rest of the agent, of which all else is made, and nothing that they log, holds one.
class SecretsIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String PLANTED = "planted5ecret";
  private static final Policy.Rejoin POLICY =
      new Policy.Rejoin(Policy.Rejoin.Method.REBUILD, "", 1, false);

  @TempDir Path state;
  private final List<String> given = new ArrayList<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Logger own = (Logger) LoggerFactory.getLogger("io.matriarch");
  private RealServer primary;
  private RealServer standby;

  @BeforeEach
  void plant() throws IOException {
    log.start();
    root.addAppender(log);
    own.setLevel(Level.TRACE);
    primary = RealServer.initialised("n1");
    standby = primary.standby("n2");
    primary.start();
    primary.sql("alter role postgres password 'another'");
    primary.admit("local replication all scram-sha-256", "local postgres all trust");
    primary.sql("select pg_reload_conf()");
    Path passwords = Files.writeString(state.resolve("pgpass"), "*:*:*:*:" + PLANTED + "\n");
    Files.setPosixFilePermissions(passwords, PosixFilePermissions.fromString("rw-------"));
    conninfo("password=" + PLANTED + " sslpassword=" + PLANTED);
    standby.configure("restore_command = 'false " + PLANTED + "'");
  }

  @AfterEach
  void remove() {
    root.detachAppender(log);
    own.setLevel(null);
    standby.close();
    primary.close();
  }

  private void conninfo(String secret) {
    standby.configure(
        "primary_conninfo = 'host=%s user=postgres application_name=n2 %s'"
            .formatted(primary.home(), secret));
  }

  private PostgresRepairTools tools() {
    return new PostgresRepairTools(
        "n2",
        standby.instance(),
        new RepairNotes(state, "n2"),
        new JdbcServerObserver(standby.instance()));
  }

  /// Keeps what it gives, be it a value or an error.
  private void take(Mono<?> from) {
    given.add(
        String.valueOf(
            from.map(Object::toString)
                .onErrorResume(e -> Mono.just(e + " " + e.getCause()))
                .block(LIMIT)));
  }

  private void takeAll() {
    take(tools().ask(Optional.of(new WalPosition(1, new Lsn(1 << 24)))));
    take(tools().pointAt("n3", true));
    take(tools().copy(POLICY, given::add));
    take(tools().rewind(POLICY, given::add));
    take(
        new SetupCheck(standby.instance(), new Storage(standby.instance().datadir())).faults("n9"));
    try (R2dbcServerObserver observer = new R2dbcServerObserver(standby.instance())) {
      take(observer.observe());
    }
    take(new JdbcServerObserver(standby.instance()).observe());
  }

  private void nothingIsGivenAway() {
    assertThat(given).isNotEmpty().noneMatch(text -> text.contains(PLANTED));
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .noneMatch(text -> text.contains(PLANTED));
  }

  @Test
  void of_a_standby_that_runs_and_is_refused() {
    standby.start();
    takeAll();
    nothingIsGivenAway();
  }

  @Test
  void of_a_standby_that_does_not_run() {
    takeAll();
    nothingIsGivenAway();
  }

  @Test
  void of_a_password_file() {
    conninfo("passfile=" + state.resolve("pgpass"));
    takeAll();
    nothingIsGivenAway();
  }

  @Test
  void of_a_connection_string_that_is_none() {
    conninfo("password=" + PLANTED + " oops");
    takeAll();
    assertThat(given).anyMatch(text -> text.contains("not one of libpq's"));
    nothingIsGivenAway();
  }

  @Test
  void of_a_configuration_that_postgresql_cannot_read() {
    standby.configure("primary_conninfo = password=" + PLANTED);
    takeAll();
    nothingIsGivenAway();
  }

  @Test
  void of_the_arguments_of_programs() throws IOException {
    Path arguments = state.resolve("arguments");
    Path program = standby.instance().bindir().resolve("pg_basebackup");
    Files.writeString(
        program,
        "#!/bin/sh\nprintf '%s\\n' \"$@\" \"${PGPASSWORD:+it came}\" >" + arguments + "\n");
    take(tools().copy(POLICY, given::add));
    assertThat(Files.readString(arguments)).contains("it came").doesNotContain(PLANTED);
  }
}

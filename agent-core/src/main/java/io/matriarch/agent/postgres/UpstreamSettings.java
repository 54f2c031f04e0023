package io.matriarch.agent.postgres;

import io.matriarch.agent.model.Instance;
import io.matriarch.agent.process.CommandFailedException;
import io.matriarch.agent.process.CommandResult;
import io.matriarch.agent.process.Commands;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import reactor.core.publisher.Mono;

/// Whom an instance follows, and how.
///
/// @param slot the replication slot that it uses there, empty for none
record UpstreamSettings(Conninfo conninfo, String slot, String restoreCommand) {

  private static final Duration ASK_WITHIN = Duration.ofSeconds(3);
  private static final String SQL =
      "select current_setting('primary_conninfo'), current_setting('primary_slot_name'),"
          + " current_setting('restore_command')";

  /// As the running server has them; as its files have them when it does not answer.
  static Mono<UpstreamSettings> read(Instance instance) {
    return Commands.blocking(() -> ask(instance))
        .timeout(ASK_WITHIN)
        .onErrorResume(_ -> configured(instance));
  }

  private static UpstreamSettings ask(Instance instance) throws SQLException {
    try (Connection connection =
            new JdbcServerObserver(instance).connect(ConnectionSettings.ANSWER_WITHIN);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SQL)) {
      if (!row.next()) {
        throw new SQLException("the settings have no row");
      }
      return new UpstreamSettings(
          Conninfo.parse(row.getString(1)), row.getString(2), row.getString(3));
    }
  }

  private static Mono<UpstreamSettings> configured(Instance instance) {
    ConfiguredSettings files = new ConfiguredSettings(instance);
    return Mono.zip(
            files.read("primary_conninfo"),
            files.read("primary_slot_name"),
            files.read("restore_command"))
        .map(
            read ->
                new UpstreamSettings(
                    Conninfo.parse(text(read.getT1())), text(read.getT2()), text(read.getT3())));
  }

  /// What the server says of a file that it cannot read may quote a secret.
  private static String text(CommandResult result) {
    if (!result.success()) {
      throw new CommandFailedException("primary_conninfo cannot be read: see validate-all");
    }
    return result.stdout().strip();
  }
}

package io.matriarch.agent.postgres;

import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.TimelineHistory;
import io.matriarch.agent.model.UpstreamAnswer;
import io.matriarch.agent.model.UpstreamAnswer.Fault;
import io.matriarch.agent.model.UpstreamAnswer.Server;
import io.matriarch.agent.model.UpstreamAnswer.Silent;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.postgres.Conninfo.Target;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyDual;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// Asks an upstream in the replication protocol, as a WAL receiver would, whether a standby can
/// follow it. Blocks, a few seconds at most for each server.
///
/// @param slot the slot that the standby wants to use, empty for none
/// @param user who logs in where the connection string names nobody
record UpstreamClient(Conninfo conninfo, String slot, String user) {

  private static final int KNOWS_READ_SLOT = 15;

  private record Identity(String system, int timeline, Lsn position) {}

  /// The answer of the first server that is a primary; failing that, of the first that answers.
  UpstreamAnswer ask(Optional<WalPosition> from) {
    UpstreamAnswer best = new Silent(false, "primary_conninfo names no server");
    for (Target target : conninfo.targets()) {
      UpstreamAnswer answer = ask(target, from);
      if (answer instanceof Server server && !server.standby()) {
        return server;
      }
      best = best instanceof Server ? best : answer;
    }
    return best;
  }

  private UpstreamAnswer ask(Target target, Optional<WalPosition> from) {
    try (UpstreamConnection session = UpstreamConnection.open(conninfo, target, user)) {
      return ask(session.connection(), target, from);
    } catch (SQLException e) {
      return silent(target, e);
    }
  }

  /// Whether that slot is there; empty when it cannot be told.
  Optional<Boolean> hasSlot(String name) {
    Target target = conninfo.targets().getFirst();
    try (UpstreamConnection session = UpstreamConnection.open(conninfo, target, user)) {
      Connection connection = session.connection();
      return knowsReadSlot(connection) ? Optional.of(!missing(connection, name)) : Optional.empty();
    } catch (SQLException _) {
      return Optional.empty();
    }
  }

  private Server ask(Connection connection, Target target, Optional<WalPosition> from)
      throws SQLException {
    Identity identity = identify(connection);
    boolean standby = show(connection, "in_hot_standby").equals("on");
    TimelineHistory history = history(connection, identity.timeline());
    boolean slotMissing = !slot.isEmpty() && knowsReadSlot(connection) && missing(connection, slot);
    Optional<Fault> streaming =
        from.filter(history::contains).isPresent()
            ? stream(connection, history, from.get())
            : Optional.empty();
    return new Server(
        target.toString(),
        identity.system(),
        standby,
        history,
        identity.position(),
        slotMissing ? Optional.of(slot) : Optional.empty(),
        streaming);
  }

  private static Identity identify(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("IDENTIFY_SYSTEM")) {
      if (!row.next()) {
        throw new SQLException("IDENTIFY_SYSTEM has no row");
      }
      return new Identity(row.getString(1), row.getInt(2), Lsn.parse(row.getString(3)));
    }
  }

  private static String show(Connection connection, String setting) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW " + setting)) {
      return row.next() ? row.getString(1) : "";
    }
  }

  private static TimelineHistory history(Connection connection, int timeline) throws SQLException {
    if (timeline == 1) {
      return TimelineHistory.of(1);
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("TIMELINE_HISTORY " + timeline)) {
      if (!row.next()) {
        throw new SQLException("TIMELINE_HISTORY has no row");
      }
      return TimelineHistory.parse(timeline, row.getString(2));
    }
  }

  private static boolean knowsReadSlot(Connection connection) throws SQLException {
    return connection.getMetaData().getDatabaseMajorVersion() >= KNOWS_READ_SLOT;
  }

  private static boolean missing(Connection connection, String slot) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "READ_REPLICATION_SLOT \"" + slot.replace("\"", "\"\"") + "\"")) {
      return !row.next() || row.getString(1) == null;
    }
  }

  /// Begins to stream where a WAL receiver would, at the beginning of a segment, and reads until
  /// something comes. The slot is used only where nothing else can tell whether it is there: taking
  /// it would keep the WAL receiver from it.
  private Optional<Fault> stream(Connection connection, TimelineHistory history, WalPosition from)
      throws SQLException {
    boolean bySlot = !slot.isEmpty() && !knowsReadSlot(connection);
    String command =
        "START_REPLICATION %s PHYSICAL %s TIMELINE %d"
            .formatted(
                bySlot ? "SLOT \"" + slot + "\"" : "",
                segmentOf(from.lsn(), show(connection, "wal_segment_size")),
                history.timelineAt(from.lsn()));
    try {
      CopyDual copy = connection.unwrap(PGConnection.class).getCopyAPI().copyDual(command);
      copy.readFromCopy(true);
      return Optional.empty();
    } catch (PSQLException e) {
      return fault(e);
    }
  }

  private static Optional<Fault> fault(PSQLException error) {
    ServerErrorMessage said = error.getServerErrorMessage();
    return said == null || said.getSQLState() == null
        ? Optional.empty()
        : Optional.of(new Fault(said.getSQLState(), String.valueOf(said.getMessage())));
  }

  static Lsn segmentOf(Lsn lsn, String size) {
    long bytes =
        size.endsWith("GB")
            ? Long.parseLong(size.replace("GB", "")) << 30
            : Long.parseLong(size.replace("MB", "")) << 20;
    return new Lsn(lsn.value() & -bytes);
  }

  private static Silent silent(Target target, SQLException error) {
    if (error instanceof PSQLException psql && fault(psql).isPresent()) {
      return new Silent(true, target + ": " + fault(psql).get());
    }
    return switch (Refusal.of(error)) {
      case Refusal.Answer(var sqlState, var message) ->
          new Silent(
              true,
              sqlState.equals(Refusal.REJECTED)
                  ? target + " wants a password, and neither primary_conninfo nor pgpass has it"
                  : target + ": " + sqlState + " " + message);
      case Refusal.Silence(var cause) ->
          new Silent(false, "%s does not answer: %s".formatted(target, cause(error, cause)));
    };
  }

  private static String cause(Throwable error, String message) {
    for (Throwable e = error; e != null; e = e.getCause()) {
      if (e instanceof UnknownHostException) {
        return "its name is unknown";
      }
      if (e instanceof SocketTimeoutException) {
        return "time ran out";
      }
    }
    return message;
  }
}

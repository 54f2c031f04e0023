package io.matriarch.agent.postgres;

import io.matriarch.agent.model.ControlData;
import io.matriarch.agent.model.ControlData.ClusterState;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.process.Command;
import io.matriarch.agent.process.CommandFailedException;
import io.matriarch.agent.process.CommandResult;
import io.matriarch.agent.process.Commands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/// Runs `pg_controldata` and reads what it prints.
final class ControlDataReader {

  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private ControlDataReader() {}

  static Mono<ControlData> read(Path bindir, Path datadir) {
    String program = bindir.resolve("pg_controldata").toString();
    return Commands.run(Command.of(program, "-D", datadir.toString()).within(DEADLINE))
        .map(CommandResult::orFail)
        .map(result -> parse(result.stdout()));
  }

  static ControlData parse(String text) {
    Map<String, String> fields =
        text.lines()
            .filter(line -> line.contains(":"))
            .collect(
                Collectors.toMap(
                    line -> line.substring(0, line.indexOf(':')).strip(),
                    line -> line.substring(line.indexOf(':') + 1).strip(),
                    (first, _) -> first));
    return new ControlData(
        state(field(fields, "Database cluster state")),
        field(fields, "Database system identifier"),
        lsn(fields, "Latest checkpoint location"),
        lsn(fields, "Latest checkpoint's REDO location"),
        number(fields, "Latest checkpoint's TimeLineID", 1),
        lsn(fields, "Minimum recovery ending location"),
        number(fields, "Min recovery ending loc's timeline", 0),
        field(fields, "wal_level setting"));
  }

  private static ClusterState state(String text) {
    return Arrays.stream(ClusterState.values())
        .filter(state -> state.text().equals(text))
        .findFirst()
        .orElseThrow(() -> unreadable("the database cluster state '" + text + "' is unknown"));
  }

  private static Lsn lsn(Map<String, String> fields, String name) {
    try {
      return Lsn.parse(field(fields, name));
    } catch (IllegalArgumentException e) {
      throw unreadable(name + ": " + e.getMessage());
    }
  }

  /// A damaged pg_control is printed with a mere warning, so that the numbers may be any.
  private static int number(Map<String, String> fields, String name, int least) {
    try {
      int number = Integer.parseInt(field(fields, name));
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Said below.
    }
    throw unreadable(name + " is no timeline's number: " + field(fields, name));
  }

  private static String field(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw unreadable("it has no line '" + name + "'");
    }
    return value;
  }

  private static CommandFailedException unreadable(String why) {
    return new CommandFailedException("the output of pg_controldata cannot be read: " + why);
  }
}

package io.matriarch.agent.decide;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ControlData;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.ReplicationSlot;
import io.matriarch.agent.model.ServerSettings;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.StandbyLink;
import io.matriarch.agent.model.TimelineHistory;
import io.matriarch.agent.model.TimelineHistory.Ancestor;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.model.WalReceiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Observes the instance; what is not mentioned is as in a healthy, small cluster.
///
/// Examples: `observe role=primary sync=n2 async=n3`, `observe role=standby receiver=none`,
/// `observe role=crashed signal=no orphans=3`
final class ObserveCommand implements Command {

  static final String HISTORY = "1@0/3000000,2@0/4000000";

  private static final String POSITION = "3:0/5000000";

  @Override
  public String run(Incident incident, Arguments arguments) {
    String role = arguments.take("role", "");
    incident.server =
        role.equals("unknown")
            ? Fact.unknown(arguments.take("reason", "the look failed"))
            : Fact.known(state(role, arguments), incident.now);
    incident.history =
        incident
            .snapshot()
            .position()
            .map(held -> history(held.timeline(), arguments, incident.now))
            .orElse(Fact.unknown("no server runs that is on a timeline"));
    return "";
  }

  /// The usual one of the usual timeline; of another one it must be told to be known.
  private static Fact<TimelineHistory> history(int timeline, Arguments arguments, BootTime now) {
    String text = arguments.take("history", timeline == 3 ? HISTORY : "unknown");
    return text.equals("unknown")
        ? Fact.unknown("the history of timeline " + timeline + " is missing")
        : Fact.known(history(timeline, text), now);
  }

  /// `TIMELINE@LSN,…`, or none.
  static TimelineHistory history(int timeline, String text) {
    return new TimelineHistory(
        timeline,
        List.of(text.split(",", -1)).stream()
            .filter(ancestor -> !ancestor.equals("none"))
            .map(ancestor -> ancestor.split("@", 2))
            .map(fields -> new Ancestor(Integer.parseInt(fields[0]), Lsn.parse(fields[1])))
            .toList());
  }

  private static ServerState state(String role, Arguments arguments) {
    return switch (role) {
      case "primary" -> primary(arguments);
      case "standby" -> standby(arguments);
      case "starting" ->
          new ServerState.Starting(
              control(arguments, "in archive recovery"),
              arguments.flag("signal", true),
              arguments.take("phase", "the database system is starting up"));
      case "unreachable" ->
          new ServerState.Unreachable(
              control(arguments, "in production"),
              arguments.flag("signal", false),
              arguments.flag("accepting", true),
              arguments.take("cause", "53300 sorry, too many clients already"));
      case "crashed" ->
          new ServerState.Crashed(
              control(arguments, "in production"),
              arguments.flag("signal", false),
              (int) arguments.number("orphans", 0));
      case "stopped" -> new ServerState.Stopped(control(arguments, "shut down"));
      case "absent" -> new ServerState.Absent(arguments.take("reason", "no PG_VERSION in it"));
      default -> throw new IllegalArgumentException("observe: unknown role=" + role);
    };
  }

  private static ServerState primary(Arguments arguments) {
    WalPosition written = WalPosition.parse(arguments.take("written", POSITION));
    List<StandbyLink> links = new ArrayList<>();
    for (String state : List.of("sync", "quorum", "async", "potential")) {
      arguments.list(state).forEach(name -> links.add(link(name, "streaming", state)));
    }
    arguments.list("catchup").forEach(name -> links.add(link(name, "catchup", "sync")));
    return new ServerState.Primary(
        settings(arguments), written, written.lsn(), flushed(links, arguments), slots(arguments));
  }

  private static ServerState standby(Arguments arguments) {
    WalPosition held = WalPosition.parse(arguments.take("held", POSITION));
    Lsn received = Lsn.parse(arguments.take("received", held.lsn().toString()));
    Lsn replayed = Lsn.parse(arguments.take("replayed", held.lsn().toString()));
    String status = arguments.take("receiver", "streaming");
    Lsn end = new Lsn(received.value() + arguments.number("lag", 0));
    String from = arguments.take("from", "n1");
    List<WalReceiver> receiver =
        status.equals("none")
            ? List.of()
            : List.of(
                new WalReceiver(status, from, 5432, held.timeline(), received, received, end, 100));
    return new ServerState.Standby(
        settings(arguments),
        held,
        received,
        replayed,
        arguments.flag("paused", false),
        Duration.ZERO,
        receiver,
        List.of(),
        slots(arguments));
  }

  private static ServerSettings settings(Arguments arguments) {
    String application = arguments.take("application", "");
    String system = arguments.take("system", Incident.SYSTEM);
    return new ServerSettings(
        170_006,
        system,
        UpkeepCommand.setting(arguments.take("names", "")),
        arguments.take("commit", "on"),
        application,
        "replica",
        "latest",
        (int) arguments.number("max-slots", 10),
        0,
        0,
        true);
  }

  /// Where nothing is said, the slots of the three nodes are there and hold nothing.
  private static List<ReplicationSlot> slots(Arguments arguments) {
    return UpkeepCommand.slots(
        arguments.has("slots")
            ? arguments.list("slots")
            : List.of("matriarch_n1/active", "matriarch_n2/active", "matriarch_n3/active"));
  }

  /// `flushed=n2@0/5000000,n3@…` for links that have not flushed what is usual.
  private static List<StandbyLink> flushed(List<StandbyLink> links, Arguments arguments) {
    SortedMap<String, Lsn> reached = new TreeMap<>();
    for (String text : arguments.list("flushed")) {
      String[] fields = text.split("@", 2);
      reached.put(fields[0], Lsn.parse(fields[1]));
    }
    return links.stream()
        .map(
            link ->
                link(
                    link.standby(),
                    link.state(),
                    link.syncState(),
                    reached.getOrDefault(link.standby(), link.flushed())))
        .toList();
  }

  /// `checkpoint=TIMELINE:LSN`, `state=…` and `system=…` are what it says.
  static ControlData control(Arguments arguments, String state) {
    WalPosition checkpoint = WalPosition.parse(arguments.take("checkpoint", POSITION));
    return new ControlData(
        MemoryCommand.state(arguments.take("state", state)),
        arguments.take("system", Incident.SYSTEM),
        checkpoint.lsn(),
        checkpoint.lsn(),
        checkpoint.timeline(),
        Lsn.ZERO,
        0,
        "replica");
  }

  private static StandbyLink link(String name, String state, String sync) {
    return link(name, state, sync, WalPosition.parse(POSITION).lsn());
  }

  private static StandbyLink link(String name, String state, String sync, Lsn lsn) {
    return new StandbyLink(
        name, name, state, sync, lsn, lsn, lsn, lsn, Duration.ZERO, Duration.ZERO, Duration.ZERO);
  }
}

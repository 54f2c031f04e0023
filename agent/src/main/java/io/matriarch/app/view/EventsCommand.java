package io.matriarch.app.view;

import java.io.PrintWriter;
import java.io.Writer;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `matriarch events`: what happened, on all nodes, in one list.
@Command(
    name = "events",
    description = "Shows what the agents of all nodes saw happen, the latest last.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnInvalidInput = 64,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the events were shown",
      "3:this node's agent cannot be reached",
      "64:the command line is wrong"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  matriarch events",
      "  matriarch events --follow",
      "  matriarch events --node n2 --type role.changed -n 1000",
      "  matriarch events --severity warning --json"
    })
public final class EventsCommand implements Callable<Integer> {

  private static final long POLL_MILLIS = 500;
  private static final List<String> SEVERITIES = List.of("info", "warning", "critical");

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Connection connection = new Connection();

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "50",
      description = "The latest N events (default: 50).")
  private int limit;

  @Option(
      names = {"-f", "--follow"},
      description = "Goes on with what happens, until it is interrupted.")
  private boolean follow;

  @Option(names = "--node", defaultValue = "", description = "Only what this node's agent told.")
  private String node = "";

  @Option(
      names = "--type",
      defaultValue = "",
      description = "Only types that begin with this, such as failover or role.changed.")
  private String type = "";

  @Option(
      names = "--severity",
      defaultValue = "info",
      description = "Only info, warning or critical, and worse.")
  private String severity = "info";

  @Option(names = "--json", description = "Prints each event as CloudEvents JSON, one a line.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    if (!SEVERITIES.contains(severity)) {
      throw new ParameterException(
          spec.commandLine(),
          "--severity=%s is not one of %s".formatted(severity, String.join(", ", SEVERITIES)));
    }
    PrintWriter err = spec.commandLine().getErr();
    var status = connection.gather(err);
    if (status.isEmpty()) {
      return Findings.NO_AGENT;
    }
    EventList first = connection.events(status.get(), Map.of(), err);
    List<EventList.Told> chosen = first.all().stream().filter(wanted()).toList();
    chosen.stream().skip(Math.max(0, chosen.size() - limit)).forEach(this::print);
    Map<String, Long> places = first.places(new TreeMap<>());
    while (follow) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      EventList more =
          connection.events(status.get(), places, new PrintWriter(Writer.nullWriter()));
      more.all().stream().filter(wanted()).forEach(this::print);
      places = more.places(places);
    }
    return 0;
  }

  private Predicate<EventList.Told> wanted() {
    int least = SEVERITIES.indexOf(severity);
    return event ->
        (node.isEmpty() || event.node().equals(node))
            && event.type().startsWith(type)
            && SEVERITIES.indexOf(event.severity()) >= least;
  }

  private void print(EventList.Told event) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? event.json().toString() : line(event, Style.terminal()));
    out.flush();
  }

  static String line(EventList.Told event, boolean colour) {
    DateTimeFormatter time =
        DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT)
            .withZone(ZoneId.systemDefault());
    Style style =
        switch (event.severity()) {
          case "critical" -> Style.BAD;
          case "warning" -> Style.WARNING;
          default -> Style.GOOD;
        };
    return "%s  %s  %s  %-20s  %s"
        .formatted(
            time.format(event.time()),
            event.node(),
            style.on("%-8s".formatted(event.severity()), colour),
            event.type(),
            event.sentence());
  }
}

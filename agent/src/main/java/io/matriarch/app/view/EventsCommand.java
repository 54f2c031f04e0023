package io.matriarch.app.view;

import java.io.PrintWriter;
import java.io.Writer;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
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
      "0:the events were shown, or nobody reads them any more",
      "3:this node's agent cannot be reached",
      "64:the command line is wrong",
      "130:following was interrupted"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  matriarch events",
      "  matriarch events --follow",
      "  matriarch events --node n2 --type role.changed -n 1000",
      "  matriarch events --severity warning --json"
    })
public final class EventsCommand implements Callable<Integer> {

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
  public Integer call() {
    if (!EventPrinter.SEVERITIES.contains(severity)) {
      throw new ParameterException(
          spec.commandLine(),
          "--severity=%s is not one of %s"
              .formatted(severity, String.join(", ", EventPrinter.SEVERITIES)));
    }
    return connection.gather(spec.commandLine().getErr()).map(this::show).orElse(Findings.NO_AGENT);
  }

  private int show(ClusterStatus status) {
    if (!node.isEmpty() && !status.answers().containsKey(node)) {
      throw new ParameterException(spec.commandLine(), status.noNode(node));
    }
    EventPrinter.Form form =
        json
            ? EventPrinter.Form.JSON
            : Style.terminal() ? EventPrinter.Form.COLOURED : EventPrinter.Form.PLAIN;
    EventPrinter printer =
        new EventPrinter(
            spec.commandLine().getOut(), new EventPrinter.Wanted(node, type, severity), form);
    Instant began = Instant.now();
    EventList first = connection.events(status, spec.commandLine().getErr());
    printer.print(first.all(), limit);
    if (follow) {
      follow(status, first, began, printer);
    }
    return 0;
  }

  /// Ends when nobody reads what is printed any more, or when the process is interrupted.
  ///
  /// @param began from when on events are shown of who told nothing yet
  private void follow(ClusterStatus status, EventList first, Instant began, EventPrinter printer) {
    try (EventFollower follower = new EventFollower()) {
      followAll(follower, status, first, began);
      while (!printer.isClosed()) {
        EventFeed.News news = follower.next();
        tell(news, printer);
        if (isOfANode(news)) {
          connection
              .gather(new PrintWriter(Writer.nullWriter()))
              .ifPresent(now -> followAll(follower, now, first, began));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void followAll(
      EventFollower follower, ClusterStatus status, EventList first, Instant began) {
    Map<String, Long> places = first.places();
    for (String peer : status.answers().keySet()) {
      if ((node.isEmpty() || node.equals(peer)) && !follower.follows(peer)) {
        long place = places.getOrDefault(peer, began.toEpochMilli());
        follower.follow(
            peer,
            connection.door(status, peer, spec.commandLine().getErr()),
            Long.toString(place),
            first.isSilent(peer));
      }
    }
  }

  /// What is told of nodes may be that one joined, and is to be followed.
  private static boolean isOfANode(EventFeed.News news) {
    return news instanceof EventFeed.News.Happened(var event) && event.type().startsWith("node.");
  }

  private void tell(EventFeed.News news, EventPrinter printer) {
    PrintWriter err = spec.commandLine().getErr();
    switch (news) {
      case EventFeed.News.Happened(var event) -> printer.print(event);
      case EventFeed.News.Lost(var peer, var reason) ->
          err.println("matriarch: no events of %s: %s: trying again".formatted(peer, reason));
      case EventFeed.News.Found(var peer) ->
          err.println("matriarch: events of %s come again".formatted(peer));
    }
  }
}

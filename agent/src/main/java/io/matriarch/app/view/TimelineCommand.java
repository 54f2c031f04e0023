package io.matriarch.app.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `matriarch timeline`: the last failovers, step by step, over all nodes.
@Command(
    name = "timeline",
    description = "Tells the story of the last failovers over all nodes, with durations.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnInvalidInput = 64,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the failovers were shown, or there was none",
      "3:this node's agent cannot be reached",
      "64:the command line is wrong"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  matriarch timeline",
      "  matriarch timeline -n 3 --all",
      "  matriarch timeline --json"
    })
public final class TimelineCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Connection connection = new Connection();

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "1",
      description = "The latest N failovers (default: 1).")
  private int limit;

  @Option(names = "--all", description = "Shows decisions, scores and notifications as well.")
  private boolean whole;

  @Option(names = "--json", description = "Prints the failovers with their events, for programs.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    return connection
        .gather(err)
        .map(status -> print(connection.events(status, err).all()))
        .orElse(Findings.NO_AGENT);
  }

  private int print(List<EventList.Told> events) {
    List<Story> all = Story.among(events);
    List<Story> stories = all.stream().skip(Math.max(0, all.size() - limit)).toList();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Connection.pretty(json(stories)));
    } else if (stories.isEmpty()) {
      out.println("No agent remembers a failover.");
    } else {
      out.print(
          stories.stream()
              .map(story -> story.text(whole, Style.terminal()))
              .collect(Collectors.joining("\n")));
    }
    out.flush();
    return 0;
  }

  private static ArrayNode json(List<Story> stories) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Story story : stories) {
      ObjectNode one = array.addObject();
      one.put("failover", story.id()).put("begun", story.begun().toString());
      story.end().ifPresentOrElse(end -> one.set("end", end.data()), () -> one.putNull("end"));
      one.put("lost_wal_bytes", story.lostBytes());
      ObjectNode phases = one.putObject("phases_ms");
      story.phases().forEach(phases::put);
      ArrayNode events = one.putArray("events");
      story.events().forEach(event -> events.add(event.json()));
    }
    return array;
  }
}

package io.matriarch.agent.decide;

import java.time.Duration;

/// Lets the loop run, a cycle a second over what was observed last, and prints nothing.
///
/// Example: `live +5s`
final class LiveCommand implements Command {

  private final DecideCommand cycle = new DecideCommand();

  @Override
  public String run(Incident incident, Arguments arguments) {
    long seconds = TimeCommand.parse(arguments.word("a time such as +5s")).toSeconds();
    cycle.run(incident, arguments);
    for (long second = 0; second < seconds; second++) {
      incident.pass(Duration.ofSeconds(1));
      cycle.run(incident, arguments);
    }
    return "";
  }
}

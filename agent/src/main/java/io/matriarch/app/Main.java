package io.matriarch.app;

import io.matriarch.app.view.AllowDataLossCommand;
import io.matriarch.app.view.DoctorCommand;
import io.matriarch.app.view.EventsCommand;
import io.matriarch.app.view.ExplainCommand;
import io.matriarch.app.view.StatusCommand;
import io.matriarch.app.view.SwitchoverCommand;
import io.matriarch.app.view.TimelineCommand;
import io.matriarch.app.view.TopologyCommand;
import io.matriarch.app.view.WhatIfCommand;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command `matriarch`.
@Command(
    name = "matriarch",
    description = "Automatic failover for PostgreSQL on Pacemaker and Corosync.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      AgentCommand.class,
      OcfCommand.class,
      StatusCommand.class,
      ExplainCommand.class,
      SwitchoverCommand.class,
      TopologyCommand.class,
      EventsCommand.class,
      TimelineCommand.class,
      WhatIfCommand.class,
      DoctorCommand.class,
      AllowDataLossCommand.class,
      CommandLine.HelpCommand.class,
      AutoComplete.GenerateCompletion.class
    })
public final class Main implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing: one of status, explain, topology, events, timeline, what-if, doctor,"
            + " switchover, allow-data-loss, agent, ocf");
  }

  /// The one-shot goes round the command line's parser, which costs more than its work.
  public static void main(String[] arguments) {
    List<String> words = List.of(arguments);
    boolean oneShot =
        words.size() == 2 && words.getFirst().equals("ocf") && !words.getLast().startsWith("-");
    System.exit(
        oneShot ? OcfCommand.run(words.getLast()) : new CommandLine(new Main()).execute(arguments));
  }
}

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
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command `matriarch` and its subcommands.
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
public final class MatriarchCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  static int execute(String... arguments) {
    return new CommandLine(new MatriarchCommand()).execute(arguments);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing: one of status, explain, topology, events, timeline, what-if, doctor,"
            + " switchover, allow-data-loss, agent, ocf");
  }
}

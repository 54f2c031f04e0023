package io.matriarch.agent.decide;

import java.util.SortedMap;
import java.util.TreeMap;

/// A command of the decision files: changes the incident, and says what came of it.
interface Command {

  /// What is printed below the command, nothing for most.
  String run(Incident incident, Arguments arguments);

  /// All there are.
  static SortedMap<String, Command> all() {
    SortedMap<String, Command> all = new TreeMap<>();
    all.put("agent", new AgentCommand());
    all.put("policy", new PolicyCommand());
    all.put("cluster", new ClusterCommand());
    all.put("observe", new ObserveCommand());
    all.put("health", new HealthCommand());
    all.put("repair", new RepairCommand());
    all.put("memory", new MemoryCommand());
    all.put("upkeep", new UpkeepCommand());
    all.put("time", new TimeCommand());
    all.put("live", new LiveCommand());
    all.put("decide", new DecideCommand());
    all.put("elect", new ElectCommand());
    all.put("declare", new DeclareCommand());
    return all;
  }
}

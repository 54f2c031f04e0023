package io.matriarch.agent.decide;

import io.matriarch.agent.model.Memory;

/// Starts an agent that remembers nothing.
///
/// Example: `agent node=n2`
final class AgentCommand implements Command {

  @Override
  public String run(Incident incident, Arguments arguments) {
    incident.self = arguments.take("node", incident.self);
    incident.memory = Memory.EMPTY;
    return "";
  }
}

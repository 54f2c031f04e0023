package io.matriarch.agent.decide;

/// Sets parameters of the resource, through the parser that reads the CIB's.
///
/// Example: `policy crash_policy=failover maxlag=1048576`
final class PolicyCommand implements Command {

  @Override
  public String run(Incident incident, Arguments arguments) {
    incident.parameters.putAll(arguments.rest());
    return "";
  }
}

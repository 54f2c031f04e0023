package io.matriarch.agent.decide;

import java.util.List;

/// `declare`: what this node's instance says of itself for an election. `active=n1,n2` are the
/// nodes whose instances take part; without it all that are not stopped.
final class DeclareCommand implements Command {

  @Override
  public String run(Incident incident, Arguments arguments) {
    List<String> active =
        arguments.has("active") ? arguments.list("active") : List.copyOf(incident.nodes.keySet());
    return switch (Declaration.of(incident.snapshot(), active)) {
      case PeerPosition.Holds(var _, var position, var past) ->
          "says: holds " + position + past.map(p -> ", left for " + p).orElse("") + "\n";
      case PeerPosition.Lacks(var refusal, var reason) -> "says: " + refusal + "; " + reason + "\n";
      case PeerPosition.Outside(var position, var reason) ->
          "says: outside the lineage at " + position + "; " + reason + "\n";
      case PeerPosition.Abstains(var reason) -> "says: abstains; " + reason + "\n";
      case PeerPosition.Silent(var reason) -> "says: cannot tell; " + reason + "\n";
    };
  }
}

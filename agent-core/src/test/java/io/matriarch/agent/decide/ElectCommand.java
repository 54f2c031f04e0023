package io.matriarch.agent.decide;

import io.matriarch.agent.decide.Election.Ballot;
import io.matriarch.agent.decide.Election.Candidate;
import io.matriarch.agent.decide.Election.Outcome;
import io.matriarch.agent.decide.Election.Terms;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Lineage;
import io.matriarch.agent.model.TimelineHistory;
import io.matriarch.agent.model.WalPosition;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Holds the election in which this node is the candidate. Each other node says a position,
/// `abstains` or `silent`; a history lists each ancestor as `TIMELINE@LSN`, where it was left.
///
/// Example: `elect holds=3:0/5000148 history=1@0/3000000,2@0/4000000 n1=3:0/5000148 n3=silent`
final class ElectCommand implements Command {

  @Override
  public String run(Incident incident, Arguments arguments) {
    Ballot ballot =
        new Ballot(
            incident.self,
            candidate(incident, arguments),
            peers(incident, arguments),
            incident
                .cluster()
                .map(view -> Terms.of(view, incident.self, incident.memory.lostTo())));
    incident.ballots.add(ballot);
    Outcome outcome = Election.decide(ballot);
    outcome.loss().ifPresent(loss -> incident.memory = incident.memory.withRefusal(loss));
    return print(outcome);
  }

  private static Fact<Candidate> candidate(Incident incident, Arguments arguments) {
    WalPosition holds = WalPosition.parse(arguments.take("holds", "3:0/5000000"));
    String system = arguments.take("system", Incident.SYSTEM);
    TimelineHistory history =
        ObserveCommand.history(holds.timeline(), arguments.take("history", ObserveCommand.HISTORY));
    String unknown = arguments.take("unknown", "");
    return unknown.isEmpty()
        ? Fact.known(new Candidate(system, new Lineage(holds, history)), incident.now)
        : Fact.unknown(unknown);
  }

  private static SortedMap<String, PeerPosition> peers(Incident incident, Arguments arguments) {
    SortedMap<String, PeerPosition> peers = new TreeMap<>();
    arguments
        .rest()
        .forEach(
            (node, said) -> {
              if (!incident.nodes.containsKey(node)) {
                throw new IllegalArgumentException(
                    "elect: unknown key " + node + ": neither a key nor a node of the cluster");
              }
              peers.put(node, peer(said));
            });
    return peers;
  }

  private static PeerPosition peer(String said) {
    String[] fields = (said + "@" + Incident.SYSTEM).split("@", 3);
    return switch (said) {
      case "silent" -> new PeerPosition.Silent("said nothing within 5 s");
      case String text when text.startsWith("lacks:") ->
          new PeerPosition.Lacks(
              MemoryCommand.refusal(text.substring("lacks:".length())), "it is starting");
      case String text when text.startsWith("outside:") ->
          new PeerPosition.Outside(
              WalPosition.parse(text.substring("outside:".length())), "lacks the promotion");
      case "abstains" -> new PeerPosition.Abstains("gave its claim up when it crashed");
      default -> holds(fields[0].split(">", 2), fields[1]);
    };
  }

  private static PeerPosition holds(String[] positions, String system) {
    Optional<WalPosition> past =
        positions.length > 1 ? Optional.of(WalPosition.parse(positions[1])) : Optional.empty();
    return new PeerPosition.Holds(system, WalPosition.parse(positions[0]), past);
  }

  private static String print(Outcome outcome) {
    return "promote: %s\nrule: %s\nbecause: %s\n%s"
        .formatted(
            outcome.promote() ? "yes" : "no",
            outcome.rule().id(),
            outcome.because(),
            outcome
                .loss()
                .map(loss -> "lost to: %s at %s\n".formatted(loss.node(), loss.held()))
                .orElse(""));
  }
}

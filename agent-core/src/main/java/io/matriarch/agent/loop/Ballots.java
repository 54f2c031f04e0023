package io.matriarch.agent.loop;

import io.matriarch.agent.decide.Election;
import io.matriarch.agent.decide.Scores;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Lineage;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.ServerState.Standby;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.port.ClusterObserver;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// Gathers what an election of this node's instance is decided by.
record Ballots(ControlLoop loop, ElectionBoard board) {

  private static final Logger LOG = LoggerFactory.getLogger(Ballots.class);

  Mono<Election.Ballot> gather(Standby standby, Roster roster, Duration within) {
    String node = loop.world().node();
    return Mono.zip(candidate(standby), board.gather(() -> peers(roster), within), terms())
        .map(said -> new Election.Ballot(node, said.getT1(), said.getT2(), said.getT3()));
  }

  /// The same from what the loop saw last, for an election that is only foreseen.
  Mono<Election.Ballot> glance(Snapshot snapshot, Roster roster, Duration within) {
    String node = loop.world().node();
    return board
        .glance(() -> peers(roster), within)
        .map(
            said ->
                new Election.Ballot(
                    node, candidate(snapshot), said, snapshot.cluster().map(this::terms)));
  }

  private static Fact<Election.Candidate> candidate(Snapshot snapshot) {
    return snapshot.server() instanceof Fact.Known<ServerState>(Standby standby, var at)
        ? snapshot
            .lineage()
            .map(l -> new Election.Candidate(standby.settings().systemIdentifier(), l))
            .map(c -> Fact.known(c, at))
            .orElseGet(() -> Fact.unknown("its history is not known yet"))
        : Fact.unknown("it is no standby");
  }

  /// What the loop read last may be older than another node's promotion, so the CIB is read for
  /// this; what was read last counts where that fails.
  private Mono<Fact<Election.Terms>> terms() {
    return loop.readCluster()
        .timeout(loop.instance().policy().electionWait())
        .map(this::terms)
        .onErrorResume(_ -> Mono.just(loop.cluster().map(this::terms)));
  }

  private Fact<Election.Terms> terms(ClusterObserver.Reading reading) {
    return reading
        .of(loop.instance().resource())
        .map(c -> Fact.known(terms(c.view()), loop.world().clock().now()))
        .orElseGet(() -> Fact.unknown("the CIB has no " + loop.instance().resource()));
  }

  private Election.Terms terms(ClusterView view) {
    return Election.Terms.of(view, loop.world().node(), loop.memory().lostTo());
  }

  private Mono<Fact<Election.Candidate>> candidate(Standby standby) {
    Duration wait = loop.instance().policy().electionWait();
    return loop.world()
        .server()
        .history(standby.held().timeline())
        .map(
            history ->
                Fact.known(
                    new Election.Candidate(
                        standby.settings().systemIdentifier(),
                        new Lineage(standby.held(), history)),
                    loop.world().clock().now()))
        .timeout(wait)
        .onErrorResume(
            failure ->
                Mono.just(
                    Fact.unknown("its history cannot be read: " + Looking.reason(failure, wait))));
  }

  /// The other instances that take part. A node that has left the membership since is none: it is
  /// fenced before anybody is promoted.
  List<String> peers(Roster roster) {
    List<String> members =
        loop.cluster()
            .map(
                view ->
                    view.nodes().stream()
                        .filter(ClusterView.Node::member)
                        .map(ClusterView.Node::name)
                        .toList())
            .orElse(roster.activeAfter());
    return roster.activeAfter().stream()
        .filter(node -> !node.equals(loop.world().node()) && members.contains(node))
        .toList();
  }

  /// The loser lowers its own score, so that Pacemaker's next transition chooses the better one.
  static Mono<Void> lower(ControlLoop loop, Refusal loss) {
    loop.remember(memory -> memory.withRefusal(loss));
    return loop.world()
        .clusterControl()
        .publishScore(loop.instance().resource(), Scores.REFUSED)
        .onErrorResume(
            failure -> {
              LOG.warn("could not lower the score: {}", failure.getMessage());
              return Mono.empty();
            });
  }
}
